"""What is read most is made again by the worker, before anybody asks for it."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import get_language, override

from press import publishing
from press.invalidation import generation
from press.models import DailyReads, User
from press.pagecache import kept_pages, warming
from press.pagecache.warming import Warming
from press.public import most_read
from tests.press.pagecache.client import Build, Cache, Clock, Commits
from tests.press.pagecache.test_disk import cache_with_disk

TOPS = [f"/{language}/{page}" for language in ("kk", "ru", "en") for page in ("", "releases/", "feed.atom")]


class Rendered(list[str]):
    """The addresses that the worker's Django was asked for."""


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    found = Rendered()
    handle = warming.WSGIHandler

    def handler() -> Any:
        cache = Cache(handle())  # ends no transaction of the test's
        cache.asked = found
        return cache._count

    monkeypatch.setattr(warming, "WSGIHandler", handler)
    return found


def test_the_worker_makes_again_what_a_deed_made_old_and_nothing_else(
    make_release: Build, correct: Any, rendered: Rendered, django_capture_on_commit_callbacks: Commits
) -> None:
    release, other = make_release(title="Before"), make_release(title="Another")
    addresses = [each.get_absolute_url() for each in (release, other)]
    warm, server = Warming(most_read.find_addresses), cache_with_disk()
    warm()
    assert sorted(rendered) == sorted([*TOPS, *addresses])
    rendered.clear()
    warm()
    assert rendered == []
    with django_capture_on_commit_callbacks(execute=True):
        correct(release, title="After")
    with override("kk"):
        warm()
        assert get_language() == "kk"
    assert sorted(rendered) == sorted(["/en/", "/en/releases/", "/en/feed.atom", *addresses])
    assert b"After" in server.get(addresses[0]).body
    assert server.asked == []


def test_what_is_read_most_today_or_yesterday_is_made_and_what_is_taken_back_is_not(
    make_release: Build, chief: User, django_capture_on_commit_callbacks: Commits, clock: Clock
) -> None:
    clock.move(days=1)
    read, withdrawn = make_release(title="Read"), make_release(title="Withdrawn")
    for _ in range(most_read.NEWEST):
        make_release()
    today = timezone.localdate()
    for release, day in ((read, today - datetime.timedelta(days=1)), (withdrawn, today)):
        DailyReads.objects.create(release=release, day=day, reads=3)
    found = list(most_read.find_addresses())
    assert [each.get_absolute_url() in found for each in (read, withdrawn)] == [True, True]
    assert len(found) == len(TOPS) + most_read.NEWEST + 2
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(withdrawn, by=chief, reason="It named a wrong person.")
    clock.move(seconds=1)
    assert withdrawn.get_absolute_url() not in list(most_read.find_addresses())


def test_what_an_hour_has_ended_is_made_before_the_round_is_over(
    make_release: Build, rendered: Rendered, clock: Clock
) -> None:
    make_release()
    Warming(most_read.find_addresses)()
    made = sorted(rendered)
    rendered.clear()
    clock.move(seconds=kept_pages.LONGEST)
    Warming(most_read.find_addresses)()
    assert sorted(rendered) == made


def test_a_round_of_the_worker_takes_a_second_and_the_next_one_goes_on(
    make_release: Build, rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release()
    warm = Warming(most_read.find_addresses)
    monkeypatch.setattr(warming, "time", SimpleNamespace(monotonic=lambda: 0.3 * len(rendered)))
    numbers = []
    for _ in range(4):
        warm()
        numbers.append(len(rendered))
    assert numbers == [4, 8, 10, 10]


def test_nothing_is_made_while_the_database_is_away_or_where_no_page_is_kept(
    make_release: Build, rendered: Rendered, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release()
    with monkeypatch.context() as away:
        away.setattr(generation, "fetch", raise_error)
        with pytest.raises(OperationalError):
            Warming(most_read.find_addresses)()
    settings.PAGE_STORE_BYTES = 0
    Warming(most_read.find_addresses)()
    assert rendered == []


def raise_error() -> Any:
    raise OperationalError
