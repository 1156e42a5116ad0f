"""The next moment at which time alone changes what is public, and how long it is remembered."""

import datetime
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from press.invalidation import expiry, names
from press.invalidation.expiry import Ahead, find_ahead, next_moment
from press.models import Release, Story

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_where_nothing_lies_ahead_it_is_never(make_release: Callable[..., Release]) -> None:
    story = make_release().story
    Story.objects.filter(pk=story.pk).update(pinned_until=NOW)
    assert next_moment(find_ahead()) == expiry.NEVER == float("inf")


def test_it_is_the_first_of_what_begins_and_of_what_is_no_longer_on_top(
    make_release: Callable[..., Release],
) -> None:
    for hours in (5, 3):
        make_release(state="scheduled", title=str(hours), at=NOW + hours * HOUR)
    assert next_moment(find_ahead()) == (NOW + 3 * HOUR).timestamp()
    for hours in (4, 2):
        Story.objects.create(pinned_until=NOW + hours * HOUR)
    assert next_moment(find_ahead()) == (NOW + 2 * HOUR).timestamp()
    assert next_moment(find_ahead(NOW + 2 * HOUR)) == (NOW + 3 * HOUR).timestamp()
    assert next_moment(find_ahead(NOW + 4 * HOUR)) == (NOW + 5 * HOUR).timestamp()


def test_of_a_page_only_what_touches_it_counts(make_release: Callable[..., Release]) -> None:
    release = make_release(state="scheduled", language="kk", at=NOW + 3 * HOUR)
    Story.objects.create(pinned_until=NOW + HOUR)
    ahead = find_ahead()
    moments = {
        name: next_moment(ahead, [name])
        for name in (names.release(release.pk), names.newest("kk"), names.newest("ru"), names.PINNED)
    }
    assert moments == {
        names.release(release.pk): (NOW + 3 * HOUR).timestamp(),
        names.newest("kk"): (NOW + 3 * HOUR).timestamp(),
        names.newest("ru"): expiry.NEVER,
        names.PINNED: (NOW + HOUR).timestamp(),
    }
    assert next_moment(ahead, []) == expiry.NEVER


def test_it_is_asked_for_again_when_something_changed_or_the_moment_has_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = (1010.0, 2010.0, 3010.0, 4010.0)
    seconds, answers = [1000.0], iter([[Ahead(moment, frozenset())] for moment in moments])
    monkeypatch.setattr(time, "time", lambda: seconds[0])
    monkeypatch.setattr(expiry, "find_ahead", lambda: next(answers))
    schedule = expiry.Schedule()

    def get(counter: int) -> float:
        return next_moment(schedule.get_ahead(counter))

    assert [get(0), get(0)] == [1010.0, 1010.0]
    assert get(1) == 2010.0
    seconds[0] = 2009.9
    assert get(1) == 2010.0
    seconds[0] = 2010.0
    assert get(1) == 3010.0
    assert get(0) == 4010.0


def test_at_first_it_is_known_of_no_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [Ahead(1.0, frozenset())]
    monkeypatch.setattr(expiry, "find_ahead", lambda: there)
    assert [expiry.Schedule().get_ahead(counter) for counter in (0, 1, 2)] == [there] * 3
