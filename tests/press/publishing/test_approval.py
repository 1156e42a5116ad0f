"""From the approval on each verb changes just these fields and leaves just this entry."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import Contact, Edition, Release, User
from press.publishing import Problem
from tests.press.publishing.effects import NOW, Row, effects_on, entry

pytestmark = pytest.mark.usefixtures("clock")

SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)

Build = Callable[..., Release]


def approved(by: User, at: datetime.datetime, **more: Any) -> Row:
    return {
        "state": "approved",
        "approved_at": NOW,
        "approved_by_id": by.pk,
        "live_from": at,
        "credit_line": "Press service, 74-72-27. Courtesy of N. Baibulin",
        "version": 3,
        **more,
    }


@pytest.fixture
def submitted(make_release: Build, contact: Contact) -> Edition:
    return make_release(state="submitted", contact=contact, courtesy="N. Baibulin").editions.get()


@pytest.mark.parametrize(
    ("wanted", "asked", "at"),
    [
        (None, None, NOW),
        (None, NOW + DAY, NOW + DAY),
        (NOW + DAY, None, NOW + DAY),
        (NOW + DAY, NOW + 2 * DAY, NOW + 2 * DAY),
        (NOW - DAY, None, NOW),
        (NOW - DAY, NOW + SECOND, NOW + SECOND),
        (None, NOW - MINUTE, NOW),
    ],
)
def test_approving_now_or_at_the_moment_that_is_ahead(
    submitted: Edition,
    editor: User,
    wanted: datetime.datetime | None,
    asked: datetime.datetime | None,
    at: datetime.datetime,
) -> None:
    Edition.objects.filter(pk=submitted.pk).update(publish_at=wanted, return_note="An old note")
    with effects_on(submitted) as changed:
        publishing.approve(submitted, by=editor, version=2, live_from=asked)
    assert changed.edition == approved(editor, at, return_note="")
    assert changed.release == {"first_published_at": at}
    said = {"live_from": at.isoformat(), "urgent_reason": ""}
    assert changed.entries == [entry("approve", editor, submitted, **said)]


def test_a_moment_that_has_passed_is_refused_beside_its_field(submitted: Edition, editor: User) -> None:
    with effects_on(submitted) as changed, pytest.raises(publishing.Refused) as refused:
        publishing.approve(submitted, by=editor, live_from=NOW - MINUTE - SECOND)
    assert str(refused.value) == "This moment has passed."
    assert refused.value.problems == [Problem("publish_at", "Choose a moment ahead, or leave it empty.")]
    assert (changed.edition, changed.entries) == ({}, [])


def test_what_has_become_incomplete_since_it_was_submitted_is_not_approved(
    submitted: Edition, editor: User
) -> None:
    Edition.objects.filter(pk=submitted.pk).update(title=" ")
    with effects_on(submitted) as changed, pytest.raises(publishing.Refused) as refused:
        publishing.approve(submitted, by=editor)
    assert str(refused.value) == "This cannot be published yet."
    assert refused.value.problems == [Problem("title", "Write the title.")]
    assert (changed.edition, changed.entries) == ({}, [])


def test_approving_a_draft_alone(make_release: Build, chief: User, contact: Contact) -> None:
    edition = make_release(state="draft", contact=contact, courtesy="N. Baibulin").editions.get()
    with effects_on(edition) as changed:
        publishing.approve(edition, by=chief, version=1, urgent_reason=" Fire alarm ")
    assert changed.edition == approved(
        chief, NOW, version=2, urgent_reason="Fire alarm", submitted_at=NOW, submitted_by_id=chief.pk
    )
    said = {"live_from": NOW.isoformat(), "urgent_reason": "Fire alarm"}
    assert changed.entries == [entry("approve", chief, edition, **said)]


def test_approving_alone_what_somebody_else_submitted(submitted: Edition, author: User, chief: User) -> None:
    with effects_on(submitted) as changed:
        publishing.approve(submitted, by=chief, urgent_reason="Fire alarm")
    assert changed.edition == approved(chief, NOW, urgent_reason="Fire alarm")
    assert Edition.objects.get(pk=submitted.pk).submitted_by == author


def test_importing_what_was_published_elsewhere(make_release: Build, editor: User, contact: Contact) -> None:
    edition = make_release(state="draft", contact=contact, courtesy="N. Baibulin").editions.get()
    at = NOW - 900 * DAY
    with effects_on(edition) as changed:
        publishing.import_published(edition, by=editor, at=at, hour_known=False, previous_reads=146)
    submitted = {"submitted_at": NOW, "submitted_by_id": editor.pk}
    assert changed.edition == approved(editor, at, version=2, ai_use_is_asked=False, **submitted)
    assert changed.release == {"hour_known": False, "previous_reads": 146, "first_published_at": at}
    assert changed.entries == [entry("bring in", editor, edition, previous_reads=146)]
    with pytest.raises(publishing.Refused, match="This release is now “Approved”"):
        publishing.import_published(edition, by=editor, at=at)


def test_a_text_is_imported_with_its_hour_and_without_reads_unless_it_is_said(
    make_release: Build, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    assert publishing.import_published(edition, by=editor, at=NOW - DAY) is edition
    assert (edition.release.hour_known, edition.release.previous_reads) == (True, 0)


def test_what_is_published_or_incomplete_is_not_imported(
    make_release: Build, author: User, editor: User
) -> None:
    release = make_release()
    second = publishing.start_edition(release, by=author)
    with pytest.raises(publishing.Refused, match="This release is already published"):
        publishing.import_published(second, by=editor, at=NOW - DAY)
    empty = make_release(state="draft", title="Empty", body="").editions.get()
    with pytest.raises(publishing.Refused) as refused:
        publishing.import_published(empty, by=editor, at=NOW - DAY)
    assert refused.value.problems == [Problem("body", "Write the text.")]


def test_unscheduling(submitted: Edition, editor: User, chief: User) -> None:
    publishing.approve(submitted, by=chief, live_from=NOW + DAY, urgent_reason="Fire alarm")
    with effects_on(submitted) as changed:
        publishing.unschedule(submitted, by=editor, version=3)
    assert changed.edition == {
        "state": "draft",
        "submitted_at": None,
        "submitted_by_id": None,
        "approved_at": None,
        "approved_by_id": None,
        "live_from": None,
        "urgent_reason": "",
        "credit_line": "",
        "version": 4,
    }
    assert changed.release == {"first_published_at": None}
    assert changed.entries == [entry("unschedule", editor, submitted)]


def test_confirming(make_release: Build, editor: User, chief: User) -> None:
    edition = make_release(state="draft").editions.get()
    publishing.approve(edition, by=chief, urgent_reason="Fire alarm")
    with effects_on(edition) as changed:
        publishing.confirm(edition, by=editor, version=2)
    assert changed.edition == {"confirmed_at": NOW, "confirmed_by_id": editor.pk, "version": 3}
    assert changed.entries == [entry("confirm", editor, edition)]


def test_withdrawing(submitted: Edition, editor: User, clock: Callable[[datetime.datetime], None]) -> None:
    publishing.approve(submitted, by=editor)
    clock(NOW + DAY)
    with effects_on(submitted) as changed:
        publishing.withdraw(submitted.release, by=editor, reason=" Wrong figures. ")
    assert changed.edition == {
        "live_until": NOW + DAY,
        "withdrawn_at": NOW + DAY,
        "withdrawn_by_id": editor.pk,
        "withdrawal_reason": "Wrong figures.",
        "version": 4,
    }
    assert changed.release == {}
    assert changed.entries == [entry("withdraw", editor, submitted, reason="Wrong figures.")]


def test_what_is_withdrawn_at_the_moment_of_its_publication_was_public_for_a_microsecond(
    submitted: Edition, editor: User
) -> None:
    publishing.approve(submitted, by=editor)
    publishing.withdraw(submitted.release, by=editor, reason="Wrong.")
    submitted.refresh_from_db()
    moment = NOW + datetime.timedelta(microseconds=1)
    assert (submitted.withdrawn_at, submitted.live_until) == (moment, moment)


def test_removing(
    submitted: Edition, editor: User, chief: User, clock: Callable[[datetime.datetime], None]
) -> None:
    publishing.approve(submitted, by=editor)
    clock(NOW + DAY)
    with effects_on(submitted) as changed:
        publishing.remove(submitted.release, by=chief, reason=" By law. ")
    assert changed.edition == {"live_until": NOW + DAY}
    assert changed.release == {
        "removed_at": NOW + DAY,
        "removed_by_id": chief.pk,
        "removal_reason": "By law.",
    }
    release = submitted.release_id
    assert changed.entries == [("remove", "chief", release, None, {"reason": "By law."})]


@pytest.mark.parametrize("verb", [publishing.withdraw, publishing.remove])
def test_what_lies_ahead_of_what_is_taken_back_is_a_draft_again(
    submitted: Edition,
    author: User,
    editor: User,
    chief: User,
    clock: Callable[[datetime.datetime], None],
    verb: Callable[..., object],
) -> None:
    publishing.approve(submitted, by=editor)
    second = publishing.start_edition(submitted.release, by=author)
    publishing.revise(second, by=author, minor=True)
    publishing.submit(second, by=author)
    publishing.approve(second, by=editor, live_from=NOW + 2 * DAY)
    clock(NOW + DAY)
    with effects_on(second) as ahead:
        verb(submitted.release, by=chief, reason="Wrong.")
    assert ahead.edition == {
        "state": "draft",
        "submitted_at": None,
        "submitted_by_id": None,
        "approved_at": None,
        "approved_by_id": None,
        "live_from": None,
        "credit_line": "",
        "version": second.version + 1,
    }


@pytest.mark.parametrize("verb", [publishing.withdraw, publishing.remove])
def test_nothing_is_taken_back_without_a_reason_for_readers(
    make_release: Build, chief: User, verb: Callable[..., object]
) -> None:
    edition = make_release().editions.get()
    with effects_on(edition) as changed, pytest.raises(publishing.Refused) as refused:
        verb(edition.release, by=chief, reason=" ")
    sentence = "Give the reason: readers will see it."
    assert (str(refused.value), refused.value.problems) == (sentence, [Problem("reason", sentence)])
    assert (changed.edition, changed.release, changed.entries) == ({}, {}, [])


def test_the_callers_edition_stands_as_each_verb_left_it(
    submitted: Edition, editor: User, chief: User
) -> None:
    assert publishing.approve(submitted, by=chief, live_from=NOW + DAY, urgent_reason="Fire") is submitted
    assert (submitted.state, submitted.release.first_published_at) == ("approved", NOW + DAY)
    assert publishing.confirm(submitted, by=editor) is submitted
    assert submitted.confirmed_by == editor
    assert publishing.unschedule(submitted, by=chief) is submitted
    assert (submitted.state, submitted.release.first_published_at) == ("draft", None)


@pytest.mark.parametrize("verb", [publishing.withdraw, publishing.remove])
def test_the_callers_release_stands_as_the_verb_left_it(
    make_release: Build, chief: User, verb: Callable[..., Release]
) -> None:
    release = make_release()
    assert verb(release, by=chief, reason="Wrong.") is release
    fresh = Release.objects.get(pk=release.pk)
    assert {field.attname: getattr(release, field.attname) for field in Release._meta.concrete_fields} == {
        field.attname: getattr(fresh, field.attname) for field in Release._meta.concrete_fields
    }


def test_nothing_of_a_removed_release_is_published_again(
    submitted: Edition, editor: User, chief: User
) -> None:
    publishing.approve(submitted, by=editor)
    publishing.remove(submitted.release, by=chief, reason="By law.")
    Edition.objects.create(
        release=submitted.release, number=2, title="T", body="<p>B</p>", minor=True, created_by=chief,
        state="submitted", submitted_at=NOW, submitted_by=chief,
    )  # fmt: skip
    with pytest.raises(publishing.Refused, match="This release was removed: it cannot be published again"):
        publishing.approve(submitted.release.editions.get(number=2), by=editor)


def test_of_two_editions_ahead_the_second_is_refused(submitted: Edition, editor: User, author: User) -> None:
    publishing.approve(submitted, by=editor, live_from=NOW + DAY)
    second = Edition.objects.create(
        release=submitted.release, number=2, title="T", body="<p>B</p>", minor=True, created_by=author,
        state="submitted", submitted_at=NOW, submitted_by=author,
    )  # fmt: skip
    with pytest.raises(publishing.Refused, match="Another edition is already scheduled"):
        publishing.approve(second, by=editor)


def test_a_form_of_an_older_version_is_refused_by_every_verb(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    draft, submitted, scheduled = (
        make_release(state=state, title=state).editions.get() for state in ("draft", "submitted", "scheduled")
    )
    urgent = publishing.approve(
        make_release(state="draft", title="urgent").editions.get(), by=chief, urgent_reason="Fire"
    )
    verbs: list[Callable[..., object]] = [
        lambda **of: publishing.revise(draft, by=author, title="T", **of),
        lambda **of: publishing.submit(draft, by=author, **of),
        lambda **of: publishing.take_back(submitted, by=author, **of),
        lambda **of: publishing.send_back(submitted, by=editor, note="N", **of),
        lambda **of: publishing.approve(submitted, by=editor, **of),
        lambda **of: publishing.unschedule(scheduled, by=editor, **of),
        lambda **of: publishing.confirm(urgent, by=editor, **of),
    ]
    for verb in verbs:
        with pytest.raises(publishing.Outdated, match="changed this release after you opened it"):
            verb(version=0)


def test_an_urgent_text_that_nobody_confirmed_is_not_approved_as_its_own_correction(
    make_release: Build,
    author: User,
    editor: User,
    chief: User,
    clock: Callable[[datetime.datetime], None],
) -> None:
    urgent = make_release(state="draft").editions.get()
    publishing.approve(urgent, by=chief, urgent_reason="Fire alarm")
    copy = publishing.start_edition(urgent.release, by=author)
    publishing.revise(copy, by=author, minor=True)
    publishing.submit(copy, by=author)
    with pytest.raises(publishing.Refused, match="You changed this text"):
        publishing.approve(copy, by=chief)
    clock(NOW + DAY)
    publishing.approve(copy, by=editor)
    assert list(publishing.start_edition(urgent.release, by=author).changed_by.all()) == []
