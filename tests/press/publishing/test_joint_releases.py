"""A joint release on which several editors agree: all of its texts go out, or none, and nobody alone."""

import datetime
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from press import publishing
from press.models import AuditEntry, Edition, JointProposal, ProposedText, QuietPeriod, Release, User
from press.publishing.permissions import Permissions
from tests.factories import OF_THE_TESTS, make_officer, make_quiet_period, submit_in_three_languages
from tests.press.publishing.effects import NOW

Build = Callable[..., Release]
Clock = Callable[[datetime.datetime], None]
Texts = dict[str, Edition]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def texts(make_release: Build) -> Texts:
    """A story that is submitted in three languages; beside it another one, of which nothing is agreed."""
    make_release(language="en", title="Another story", state="submitted")
    return submit_in_three_languages(make_release)


@pytest.fixture
def two(db: None) -> User:
    return make_officer("two", "editor", languages=["kk", "ru"])


@pytest.fixture
def one(db: None) -> User:
    return make_officer("one", "editor", languages=["en"])


def propose(texts: Texts, by: User, wanted: str = "en", **more: Any) -> JointProposal:
    """Agrees to the languages that are not wanted of somebody else."""
    pairs = {name: (text, text.version) for name, text in texts.items()}
    others = [pairs.pop(language) for language in wanted.split()]
    publishing.propose_joint_release(
        list(pairs.values()), others, by=by, override_reason=OF_THE_TESTS, **more
    )
    return JointProposal.objects.get()


def agree(text: Edition, by: User, **more: Any) -> Edition:
    return publishing.agree(text, by=by, override_reason=OF_THE_TESTS, **more)


def states() -> dict[str, str]:
    editions = Edition.objects.exclude(title="Another story")
    return {edition.language: edition.state for edition in editions.select_related("release")}


def agreed() -> dict[str, str]:
    """Returns who has agreed to what each text says now."""
    return {
        text.edition.language: text.agreed_by.username if text.is_agreed and text.agreed_by else ""
        for text in ProposedText.objects.select_related("edition__release", "agreed_by")
    }


ALL_SUBMITTED = dict.fromkeys(("kk", "ru", "en"), "submitted")
ALL_APPROVED = dict.fromkeys(("kk", "ru", "en"), "approved")


def test_nothing_goes_out_before_the_last_has_agreed_and_then_all_do_each_by_who_agreed(
    texts: Texts, two: User, one: User, clock: Clock
) -> None:
    propose(texts, two)
    assert (states(), agreed()) == (ALL_SUBMITTED, {"kk": "two", "ru": "two", "en": ""})
    clock(NOW + HOUR)
    assert agree(texts["en"], one).is_live()
    assert states() == ALL_APPROVED
    found = set(Edition.objects.exclude(joint_release=None).values_list("live_from", "joint_release"))
    assert [live_from for live_from, _joint in found] == [NOW + HOUR]
    told = AuditEntry.objects.filter(verb="approve").order_by("release_number")
    assert [(each.by, each.detail["agreed_last"]) for each in told] == [
        (two, one.pk), (two, one.pk), (one, one.pk),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="agree").count() == 3
    assert (JointProposal.objects.count(), ProposedText.objects.count()) == (0, 0)


def test_all_are_scheduled_at_the_moment_that_was_agreed_and_taken_off_together(
    texts: Texts, two: User, one: User, clock: Clock
) -> None:
    assert propose(texts, two, live_from=NOW + HOUR).live_from == NOW + HOUR
    assert Edition.objects.ahead().count() == 0
    agree(texts["en"], one)
    assert set(Edition.objects.ahead().values_list("live_from", flat=True)) == {NOW + HOUR}
    publishing.unschedule(texts["ru"], by=two)
    assert states() == dict.fromkeys(ALL_SUBMITTED, "draft")


