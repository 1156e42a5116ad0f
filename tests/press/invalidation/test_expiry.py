"""The next moment at which time alone changes what is public, and how long it is remembered."""

import datetime
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from press.invalidation import expiry
from press.models import Release, Story

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_where_nothing_lies_ahead_it_is_never(make_release: Callable[..., Release]) -> None:
    story = make_release().story
    Story.objects.filter(pk=story.pk).update(pinned_until=NOW)
    assert expiry.compute_next_change() == expiry.NEVER == float("inf")


def test_it_is_the_first_of_what_begins_and_of_what_is_no_longer_on_top(
    make_release: Callable[..., Release],
) -> None:
    for hours in (5, 3):
        make_release(state="scheduled", title=str(hours), at=NOW + hours * HOUR)
    assert expiry.compute_next_change() == (NOW + 3 * HOUR).timestamp()
    for hours in (4, 2):
        Story.objects.create(pinned_until=NOW + hours * HOUR)
    assert expiry.compute_next_change() == (NOW + 2 * HOUR).timestamp()
    assert expiry.compute_next_change(NOW + 2 * HOUR) == (NOW + 3 * HOUR).timestamp()
    assert expiry.compute_next_change(NOW + 4 * HOUR) == (NOW + 5 * HOUR).timestamp()


def test_it_is_asked_for_again_when_something_changed_or_the_moment_has_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds, answers = [1000.0], iter([1010.0, 2010.0, 3010.0, 4010.0])
    monkeypatch.setattr(time, "time", lambda: seconds[0])
    monkeypatch.setattr(expiry, "compute_next_change", lambda: next(answers))
    next_change = expiry.NextChange()
    assert [next_change.get_moment(0), next_change.get_moment(0)] == [1010.0, 1010.0]
    assert next_change.get_moment(1) == 2010.0
    seconds[0] = 2009.9
    assert next_change.get_moment(1) == 2010.0
    seconds[0] = 2010.0
    assert next_change.get_moment(1) == 3010.0
    assert next_change.get_moment(0) == 4010.0


def test_at_first_it_is_known_of_no_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "compute_next_change", lambda: 1.0)
    assert [expiry.NextChange().get_moment(counter) for counter in (0, 1, 2)] == [1.0] * 3
