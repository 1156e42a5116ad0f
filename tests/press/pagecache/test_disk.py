"""The pages of a machine on its disk: for every process, after a restart, whatever was killed or damaged."""

import logging
import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from press.invalidation import generation
from press.pagecache import disk_store, kept_pages
from press.pagecache.disk_store import DiskStore, open_store, store_path, sweep
from press.pagecache.kept_pages import RENEWAL, KeptPages
from tests.press.pagecache.client import (
    DISPLAYS,
    Build,
    Cache,
    Clock,
    Commits,
    decoded,
    page_of,
    read_kept,
)


def cache_with_disk(*, heard: bool = True, **more: Any) -> Cache:
    """Returns the page cache of a process that has just started."""
    cache = Cache(disk=open_store(), **more)
    if heard:
        cache.pages.monitor.heard.set()
    return cache


def test_another_process_and_one_after_a_restart_have_the_page_to_the_byte(make_release: Build) -> None:
    address = make_release(title="Kept").get_absolute_url()
    first, other = cache_with_disk(), cache_with_disk()
    for display in DISPLAYS:
        for coding in ("", "gzip", "br"):
            asked = {"cookie": f"display={display}", "accept_encoding": coding}
            kept, again = first.get(address, **asked), other.get(address, **asked)
            assert (again.status, again.headers, decoded(again)) == (kept.status, kept.headers, decoded(kept))
    assert (len(first.asked), other.asked) == (2, [])  # with pictures and without
    nothing_yet = cache_with_disk(heard=False)
    nothing_yet.get(address)
    assert nothing_yet.asked == [address], "what has changed meanwhile is not known yet"