def test_what_is_sent_back_or_taken_back_is_to_be_agreed_to_anew_and_the_others_are_not(
    texts: Texts, two: User, one: User, author: User
) -> None:
    propose(texts, two, wanted="ru en")
    publishing.take_back(texts["kk"], by=author)
    assert agreed() == {"kk": "", "ru": "", "en": ""}
    agree(texts["en"], one)
    publishing.submit(texts["kk"], by=author, override_reason=OF_THE_TESTS)
    agree(texts["kk"], two)
    publishing.send_back(texts["en"], by=one, note="Again.")
    agree(texts["ru"], two)  # with it all would have agreed
    assert agreed() == {"kk": "two", "ru": "two", "en": ""}
    assert states() == ALL_SUBMITTED | {"en": "draft"}
    publishing.revise(texts["en"], by=author, title="English text, mended")
    publishing.submit(texts["en"], by=author, override_reason=OF_THE_TESTS)
    assert agreed()["en"] == ""
    agree(texts["en"], one)
    assert states() == ALL_APPROVED


def test_when_its_moment_passes_nothing_goes_out_until_another_is_set(
    texts: Texts, two: User, one: User, author: User, clock: Clock
) -> None:
    propose(texts, two, live_from=NOW + HOUR)
    clock(NOW + HOUR)
    with pytest.raises(publishing.Refused, match="has passed"):
        agree(texts["en"], one)
    with pytest.raises(publishing.Refused):
        publishing.move_joint_release(texts["kk"], by=author, live_from=NOW + 2 * HOUR)
    with pytest.raises(publishing.Refused, match="has passed"):
        publishing.move_joint_release(texts["kk"], by=one, live_from=NOW)
    publishing.move_joint_release(texts["kk"], by=one, live_from=NOW + 2 * HOUR)
    assert (states(), agreed()["kk"]) == (ALL_SUBMITTED, "two")
    agree(texts["en"], one)
    assert set(Edition.objects.ahead().values_list("live_from", flat=True)) == {NOW + 2 * HOUR}


def test_whoever_may_approve_cancels_it_and_nobody_else(
    texts: Texts, two: User, one: User, author: User, editor: User
) -> None:
    propose(texts, two)
    with pytest.raises(publishing.Refused):
        publishing.cancel_joint_release(texts["kk"], by=author)
    publishing.cancel_joint_release(texts["kk"], by=one)
    assert (states(), JointProposal.objects.count()) == (ALL_SUBMITTED, 0)
    assert AuditEntry.objects.filter(verb="cancel joint release").count() == 3
    assert publishing.approve(texts["ru"], by=editor).is_live()


def test_none_of_them_goes_out_alone_or_in_other_company_meanwhile(
    texts: Texts, two: User, chief: User, editor: User
) -> None:
    propose(texts, two)
    pairs: list[tuple[Edition, int | None]] = [(text, None) for text in texts.values()]
    for do in (
        partial(publishing.approve, texts["kk"], by=editor, override_reason=OF_THE_TESTS),
        partial(publishing.approve, texts["en"], by=chief, urgent_reason="Fire.", override_reason="Fire."),
        partial(publishing.approve_together, pairs, by=editor, override_reason=OF_THE_TESTS),
        partial(propose, texts, two),
    ):
        with pytest.raises(publishing.Refused):
            do()
    assert states() == ALL_SUBMITTED
    agree(texts["en"], editor)  # who reads all of them may agree as well
    assert states() == ALL_APPROVED


def test_nobody_agrees_to_what_they_do_not_read_or_wrote_or_to_what_nobody_proposed(
    texts: Texts, two: User, one: User
) -> None:
    with pytest.raises(publishing.Refused, match="No joint release"):
        agree(texts["en"], one)
    with pytest.raises(publishing.Refused, match=r"^English: "):
        propose(texts, two, wanted="kk")
    texts["ru"].changed_by.add(two)
    with pytest.raises(publishing.Refused, match=r"^Русский: "):
        propose(texts, two)
    assert JointProposal.objects.count() == 0
    propose(texts, two, wanted="ru en")
    for text in (texts["ru"], texts["en"]):
        with pytest.raises(publishing.Refused):
            agree(text, two)
    with pytest.raises(publishing.Refused, match="already"):
        agree(texts["kk"], two)
    assert agreed() == {"kk": "two", "ru": "", "en": ""}


