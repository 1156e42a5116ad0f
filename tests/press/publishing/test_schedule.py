"""Time decides what is public: live_until is computed, never set, and `live()` is right at every moment."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from press import publishing
from press.models import Edition, Release, User

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def live_number(release: Release, at: datetime.datetime) -> int | None:
    edition = release.live_edition(at)
    return edition.number if edition else None


@pytest.fixture
def published(make_release: Callable[..., Release]) -> Release:
    return make_release(at=timezone.now() - DAY)


def test_a_scheduled_release_is_public_from_its_moment_on_and_not_before(
    make_release: Callable[..., Release],
) -> None:
    at = timezone.now() + DAY
    release = make_release(state="scheduled", at=at)
    assert [
        live_number(release, moment)
        for moment in (timezone.now(), at - datetime.timedelta(microseconds=1), at, at + 400 * DAY)
    ] == [None, None, 1, 1]
    assert release.first_published_at == at


def test_approving_an_update_for_tomorrow_closes_the_live_edition_tomorrow(
    published: Release, correct: Callable[..., Edition]
) -> None:
    tomorrow = timezone.now() + DAY
    second = correct(published, at=tomorrow)
    first = published.editions.get(number=1)
    assert (first.live_until, second.live_until) == (tomorrow, None)
    assert [live_number(published, tomorrow + shift) for shift in (-HOUR, 0 * HOUR, HOUR)] == [1, 2, 2]


def test_unscheduling_the_update_opens_the_live_edition_again(
    published: Release, correct: Callable[..., Edition], editor: User
) -> None:
    second = correct(published, at=timezone.now() + DAY)
    publishing.unschedule(second, by=editor)
    assert published.editions.get(number=1).live_until is None
    assert second.state == Edition.State.DRAFT


def test_unscheduling_a_first_edition_takes_the_date_from_the_release(
    make_release: Callable[..., Release], editor: User
) -> None:
    release = make_release(state="scheduled")
    publishing.unschedule(release.editions.get(), by=editor)
    release.refresh_from_db()
    assert release.first_published_at is None


def test_only_one_edition_may_lie_ahead(
    published: Release, correct: Callable[..., Edition], author: User
) -> None:
    correct(published, at=timezone.now() + DAY)
    with pytest.raises(publishing.Refused) as refused:
        publishing.start_edition(published, by=author)
    assert str(refused.value) == "An edition of this release is scheduled. Cancel its schedule to change it."


def test_withdrawing_closes_the_live_edition_and_sends_what_is_ahead_to_the_desk(
    published: Release, correct: Callable[..., Edition], editor: User
) -> None:
    second = correct(published, at=timezone.now() + DAY)
    publishing.withdraw(published, by=editor, reason="The figures were wrong.")
    second.refresh_from_db()
    withdrawn = published.withdrawn_edition()
    assert published.live_edition() is None
    assert withdrawn is not None
    assert (withdrawn.number, withdrawn.withdrawal_reason) == (1, "The figures were wrong.")
    assert second.state == Edition.State.DRAFT
    assert published.live_edition(timezone.now() + 2 * DAY) is None


def test_a_new_edition_brings_a_withdrawn_release_back(
    published: Release, correct: Callable[..., Edition], editor: User
) -> None:
    publishing.withdraw(published, by=editor, reason="The figures were wrong.")
    correct(published, title="The right figures")
    assert published.withdrawn_edition() is None
    assert live_number(published, timezone.now()) == 2


def test_removing_leaves_nothing_public_but_the_past_can_still_be_asked(
    published: Release, chief: User
) -> None:
    yesterday = timezone.now() - HOUR
    publishing.remove(published, by=chief, reason="Published by mistake.")
    assert (published.live_edition(), published.withdrawn_edition(), published.is_removed()) == (
        None,
        None,
        True,
    )
    assert live_number(published, yesterday) == 1


def test_the_date_and_the_address_of_a_release_stay_those_of_its_first_publication(
    published: Release, correct: Callable[..., Edition], author: User
) -> None:
    day, slug = published.first_published_at, published.slug
    correct(published, title="Another title")
    published.refresh_from_db()
    assert (published.first_published_at, published.slug) == (day, slug)
    third = publishing.start_edition(published, by=author)
    with pytest.raises(publishing.Refused) as refused:
        publishing.revise(third, by=author, slug="another-address")
    assert str(refused.value) == "The address of a published release does not change: others link to it."


def test_a_live_edition_cannot_be_changed(published: Release, author: User) -> None:
    with pytest.raises(publishing.Refused):
        publishing.revise(published.editions.get(), by=author, title="Rewritten")
    assert published.editions.get().title == "Chairman met with observers"


BROKEN_PROMISES: list[tuple[str, dict[str, Any]]] = [
    (
        "edition_live_until_after_live_from",
        {"live_until": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)},
    ),
    ("edition_approved_has_its_times", {"approved_by": None}),
    ("edition_submitted_has_who_and_when", {"submitted_at": None}),
    ("edition_withdrawn_by_someone_for_a_reason", {"withdrawal_reason": "because"}),
    (
        "edition_confirmed_has_who_and_when",
        {"confirmed_at": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)},
    ),
]


@pytest.mark.parametrize(("name", "change"), BROKEN_PROMISES, ids=[name for name, _ in BROKEN_PROMISES])
def test_the_database_itself_refuses(published: Release, name: str, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Edition.objects.filter(release=published).update(**change)


def test_postgresql_refuses_two_editions_live_at_one_moment(
    published: Release, correct: Callable[..., Edition]
) -> None:
    if connection.vendor != "postgresql":
        # SQLite has no exclusion constraints; the open-ended pair is refused there by the unique one.
        with pytest.raises(IntegrityError), transaction.atomic():
            correct(published)
            Edition.objects.filter(release=published).update(live_until=None)
        return
    correct(published, at=timezone.now() + DAY)
    with pytest.raises(IntegrityError, match="edition_ranges_do_not_overlap"), transaction.atomic():
        Edition.objects.filter(release=published, number=1).update(live_until=timezone.now() + 9 * DAY)
