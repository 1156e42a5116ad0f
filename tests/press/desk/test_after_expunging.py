"""What an officer reads who had a text before them when words of its story were removed by law."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Edition, Release, User
from tests.factories import OF_THE_TESTS, make_officer, signed_in, submit_in_three_languages
from tests.press.admin.test_home import sections
from tests.press.desk.forms import page_of
from tests.press.desk.test_joint_releases import panel, press, tick

Build = Callable[..., Release]
Texts = dict[str, Edition]
NOTHING_DONE = "words were removed from this story by law, after you opened it: nothing was done."
AGAIN = "words were removed from this story by law: the agreement of two,"
REMOVED = "words were removed from this text by law"


@pytest.fixture
def texts(make_release: Build) -> Texts:
    return submit_in_three_languages(make_release, kk="Kazakh text of Aibek Ospanov")


@pytest.fixture
def expunge(texts: Texts, chief: User) -> Callable[[], str]:
    """Removes the name from all texts; returns the day, as a page says it."""

    def carry_out() -> str:
        proposed = publishing.propose_expunction(
            texts["kk"], by=chief, words="Aibek Ospanov", ground="Court of Astana, No. 7"
        )
        done = publishing.expunge(proposed, by=make_officer("second", "chief editor"))
        return f"{timezone.localtime(done.expunged_at):%d.%m.%Y}"

    return carry_out


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def read(desk: Client, edition: Edition) -> str:
    return words(desk.get(page_of(edition)).content.decode())


def test_who_agreed_is_told_why_another_agreement_is_wanted_and_who_presses_that_nothing_was_done(
    texts: Texts, two: Client, one: Client, expunge: Callable[[], str]
) -> None:
    press(two, texts["kk"], "approve", together=tick(texts["ru"], texts["en"]), live_from="")
    assert AGAIN not in panel(two, texts["kk"])
    day = expunge()
    # All versions moved: that of the Russian text too, which never said the words.
    assert panel(two, texts["kk"]).count(f"(on {day}, {AGAIN}") == 2
    assert "before the change agreed to" not in panel(two, texts["kk"])
    assert sections(two)["for-you"].count(f"(on {day}, {AGAIN}") == 2
    assert sections(one)["for-you"].count(AGAIN) == 2
    told = words(press(one, texts["en"], "agree"))
    assert f"On {day}, {NOTHING_DONE}" in told
    assert "Your text is kept below" not in told
    for desk, language in ((two, "kk"), (two, "ru"), (one, "en")):
        press(desk, Edition.objects.get(pk=texts[language].pk), "agree")
    assert Edition.objects.live().count() == 3


def test_who_reviews_a_text_is_told_what_the_comparison_cannot_show(
    texts: Texts, editor: User, expunge: Callable[[], str]
) -> None:
    desk = signed_in(editor)
    for edition in texts.values():
        assert REMOVED not in read(desk, edition)
    day = expunge()
    shown = read(desk, texts["kk"])
    assert shown.count(f"On {day}, {REMOVED}") == 2  # in the state, and among the changes
    assert "what they were stands nowhere, here neither. Besides, not a word." in shown
    assert REMOVED not in read(desk, texts["ru"])
    sent = {"verb": "approve", "version": texts["kk"].version, "override_reason": OF_THE_TESTS}
    answer = desk.post(page_of(texts["kk"]), sent)
    assert answer.status_code == 422
    assert f"On {day}, {NOTHING_DONE}" in words(answer.content.decode())
    assert Edition.objects.live().count() == 0
    # Once the text is read as it is now, it is as any other.
    current = Edition.objects.get(pk=texts["kk"].pk)
    publishing.send_back(current, by=editor, note="Spelling.")
    publishing.revise(current, by=current.submitted_by or editor, lead="More.")
    publishing.submit(current, by=editor, override_reason=OF_THE_TESTS)
    reviewer = signed_in(make_officer("reviewer", "editor"))
    assert "Besides, not a word" not in read(reviewer, texts["kk"])


def test_the_second_officer_hears_the_names_of_languages_in_their_own(
    texts: Texts, chief: User, make_release: Build
) -> None:
    publishing.propose_expunction(texts["kk"], by=chief, words="Aibek Ospanov", ground="Court, No. 7")
    other = signed_in(make_officer("second", "chief editor"))
    page = other.get(f"{page_of(texts['kk']).removesuffix('change/')}expunge/").content.decode()
    places = re.findall(r'<p class="where"(?: lang="kk")?>.*?</p>', page)
    assert places != []
    assert all("Қазақша" not in place or 'lang="kk"' in place for place in places)
    assert '<p class="where"><span lang="kk">Қазақша</span>, Edition 1: title' in page
