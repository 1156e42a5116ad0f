"""At the desk: a correction is answered for each language, and languages go out together, in few presses."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from press.desk.fields import format_moment
from press.models import CorrectionQuestion, Edition, Release, User
from tests.factories import OF_THE_TESTS, signed_in

Build = Callable[..., Release]


@pytest.fixture
def submitted(make_release: Build) -> dict[str, Edition]:
    first = make_release(language="kk", title="Kazakh text", state="submitted")
    other = make_release(language="ru", story=first.story, title="Russian text", state="submitted")
    make_release(language="en", title="Another story", state="submitted")
    return {release.language: release.editions.get() for release in (first, other)}


def press(client: Client, edition: Edition, verb: str, **fields: object) -> str:
    """Returns what the page says after a button was pressed."""
    sent = {"verb": verb, "version": edition.version, "override_reason": OF_THE_TESTS, **fields}
    answer = client.post(f"/admin/press/edition/{edition.pk}/change/", sent, follow=True)
    return str(answer.content.decode())


def test_a_ticked_language_is_published_at_the_same_moment_and_the_page_says_so(
    submitted: dict[str, Edition], editor: User
) -> None:
    client, kazakh, russian = signed_in(editor), submitted["kk"], submitted["ru"]
    page = client.get(f"/admin/press/edition/{kazakh.pk}/change/").content.decode()
    offered = re.findall(r'name="together" value="([^"]*)"', page)
    assert offered == [f"{russian.pk}.{russian.version}"]  # one list: for now, and for another time
    at = (timezone.localtime() + datetime.timedelta(days=1)).replace(second=0, microsecond=0)
    told = press(
        client, kazakh, "approve", together=f"{russian.pk}.{russian.version}",
        live_from=at.strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    assert "together with: Русский." in told
    assert set(Edition.objects.exclude(live_from=None).values_list("pk", "live_from")) == {
        (kazakh.pk, at),
        (russian.pk, at),
    }
    assert "Public at the same moment, or not at all:" in told


def test_a_language_that_changed_since_the_page_was_shown_keeps_all_back_and_the_tick_stays(
    submitted: dict[str, Edition], editor: User
) -> None:
    kazakh, russian = submitted["kk"], submitted["ru"]
    told = press(signed_in(editor), kazakh, "approve", together=f"{russian.pk}.{russian.version + 1}")
    assert "A text in another language has changed meanwhile: look at it again." in told
    assert Edition.objects.filter(state="approved").count() == 0


def test_a_correction_is_answered_where_it_may_apply_and_the_question_goes(
    make_release: Build, correct: Callable[..., Edition], editor: User, author: User
) -> None:
    first = make_release(language="kk", title="Kazakh text")
    other = make_release(language="ru", story=first.story, title="Russian text")
    correct(first, title="Kazakh text, corrected", correction_note="The number was wrong.")
    edition = other.editions.get()
    address = f"/admin/press/edition/{edition.pk}/change/"
    question = CorrectionQuestion.objects.get()
    to_author = signed_in(author).get(address).content.decode()
    assert ("does it apply here?" in to_author, 'value="applies"' in to_author) == (True, False)
    client = signed_in(editor)
    assert "The number was wrong." in client.get(address).content.decode()
    told = press(client, edition, "applies", question=question.pk)
    assert "is still to be made here" in told
    told = press(client, edition, "does-not-apply", question=question.pk)
    assert "The number was wrong." not in told
    question.refresh_from_db()
    assert (question.applies, question.answered_by) == (False, editor)


def test_two_corrections_of_one_text_are_asked_about_in_words_that_tell_them_apart(
    make_release: Build, correct: Callable[..., Edition], editor: User
) -> None:
    before, two_days = timezone.now() - datetime.timedelta(days=9), datetime.timedelta(days=2)
    first = make_release(language="kk", title="Kazakh text", at=before)
    other = make_release(language="ru", story=first.story, title="Russian text", at=before)
    for note in ("The number was wrong.", "The name was wrong."):
        correct(first, title=note, correction_note=note)
    first.editions.filter(number=1).update(live_until=F("live_until") - two_days)
    first.editions.filter(number=2).update(live_from=F("live_from") - two_days)
    client, edition = signed_in(editor), other.editions.get()
    corrections = first.editions.filter(number__gt=1).order_by("-number")
    page = client.get(f"/admin/press/edition/{edition.pk}/change/").content.decode()
    assert re.findall(r'<h2 id="correction-\d+">(.*?)</h2>', page) == [
        f'Corrected in another language (<span lang="kk">Қазақша</span>, edition {each.number}, '
        f"{format_moment(each.live_from)}): does it apply here?"
        for each in corrections
    ]
    assert re.findall(r'<span lang="kk">Қазақша: (.*?)</span> \((.*?)\)</a>', page) == [
        (each.title, f"Edition {each.number}") for each in corrections
    ]
    asked = re.findall(r'value="applies" aria-describedby="([^"]*)"', page)
    assert asked == [f"correction-{question.pk}" for question in CorrectionQuestion.objects.all()]
    home = client.get("/admin/").content.decode()
    assert re.findall(r'<q lang="kk">(.*?)</q> Does it apply', home) == [
        each.correction_note for each in corrections
    ]


def test_who_answers_one_of_two_corrections_is_told_that_the_other_is_still_open(
    make_release: Build, correct: Callable[..., Edition], editor: User
) -> None:
    first = make_release(language="kk", title="Kazakh text")
    other = make_release(language="ru", story=first.story, title="Russian text")
    for note in ("The number was wrong.", "The name was wrong."):
        correct(first, title=note, correction_note=note)
    client, edition = signed_in(editor), other.editions.get()
    told = [
        press(client, edition, "does-not-apply", question=question.pk)
        for question in CorrectionQuestion.objects.all()
    ]
    assert ["Another one is still open." in each for each in told] == [True, False]
    assert ["its readers are told nothing." in each for each in told] == [False, True]
