"""At the desk: several editors publish a story together, each what they read, and see for whom it waits."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.models import Edition, JointProposal, ProposedText, Release, User
from tests.factories import (
    OF_THE_TESTS,
    make_officer,
    make_quiet_period,
    signed_in,
    submit_in_three_languages,
)
from tests.press.admin.test_home import sections
from tests.press.desk.forms import as_opened, in_days, page_of

Build = Callable[..., Release]
Texts = dict[str, Edition]


@pytest.fixture
def texts(make_release: Build) -> Texts:
    return submit_in_three_languages(make_release)


def page(desk: Client, edition: Edition) -> str:
    return str(desk.get(page_of(edition)).content.decode())


def press(desk: Client, edition: Edition, verb: str, **fields: object) -> str:
    """Returns what the page says after a button was pressed, with what it shows of the joint release."""
    shown = re.search(r'name="joint_release" value="([^"]*)"', page(desk, edition))
    sent = {"verb": verb, "version": edition.version, "override_reason": OF_THE_TESTS}
    sent |= {"joint_release": shown[1]} if shown else {}
    answer = desk.post(page_of(edition), sent | fields, follow=True)
    return " ".join(str(answer.content.decode()).split())


def panel(desk: Client, edition: Edition) -> str:
    found = re.search(r'<section class="joint note".*?</section>', page(desk, edition), re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[0]).split()) if found else ""


def tick(*editions: Edition) -> list[str]:
    return [f"{edition.pk}.{edition.version}" for edition in editions]


def test_two_editors_publish_three_languages_with_a_press_each(
    texts: Texts, two: Client, one: Client, editor: User
) -> None:
    shown = page(two, texts["kk"])
    assert [f'value="{value}"' in shown for value in tick(texts["ru"], texts["en"])] == [True, True]
    assert "Ticked, nothing goes out until an editor who may approve it agrees." in shown
    told = press(two, texts["kk"], "approve", together=tick(texts["ru"], texts["en"]))
    assert "Agreed. Nothing goes out until an editor has agreed to: English." in told
    assert Edition.objects.exclude(state="submitted").count() == 0
    # The page of each says who agreed, and for whom it waits.
    for language in texts:
        said = panel(two, texts[language])
        assert said.count("agreed to by two") == 2
        assert "English : an editor who may approve it is still to agree" in said
    assert 'value="agree"' not in page(two, texts["en"])
    assert 'value="approve"' not in page(signed_in(editor), texts["ru"])
    assert "Agree: all are published now</button>" in page(one, texts["en"])
    told = press(one, texts["en"], "agree")
    assert "Published together with: Русский, Қазақша." in told
    assert Edition.objects.live().count() == 3


def test_the_first_page_says_what_waits_for_whom(
    texts: Texts, two: Client, one: Client, editor: User, chief: User, author: User
) -> None:
    nothing = "Waiting for you Nothing waits for you."
    press(two, texts["kk"], "approve", together=tick(texts["ru"], texts["en"]), live_from="")
    asked, agreed = (sections(desk)["for-you"] for desk in (one, two))
    assert "To be published together: it waits for you" in asked
    assert "English text English : you may agree to it" in asked
    assert "Kazakh text Қазақша : agreed to by two" in asked
    assert "To be published together: others are still to agree" in agreed
    assert "As soon as all have agreed." in agreed
    assert "it waits for you" in sections(signed_in(editor))["for-you"]  # who reads English as well
    assert "Submitted: you may approve it" not in sections(signed_in(editor))["for-you"]
    assert sections(signed_in(author))["for-you"] == nothing
    other = signed_in(make_officer("other", "editor", languages=["kk"]))
    assert sections(other)["for-you"] == nothing
    publishing.send_back(texts["kk"], by=chief, note="Again.")
    for desk in (one, two):
        assert "Kazakh text Қазақша : it is being changed" in sections(desk)["for-you"]
    assert "(before the change agreed to by two" in panel(two, texts["ru"])
    # On the page of the draft, which its form fills, it stands and is cancelled too.
    assert "To be published together" in panel(two, texts["kk"])
    assert "is cancelled" in press(two, texts["kk"], "cancel-joint-release")
    assert "Submitted: you may approve it English text" in sections(one)["for-you"]


def test_where_the_moment_has_passed_those_concerned_are_told_and_set_another(
    texts: Texts, two: Client, one: Client
) -> None:
    at = in_days(1)
    press(two, texts["kk"], "approve", together=tick(texts["en"]), live_from=f"{at:%Y-%m-%dT%H:%M}")
    proposal = JointProposal.objects.get()
    assert proposal.live_from == at
    assert f"Agree: all are published on {at:%d.%m.%Y} 09:00 (Astana time)" in page(one, texts["en"])
    JointProposal.objects.update(live_from=timezone.now() - datetime.timedelta(minutes=1))
    for desk in (one, two):
        assert "passed before all had agreed: nothing went out" in sections(desk)["for-you"]
    asked = sections(one)["for-you"]
    assert "English text English : you may agree to it once another moment is set" in asked
    assert 'value="agree"' not in page(one, texts["en"])
    told = press(one, texts["kk"], "move-joint-release", live_from="2020-01-01T09:00")
    assert "Choose a moment between" in told
    told = press(one, texts["kk"], "move-joint-release", live_from=f"{in_days(2):%Y-%m-%dT%H:%M}")
    assert "Set: they go out on" in told
    told = press(one, texts["en"], "agree")
    assert "together with: Қазақша." in told
    assert set(Edition.objects.ahead().values_list("live_from", flat=True)) == {in_days(2)}


def test_a_quiet_period_is_asked_about_beside_the_button_of_agreement(
    texts: Texts, two: Client, one: Client
) -> None:
    press(two, texts["kk"], "approve", together=tick(texts["en"]))
    make_quiet_period(timezone.now() - datetime.timedelta(hours=1), reason="Silence")
    assert page(one, texts["en"]).count('name="all_the_same"') == 1
    assert "tick “Publish all the same”" in press(one, texts["en"], "agree")
    assert Edition.objects.live().count() == 0
    press(one, texts["en"], "agree", all_the_same="on")
    assert Edition.objects.live().count() == 2


def test_of_several_languages_a_quiet_period_is_said_once_and_of_none_of_them(
    texts: Texts, editor: User, two: Client
) -> None:
    hour = datetime.timedelta(hours=1)
    period, then = make_quiet_period(timezone.now() - hour, reason="Silence"), timezone.localtime() + hour
    for desk, others in ((signed_in(editor), tick(texts["ru"])), (two, tick(texts["ru"], texts["en"]))):
        told = press(desk, texts["kk"], "approve", together=others, live_from=f"{then:%Y-%m-%dT%H:%M}")
        assert told.count("tick “Publish all the same”") == 1
        assert f"Quiet period, {period}" in told
        assert ": Quiet period" not in told
    assert JointProposal.objects.count() == 0


def test_who_moves_a_joint_release_into_a_quiet_period_is_asked(texts: Texts, two: Client) -> None:
    press(two, texts["kk"], "approve", together=tick(texts["en"]))
    make_quiet_period(in_days(2), reason="Silence")
    then = {"live_from": f"{in_days(2):%Y-%m-%dT%H:%M}"}
    told = press(two, texts["kk"], "move-joint-release", **then)
    assert "tick “Publish all the same”" in told
    assert 'id="all-the-same-joint" name="all_the_same"' in told
    assert JointProposal.objects.get().live_from is None
    # On the page of a draft, which its form fills, too.
    publishing.take_back(texts["kk"], by=User.objects.get(username="author"))
    assert 'id="all-the-same-joint"' in press(two, texts["kk"], "move-joint-release", **then)
    press(two, texts["kk"], "move-joint-release", **then, all_the_same="on")
    assert JointProposal.objects.get().live_from == in_days(2)


def test_a_text_that_comes_back_into_its_joint_release_is_said_to_wait_for_it(
    texts: Texts, two: Client, author: User
) -> None:
    press(two, texts["kk"], "approve", together=tick(texts["en"]))
    publishing.take_back(texts["en"], by=author)
    desk = signed_in(author)
    form = as_opened(page(desk, texts["en"])) | {"override_reason": OF_THE_TESTS, "then": "submit"}
    told = desk.post(page_of(texts["en"]), form, follow=True).content.decode()
    assert "Submitted: it waits for the joint release, and an editor is to agree to it." in told
    assert "can publish it now" not in told


def test_what_is_ticked_is_so_for_both_buttons_of_which_the_first_knows_no_moment(
    texts: Texts, two: Client, one: Client
) -> None:
    shown = page(two, texts["kk"])
    (ticked,) = tick(texts["ru"])
    assert shown.count(f'value="{ticked}"') == 1
    assert shown.count('form="approve"') == 2  # the moment and its button
    plain = "With a language ticked that another editor must agree to, nothing goes out until they have."
    assert [plain in page(desk, texts["kk"]) for desk in (two, one)] == [True, False]
    sent = {"verb": "approve", "version": texts["kk"].version, "override_reason": OF_THE_TESTS}
    sent |= {"live_from": f"{in_days(2):%Y-%m-%dT%H:%M}", "together": tick(texts["ru"])}
    two.post(f"{page_of(texts['kk'])}?as-wanted", sent)
    assert set(Edition.objects.live().values_list("title", flat=True)) == {"Kazakh text", "Russian text"}


def test_the_first_page_asks_as_often_for_many_joint_releases_as_for_one(
    make_release: Build, editor: User, author: User
) -> None:
    reads = make_officer("one", "editor", languages=["en"])
    desk = signed_in(reads)

    def propose(title: str) -> None:
        first = make_release(language="kk", title=title, state="submitted")
        second = make_release(language="en", story=first.story, title=f"{title} too", state="submitted")
        pairs = [(release.editions.get(), None) for release in (first, second)]
        publishing.propose_joint_release(pairs[:1], pairs[1:], by=editor, override_reason=OF_THE_TESTS)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/admin/").status_code == 200
        return len(queries)

    propose("One")
    asked()
    few = asked()
    for number in range(3):
        propose(f"More {number}")
    assert asked() == few
    assert ProposedText.objects.count() == 8
