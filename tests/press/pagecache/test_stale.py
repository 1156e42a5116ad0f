"""Stale rather than down: pages while the database is gone."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from press import publishing
from press.invalidation import generation
from press.models import User
from tests.factories import make_contact
from tests.press.pagecache.client import Build, Cache, Clock, Commits, page_of


class Failing:
    """A Django that answers, until its database is gone; or that is at fault itself."""

    def __init__(self) -> None:
        self.fails = False
        self.status = "503 Service Unavailable"

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        if not self.fails:
            return page_of("page")(environ, start_response)
        start_response(self.status, [("Content-Type", "text/html")])
        return [b"broken"]


@pytest.fixture
def failing(db: None, monkeypatch: pytest.MonkeyPatch) -> Failing:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    return Failing()


def test_a_page_that_was_public_is_shown_when_it_cannot_be_rendered(failing: Failing, clock: Clock) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails = True
    generation.shared_counter().update(1, 0)
    clock.move(hours=3)
    stale = cache.get("/en/")
    assert (stale.status, stale.body) == ("200 OK", b"page")
    assert stale.headers["cache-status"] == "minber; hit; ttl=-7200"
    assert cache.get("/en/", if_none_match=stale.headers["etag"]).status == "304 Not Modified"
    assert cache.get("/en/releases/").status == "503 Service Unavailable"
    failing.fails = False
    assert "cache-status" not in cache.get("/en/").headers


@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout"])
def test_a_fault_of_ours_is_no_outage_and_shows_itself(failing: Failing, clock: Clock, status: str) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails, failing.status = True, status
    clock.move(hours=3)
    for _ in range(2):
        answer = cache.get("/en/")
        assert (answer.status, answer.body, "cache-status" in answer.headers) == (status, b"broken", False)
    failing.fails = False
    assert cache.get("/en/").body == b"page"


def test_a_page_whose_view_has_a_fault_says_so_and_shows_no_old_copy(
    cache: Cache, make_release: Build, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = make_release().get_absolute_url()
    assert cache.get(address).status == "200 OK"
    clock.move(hours=3)
    monkeypatch.setattr("press.public.release.build_news_article", lambda edition: 1 / 0)
    assert cache.get(address).status == "500 Internal Server Error"


def test_what_may_have_been_taken_back_is_not_shown_even_then(failing: Failing) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails = True
    generation.shared_counter().update(1, 1)
    assert cache.get("/en/").status == "503 Service Unavailable"


def test_while_the_database_is_known_to_be_gone_nobody_waits_for_it(failing: Failing, clock: Clock) -> None:
    cache = Cache(failing)
    cache.get("/en/")
    clock.move(hours=3)
    cache.pages.monitor.database_is_away = True
    assert cache.get("/en/").body == b"page"
    assert len(cache.asked) == 1


def test_after_so_long_an_outage_nothing_is_shown_that_may_be_over(
    failing: Failing, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.STALE_LIMIT = 60
    seconds = [1_000.0]
    monkeypatch.setattr("press.invalidation.monitor.time.monotonic", lambda: seconds[0])
    cache = Cache(failing)
    cache.get("/en/")
    failing.fails = True
    cache.pages.monitor.database_is_away = True
    cache.pages.monitor._away_since = seconds[0]
    found = []
    for seconds[0] in (1_000.0, 1_059.0, 1_060.0):
        answer = cache.get("/en/")
        found.append((answer.status[:3], "cache-status" in answer.headers))
    assert found == [("200", True), ("200", True), ("503", False)]


def test_a_page_that_is_not_kept_says_when_to_come_again_in_its_language(cache: Cache, settings: Any) -> None:
    cache.pages.monitor.database_is_away = True
    for language, words in (("kk", "Аз уақыттан"), ("ru", "недоступен"), ("en", "Not available")):
        answer = cache.get(f"/{language}/", cookie="display=colours:beige")
        assert answer.status == "503 Service Unavailable"
        assert answer.headers["retry-after"] == "30"
        html = answer.body.decode()
        assert f'<html lang="{language}" data-colours="beige">' in html
        assert words in html


def gone(*_: Any) -> None:
    raise OperationalError("the server closed the connection")


def test_until_it_is_noticed_a_page_that_is_kept_is_shown_and_any_other_says_when_to_come_again(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    make_release(title="Public news")
    kept = cache.get("/en/")
    clock.move(hours=3)
    with connection.execute_wrapper(gone):
        stale, other = cache.get("/en/"), cache.get("/en/releases/")
    assert (stale.status, stale.body) == ("200 OK", kept.body)
    assert "cache-status" in stale.headers
    assert (other.status, other.headers["retry-after"]) == ("503 Service Unavailable", "30")


@pytest.mark.parametrize("verb", [publishing.withdraw, publishing.remove])
def test_what_was_taken_back_is_not_shown_when_the_database_is_gone_at_once(
    verb: Any, cache: Cache, make_release: Build, chief: User, django_capture_on_commit_callbacks: Commits
) -> None:
    release = make_release(title="Taken away")
    pages = ["/en/", release.get_absolute_url()]
    assert [b"Taken away" in cache.get(page).body for page in pages] == [True, True]
    with django_capture_on_commit_callbacks(execute=True):
        verb(release, by=chief, reason="Published by mistake.")
    with connection.execute_wrapper(gone):
        first = [cache.get(page) for page in pages]
        cache.pages.monitor.database_is_away = True
        later = [cache.get(page) for page in pages]
    for answer in first + later:
        assert answer.status == "503 Service Unavailable"
        assert b"Taken away" not in answer.body


def test_the_statement_is_read_while_the_database_is_known_to_be_gone(cache: Cache) -> None:
    make_contact("Night desk", phone="74-00-00", on_duty=True)
    cache.pages.monitor.database_is_away = True
    with connection.execute_wrapper(gone):
        answer = cache.get("/en/accessibility/")
    assert (answer.status, b"74-00-00" in answer.body) == ("200 OK", False)
    cache.pages.monitor.database_is_away = False
    assert b"74-00-00" in cache.get("/en/accessibility/").body