@pytest.mark.parametrize("why", ["reads it no longer", "wrote it", "may approve nothing", "found since"])
def test_an_agreement_that_holds_no_longer_is_dropped_and_nothing_goes_out(
    texts: Texts, two: User, one: User, editor: User, why: str
) -> None:
    propose(texts, two)
    if why == "reads it no longer":
        User.objects.filter(pk=two.pk).update(languages=["kk"])
    elif why == "wrote it":
        texts["ru"].changed_by.add(two)
    elif why == "may approve nothing":
        two.groups.clear()
    else:
        Edition.objects.filter(pk=texts["ru"].pk).update(body="<p>[[name]]</p>")
    agree(texts["en"], one)
    lost = "kk" if why == "may approve nothing" else "ru"
    assert states() == ALL_SUBMITTED
    assert agreed() == {"kk": "two", "ru": "two", "en": "one"} | {lost: ""}
    entry = AuditEntry.objects.get(verb="drop agreement")
    assert (entry.by, entry.release_number) == (one, texts[lost].release_id)
    Edition.objects.filter(pk=texts["ru"].pk).update(body="<p>A text.</p>")
    agree(texts[lost], editor)
    if why == "may approve nothing":  # of each it is found by itself
        assert agreed() == {"kk": "editor", "ru": "", "en": "one"}
        agree(texts["ru"], editor)
    assert states() == ALL_APPROVED


def test_who_agrees_within_a_quiet_period_is_asked_about_it(
    texts: Texts, two: User, one: User, clock: Clock
) -> None:
    make_quiet_period(NOW + HOUR)
    with pytest.raises(publishing.Refused, match="Quiet period"):
        propose(texts, two, live_from=NOW + HOUR)
    propose(texts, two, live_from=NOW + HOUR, all_the_same=True)
    with pytest.raises(publishing.Refused, match="Quiet period"):
        agree(texts["en"], one)
    assert (states(), agreed()["en"]) == (ALL_SUBMITTED, "")
    agree(texts["en"], one, all_the_same=True)
    told = AuditEntry.objects.filter(verb="approve")
    assert {entry.detail["quiet_period"] for entry in told} == {QuietPeriod.objects.get().reason}


def test_who_was_shown_another_text_or_another_moment_agrees_to_nothing(
    texts: Texts, two: User, one: User, author: User, clock: Clock
) -> None:
    shown = propose(texts, two, live_from=NOW + HOUR)
    publishing.move_joint_release(texts["kk"], by=two, live_from=None)
    for do in (
        partial(agree, texts["en"], one),
        partial(publishing.move_joint_release, texts["en"], by=one, live_from=None),
        partial(publishing.cancel_joint_release, texts["en"], by=one),
    ):
        with pytest.raises(publishing.Refused, match="meanwhile"):
            do(seen=shown.value)
    with pytest.raises(publishing.Outdated):
        agree(texts["en"], one, version=texts["en"].version - 1)
    assert (states(), agreed()["en"]) == (ALL_SUBMITTED, "")


def test_what_is_discarded_takes_the_joint_release_along(
    texts: Texts, two: User, author: User, editor: User
) -> None:
    propose(texts, two)
    publishing.take_back(texts["en"], by=author)
    publishing.discard(texts["en"], by=author)
    assert (JointProposal.objects.count(), states()["kk"]) == (0, "submitted")
    assert Permissions(Edition.objects.get(pk=texts["kk"].pk), editor).can_approve()


def test_who_agree_at_once_and_who_sends_back_wait_for_each_other_and_all_go_out_or_none(
    transactional_db: None, texts: Texts, two: User, one: User, editor: User
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    propose(texts, editor, wanted="ru en")
    together = threading.Barrier(3)
    failed: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        try:
            together.wait(30)
            with transaction.atomic():
                deed()
        except publishing.Refused:
            pass  # whoever came too late
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    deeds = [
        partial(agree, texts["ru"], two),
        partial(agree, texts["en"], one),
        partial(publishing.send_back, texts["kk"], by=editor, note="Wait."),
    ]
    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert states() in (ALL_APPROVED, ALL_SUBMITTED | {"kk": "draft"})