@pytest.mark.parametrize("answers", [True, False])
def test_the_first_requests_of_a_process_wait_until_it_knows_what_has_changed(
    make_release: Build, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    """Else each would render: a crowd after a restart found no seats. A database that hangs is away."""
    monkeypatch.setattr(kept_pages, "FIRST_ANSWER", 60.0)
    address = make_release().get_absolute_url()
    kept = cache_with_disk().get(address)
    started = cache_with_disk(heard=False)
    monitor = started.pages.monitor
    tell = monitor.poll if answers else partial(monitor._note_outage, "it hangs")

    def wait(seconds: float) -> bool:
        tell()
        return monitor.heard.is_set()

    monkeypatch.setattr(monitor.heard, "wait", wait)
    assert (started.get(address).body, started.asked) == (kept.body, [])
    monitor._note_recovery()


def test_what_is_no_public_page_waits_for_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started = cache_with_disk(heard=False)
    monkeypatch.setattr(started.pages.monitor.heard, "wait", lambda _seconds: 1 / 0)
    assert started.get("/healthz").status == "200 OK"
    assert started.get("/en/nothing-here/").status == "404 Not Found"


def test_who_reads_a_whole_archive_once_pushes_nothing_out_of_memory(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    django = page_of(random.Random(1).randbytes(20_000).hex())  # noqa: S311 - no secret
    often, *others = [f"/en/topics/topic-{number}/" for number in range(40)]
    written, reader = cache_with_disk(django=django), cache_with_disk(django=django, most_bytes=100_000)
    for address in (often, *others):
        written.get(address)
    for address in (often, often, *others):
        reader.get(address)
    assert reader.asked == []
    assert [key[0] for key in reader.pages.store._kept] == [often]


def test_what_was_touched_meanwhile_is_made_anew_and_the_other_process_has_it(
    make_release: Build, correct: Any, django_capture_on_commit_callbacks: Commits
) -> None:
    release = make_release(title="Before")
    address = release.get_absolute_url()
    first, other = cache_with_disk(), cache_with_disk()
    for cache in (first, other):
        cache.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        correct(release, title="After")
    assert [b"After" in cache.get(address).body for cache in (first, other)] == [True, True]
    assert (len(first.asked), len(other.asked)) == (2, 0)
    assert b"After" in cache_with_disk().get(address).body


def test_of_two_pages_the_newer_one_is_shown_where_the_disk_did_not_take_it(
    make_release: Build,
    correct: Any,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = make_release(title="Before")
    address = release.get_absolute_url()
    cache = cache_with_disk()
    cache.get(address)
    monkeypatch.setattr(DiskStore, "put", lambda *_page: None)
    with django_capture_on_commit_callbacks(execute=True):
        correct(release, title="After")
    assert b"After" in cache.get(address).body
    cache.pages.monitor._note_outage("it hangs")
    try:
        assert b"After" in cache.get(address).body
        assert cache.asked == [address] * 2
    finally:
        cache.pages.monitor._note_recovery()


def test_what_lies_on_the_disk_alone_is_no_renewal_that_is_read_all_the_time(
    make_release: Build, django_capture_on_commit_callbacks: Commits
) -> None:
    """Renewals have one thread and few seats: a crawler after a takedown would be refused there."""
    release = make_release()
    address = release.get_absolute_url()
    renewals = []

    def note(django: Any) -> Any:
        def enter(environ: Any, start_response: Any) -> Any:
            renewals.append(environ[RENEWAL])
            return django(environ, start_response)

        return enter

    first, other = cache_with_disk(entrance=note), cache_with_disk(entrance=note)
    first.get(address)
    for cache in (other, first):
        with django_capture_on_commit_callbacks(execute=True):
            generation.bump()
        cache.get(address)
    assert renewals == [False, False, True]


def test_a_search_is_not_written(make_release: Build) -> None:
    make_release()
    cache = cache_with_disk()
    cache.get("/en/search/?q=text")
    assert store_path().stat().st_size == 0


def test_while_the_database_is_gone_a_restarted_process_shows_what_there_was(
    make_release: Build, clock: Clock
) -> None:
    address = make_release().get_absolute_url()
    kept = cache_with_disk().get(address)
    restarted = cache_with_disk()
    restarted.pages.monitor.database_is_away = True
    answer = restarted.get(address)
    assert (answer.status, answer.body, answer.headers["cache-status"]) == (
        "200 OK",
        kept.body,
        "minber; hit; ttl=3600",
    )


@pytest.fixture
def plain(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Returns how an address is asked for in a process that has just started, without what a view asks."""
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    made = []

    def ask(address: str = "/en/") -> bytes:
        cache = cache_with_disk(django=page_of(f"page of {address} " * 50))
        body = cache.get(address, accept_encoding="gzip")
        made.append(len(cache.asked))
        return decoded(body)

    ask.made = made  # type: ignore[attr-defined]
    return ask


def test_whatever_happened_to_the_file_a_reader_has_the_page_and_no_wrong_byte(
    plain: Any, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    """Each bit of a record and of what leads there; `test_ring_file` has the rest."""
    settings.PAGE_STORE_BYTES = 10**6
    right = plain()
    plain("/ru/")  # the last one may be half written at any time: of it nothing is said
    path = store_path()
    whole = path.read_bytes()
    chance = random.Random(1)  # noqa: S311 - no secret
    damaged = [whole[: chance.randrange(len(whole))] for _ in range(100)]
    used = [number for number, byte in enumerate(whole) if byte]
    for number in chance.choices(used, k=200):
        flipped = bytearray(whole)
        flipped[number] ^= 1 << chance.randrange(8)
        damaged.append(bytes(flipped))
    for content in [*damaged, b"", os.urandom(9_000), whole + b"more"]:
        path.write_bytes(content)
        assert plain() == right
        assert (plain(), plain.made[-1]) == (right, 0), "it is there again"
    assert sum(plain.made) > len(damaged) // 2
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_a_disk_that_takes_nothing_is_in_the_log_once_and_pages_are_shown(
    plain: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("press.pagecache.ring_file.os.pwrite", write)
    cache = cache_with_disk(django=page_of("page"))
    assert {cache.get(address).body for address in ("/en/", "/ru/", "/kk/")} == {b"page"}
    assert list(read_kept()) == []
    assert [record.getMessage() for record in caplog.records] == [
        f"Pages cannot be kept in {store_path()}: No space left on device"
    ]


def test_without_a_folder_there_is_no_store(settings: Any, tmp_path: Path, db: None) -> None:
    assert isinstance(open_store(), DiskStore)
    for too_few in (0, 1_000):
        settings.PAGE_STORE_BYTES = too_few
        assert open_store() is None
    settings.PAGE_STORE_BYTES = 10**9
    (tmp_path / "file").write_text("no folder")
    settings.DATA_DIR = tmp_path / "file"
    assert open_store() is None


def test_another_release_of_the_code_other_settings_or_a_lost_counter_have_other_pages(
    settings: Any, tmp_path: Path
) -> None:
    found = [store_path()]
    settings.SITE_URL = "https://another.example"
    found.append(store_path())
    template = Path(settings.BASE_DIR) / "templates" / "base.html"
    assert template in set(disk_store._files())
    settings.DATA_DIR = tmp_path / "another"
    found.append(store_path())
    settings.PAGE_STORE_BYTES = 10**8
    found.append(store_path())
    assert len({path.name for path in found}) == 4
    assert store_path() == found[-1]


def test_the_digest_is_the_same_in_every_process(settings: Any) -> None:
    command = (
        "import django; django.setup(); from press.pagecache.disk_store import release_digest as digest;"
        "print(digest())"
    )
    asked = [
        subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert asked[0] == asked[1]


def test_what_others_left_goes_after_a_day_or_when_it_is_too_much(plain: Any, settings: Any) -> None:
    plain()
    pages = store_path().parent
    now = time.time()
    left, in_use, older = (pages / name for name in ("left", "in use by who still runs it", "older"))
    for path, hours in ((left, 25), (in_use, 1), (older, 2)):
        path.write_bytes(bytes(8192))
        os.utime(path, (now - hours * 3600, now - hours * 3600))
    # So pages lay there before, each in a file.
    (pages / "another release" / "aa").mkdir(parents=True)
    assert sweep() == sum(path.stat().st_blocks * 512 for path in (store_path(), in_use, older))
    assert set(pages.iterdir()) == {store_path(), in_use, older}
    settings.PAGE_STORE_BYTES = 8192 + 4096
    plain()
    os.utime(store_path().with_name("older"), (now - 7_000, now - 7_000))
    sweep()
    assert (older.exists(), store_path().exists()) == (False, True)
    assert plain.made == [1, 1]
    plain()
    assert plain.made == [1, 1, 0]


def test_a_file_that_is_emptied_takes_pages_again_in_every_process(db: None, plain: Any) -> None:
    addresses = ("/en/", "/ru/")
    cache = cache_with_disk(django=page_of("page"), most_bytes=0)
    for _ in range(2):
        for address in addresses:
            cache.get(address)
        os.truncate(store_path(), 0)
    assert cache.asked == [*addresses] * 2
    assert cache_with_disk(django=page_of("page")).get("/en/").status == "200 OK"
    for address in addresses:
        cache.get(address)
    assert cache.asked == [*addresses, *addresses, "/ru/"]


def test_the_server_has_one(settings: Any) -> None:
    assert isinstance(KeptPages(page_of("x"), most_bytes=1, disk=open_store())._disk, DiskStore)
    assert generation.shared_counter().identity() > 0
