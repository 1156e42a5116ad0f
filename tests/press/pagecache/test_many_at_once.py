"""Many who want the same page, and the bytes that are kept."""

import gc
import logging
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from press.invalidation import generation
from press.pagecache import wrapper
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
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
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
    (rendering,) = cache.wrapper._renderings.values()
    waiting = rendering.landed = Waiting()
    for display in displays:
        answers.append(readers.submit(cache.get, "/en/", cookie=f"display={display}"))
        assert waiting.told.acquire(timeout=60)
    return answers


def test_who_waits_gets_what_is_not_kept_too_but_nobody_elses_look(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
    slow = Slow("410 Gone")
    answers = who_waits(Cache(slow), slow, readers, "", "", "colours:beige")
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1", b"page 1", b"page 1", b"page 2"]
    assert {found.result(60).status for found in answers} == {"410 Gone"}


def test_who_waits_gets_nothing_that_a_publication_has_overtaken(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
    slow = Slow("404 Not Found")
    answers = who_waits(Cache(slow), slow, readers, "")
    generation.shared_counter().update(1, 0)
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1", b"page 2"]


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable"])
def test_who_waits_for_a_rendering_that_failed_shares_its_answer(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
    slow = Slow(status)
    answers = who_waits(Cache(slow), slow, readers, "", "")
    generation.shared_counter().update(1, 0)
    slow.let.set()
    assert [found.result(60).body for found in answers] == [b"page 1"] * 3


def test_while_one_renders_the_next_the_others_get_the_one_that_is_over(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
    monkeypatch.setattr(wrapper, "PATIENCE", 1000.0)
    slow = Slow()
    cache = Cache(slow)
    slow.let.set()
    assert cache.get("/en/").body == b"page 1"
    clock.move(seconds=10)
    slow.let.clear()
    slow.began.acquire()
    next_one = readers.submit(cache.get, "/en/")
    assert slow.began.acquire(timeout=60)
    meanwhile = readers.submit(cache.get, "/en/")
    try:
        assert meanwhile.result(20).body == b"page 1"
    finally:
        slow.let.set()
    assert next_one.result(60).body == cache.get("/en/").body == b"page 2"


def test_a_request_after_a_publication_never_gets_what_was_rendered_before_it(
    db: None, readers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
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
    monkeypatch.setattr("press.invalidation.expiry.compute_next_change", lambda: float("inf"))
    most = 50_000
    cache = Cache(page_of("x" * 9_000), most_bytes=most)
    for number in range(40):
        for display in DISPLAYS:
            cache.get(f"/en/search/?q={number}", cookie=f"display={display}", accept_encoding="gzip, br")
            assert 0 < cache.wrapper._store.bytes <= most
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
