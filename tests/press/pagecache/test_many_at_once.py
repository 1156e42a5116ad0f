"""Many who want the same page, and the bytes that are kept."""

import gc
import logging
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from press.invalidation import generation
from press.pagecache import kept_pages, responses
from tests.press.pagecache.client import DISPLAYS, Cache, Clock, page_of


class Slow:
    """A Django that answers with its number of the page, when it is let."""

    def __init__(self, status: str = "200 OK") -> None:
        self.status = status
        self.let = threading.Event()
        self.began = threading.Semaphore(0)
        self.number = 0

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self.number += 1
        number = self.number
        self.began.release()
        assert self.let.wait(60)
        return page_of(f"page {number}", self.status)(environ, start_response)


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_several_requests_for_one_missing_page_render_it_once(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    slow = Slow()
    cache = Cache(slow)
    waiting = [readers.submit(cache.get, "/en/") for _ in range(8)]
    assert slow.began.acquire(timeout=60)
    slow.let.set()
    assert {found.result(60).body for found in waiting} == {b"page 1"}
    assert slow.number == 1


class Waiting(threading.Event):
    """An event that tells of each who begins to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.told.release()
        return super().wait(timeout)


def who_waits(cache: Cache, slow: Slow, readers: ThreadPoolExecutor, *displays: str) -> list[Any]:
    """Returns the answers on their way: of one that renders, and of one that waits for each display."""
    answers = [readers.submit(cache.get, "/en/")]
    assert slow.began.acquire(timeout=60)
    (rendering,) = cache.pages._renderings.values()
    waiting = rendering.landed = Waiting()
    for display in displays:
        answers.append(readers.submit(cache.get, "/en/", cookie=f"display={display}"))
        assert waiting.told.acquire(timeout=60)
    return answers


def test_who_waits_gets_what_is_not_kept_too_but_nobody_elses_look(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    slow = Slow("410 Gone")
    answers = who_waits(Cache(slow), slow, readers, "", "", "colours:beige")
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1", b"page 1", b"page 1", b"page 2"]
    assert {found.result(60).status for found in answers} == {"410 Gone"}


def test_who_waits_gets_nothing_that_a_publication_has_overtaken(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    slow = Slow("404 Not Found")
    answers = who_waits(Cache(slow), slow, readers, "")
    generation.shared_counter().update(1, 0)
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1", b"page 2"]


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable"])
def test_who_waits_for_a_rendering_that_failed_shares_its_answer(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    slow = Slow(status)
    answers = who_waits(Cache(slow), slow, readers, "", "")
    generation.shared_counter().update(1, 0)
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1"] * 3


@pytest.fixture
def cache_of(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Slow], Cache]:
    """Returns a cache that keeps a page which Django takes as long for as the test likes from now on."""
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    monkeypatch.setattr(kept_pages, "PATIENCE", 1000.0)

    def build(slow: Slow) -> Cache:
        cache = Cache(slow, renewing=ThreadPoolExecutor(1))
        slow.let.set()
        assert cache.get("/en/").body == b"page 1"
        slow.let.clear()
        slow.began.acquire()
        return cache

    return build


def test_nobody_waits_for_a_page_whose_seconds_are_over_it_is_made_behind_them(
    cache_of: Callable[[Slow], Cache], clock: Clock
) -> None:
    slow = Slow()
    cache = cache_of(slow)
    clock.move(seconds=2 * kept_pages.LONGEST - 1)
    assert [cache.get("/en/").body for _ in range(3)] == [b"page 1"] * 3
    assert slow.began.acquire(timeout=60)
    slow.let.set()
    cache.pages._renewing.shutdown(wait=True)
    assert cache.get("/en/").body == b"page 2"
    assert cache.asked == ["/en/"] * 2


def test_a_renewal_that_fails_is_in_the_log_and_the_page_stands(
    cache_of: Callable[[Slow], Cache],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = cache_of(Slow())
    clock.move(seconds=kept_pages.LONGEST)
    monkeypatch.setattr(cache.pages.upstream, "get_response", lambda *_, **__: 1 / 0)
    assert cache.get("/en/").body == b"page 1"
    cache.pages._renewing.shutdown(wait=True)
    assert [record.getMessage() for record in caplog.records] == ["A page could not be made anew."]


def test_a_page_that_nobody_has_asked_for_is_waited_for(
    cache_of: Callable[[Slow], Cache], readers: ThreadPoolExecutor, clock: Clock
) -> None:
    slow = Slow()
    cache = cache_of(slow)
    clock.move(seconds=2 * kept_pages.LONGEST)
    first = readers.submit(cache.get, "/en/")
    assert slow.began.acquire(timeout=60)
    # Who comes while it is made has no better one to wait for.
    assert readers.submit(cache.get, "/en/").result(20).body == b"page 1"
    slow.let.set()
    assert first.result(60).body == b"page 2"


def test_a_request_after_a_publication_never_gets_what_was_rendered_before_it(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    slow = Slow()
    cache = Cache(slow)
    before = readers.submit(cache.get, "/en/")
    assert slow.began.acquire(timeout=60)
    generation.shared_counter().update(1, 0)
    after = readers.submit(cache.get, "/en/")
    slow.let.set()
    assert before.result(60).body == b"page 1"
    assert after.result(60).body == b"page 2"


def test_it_keeps_no_more_bytes_than_it_may(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    most = 50_000
    cache = Cache(page_of("x" * 9_000), most_bytes=most)
    for number in range(40):
        for display in DISPLAYS:
            cache.get(f"/en/search/?q={number}", cookie=f"display={display}", accept_encoding="gzip, br")
            kept = cache.pages.store.bytes + cache.pages.responses.store.bytes
            assert 0 < kept <= most
    assert len(cache.asked) == 2 * 40
    cache.get("/en/search/?q=39")
    assert len(cache.asked) == 2 * 40, "the newest is not kept"
    cache.get("/en/search/?q=0")
    assert len(cache.asked) == 2 * 40 + 1, "the oldest is kept"


def test_what_strangers_send_is_not_remembered_whole(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")  # the test's own records would be the largest
    cache, much, times = Cache(), "x" * 400_000, 20
    tracemalloc.start()
    try:
        for number in range(times):
            long = f"{number}{much}"
            cache.get("/", accept_language=f"en,{long}")
            cache.get("/en/", accept_encoding=f"gzip,{long}", cookie=f"display={long}")
            cache.get("/en/", x_forwarded_proto=long)
            cache.get(f"/en/{long}/")
            cache.asked.clear()
            urlsplit.cache_clear()  # the test client's
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < times * len(much)


def test_brotli_is_for_few_looks_of_a_page_however_many_others_are_read(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes milliseconds, and a stranger can try looks without end."""
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    monkeypatch.setattr(responses, "MOST_PAGES", 3)
    cache = Cache(lambda environ, start: page_of(environ["QUERY_STRING"] * 900)(environ, start))
    compressed = set()
    for number, token in enumerate(f"letter-spacing:{a}.line-height:{b}" for a in range(5) for b in range(4)):
        cache.get(f"/en/search/?q={number}", accept_encoding="br, gzip")
        for _ in range(2):
            answer = cache.get("/en/", cookie=f"display={token}", accept_encoding="br, gzip")
            if answer.headers["content-encoding"] == "br":
                compressed.add(token)
    assert len(compressed) == responses.MOST_BROTLI
