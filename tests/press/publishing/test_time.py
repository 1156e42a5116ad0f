"""Any run of verbs, at any moments: what `live()` says is what a simple calendar says.

The calendar is the reference: a sorted list of what happens when (an edition goes live, a withdrawal, a
removal); at a moment the last entry before it counts.
"""

import contextlib
import datetime
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press import publishing
from press.models import Edition, Release, User

START = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
HOURS = st.integers(1, 50).map(lambda hours: datetime.timedelta(hours=hours))

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.none() | HOURS),
        st.tuples(
            st.sampled_from(["unschedule", "withdraw", "remove", "begin", "discard", "restore"]), st.none()
        ),
        st.tuples(st.just("wait"), HOURS),
    ),
    max_size=12,
)


class RollBack(Exception):  # noqa: N818 - not an error
    pass


@dataclass
class Calendar:
    entries: dict[datetime.datetime, int | None] = field(default_factory=dict)

    def at(self, moment: datetime.datetime) -> int | None:
        past = [when for when in self.entries if when <= moment]
        return self.entries[max(past)] if past else None

    def cancel_after(self, moment: datetime.datetime) -> None:
        self.entries = {when: number for when, number in self.entries.items() if when <= moment}


def run(steps: list[tuple[str, datetime.timedelta | None]], clock: "Clock", cast: dict[str, User]) -> None:
    calendar = Calendar()
    edition = publishing.start_release(
        language="en", by=cast["author"], title="A meeting", body="<p>Text.</p>"
    )
    release = edition.release
    publishing.submit(edition, by=cast["author"])
    publishing.approve(edition, by=cast["editor"])
    calendar.entries[clock.now] = 1
    for verb, shift in steps:
        clock.now += datetime.timedelta(seconds=1)
        if verb == "wait":
            assert shift is not None
            clock.now += shift
            continue
        with contextlib.suppress(publishing.Refused):
            apply(verb, shift, release, clock, calendar, cast)
        standing = release.editions.not_discarded().order_by("number").values_list("number", flat=True)
        assert list(standing) == [*range(1, len(standing) + 1)]
        moments = [
            clock.now,
            *calendar.entries,
            *(when - datetime.timedelta(microseconds=1) for when in calendar.entries),
        ]
        moments += [START + datetime.timedelta(hours=h, minutes=30) for h in range(0, 700, 25)]
        told = {moment: [e.number for e in Edition.objects.live(moment)] for moment in moments}
        assert told == {m: [n] if (n := calendar.at(m)) is not None else [] for m in moments}


def apply(
    verb: str,
    shift: datetime.timedelta | None,
    release: Release,
    clock: "Clock",
    calendar: Calendar,
    cast: dict[str, User],
) -> None:
    if verb == "correct":
        edition = release.editions.in_work().first() or publishing.start_edition(release, by=cast["author"])
        publishing.revise(edition, by=cast["author"], minor=True)
        publishing.submit(edition, by=cast["author"])
        at = clock.now + shift if shift else None
        publishing.approve(edition, by=cast["editor"], live_from=at)
        calendar.entries[at or clock.now] = edition.number
    elif verb == "begin":
        publishing.start_edition(release, by=cast["author"])
    elif verb == "discard":
        for draft in release.editions.in_work():
            publishing.discard(draft, by=cast["author"])
    elif verb == "restore":
        # The oldest: the number of each has been given anew since.
        for discarded in release.editions.filter(state=Edition.State.DISCARDED).order_by("pk")[:1]:
            publishing.restore(discarded, by=cast["author"])
    elif verb == "unschedule":
        ahead = release.editions.ahead().first()
        if ahead:
            publishing.unschedule(ahead, by=cast["editor"])
            calendar.cancel_after(clock.now)
    elif verb == "withdraw":
        publishing.withdraw(release, by=cast["editor"], reason="The figures were wrong.")
        calendar.cancel_after(clock.now)
        calendar.entries[clock.now] = None
    else:
        publishing.remove(release, by=cast["chief"], reason="Published by mistake.")
        calendar.cancel_after(clock.now)
        calendar.entries[clock.now] = None


class Clock:
    def __init__(self) -> None:
        self.now = START


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def test_any_run_of_verbs_leaves_what_a_calendar_says(
    clock: Clock, author: User, editor: User, chief: User
) -> None:
    cast = {"author": author, "editor": editor, "chief": chief}

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(STEPS)
    def check(steps: list[tuple[str, datetime.timedelta | None]]) -> None:
        clock.now = START
        with contextlib.suppress(RollBack), transaction.atomic():
            run(steps, clock, cast)
            raise RollBack

    check()


def test_the_calendar_itself_knows_a_withdrawal() -> None:
    calendar = Calendar({START: 1, START + datetime.timedelta(hours=2): None})
    assert [calendar.at(START + datetime.timedelta(hours=h)) for h in (-1, 0, 1, 2)] == [None, 1, 1, None]
