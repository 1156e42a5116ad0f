"""The pages of a machine on its disk: for every process, after a restart, whatever was killed or damaged."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from press.invalidation import generation
from press.pagecache import disk_store, encodings, kept_pages
from press.pagecache.disk_store import DiskStore, open_store, store_folder, sweep
from press.pagecache.kept_pages import RENEWAL, KeptPages
from tests.press.pagecache.client import DISPLAYS, Build, Cache, Clock, Commits, decoded, page_of


def cache_with_disk(*, heard: bool = True, **more: Any) -> Cache:
    """Returns the page cache of a process that has just started."""
    cache = Cache(disk=open_store(), **more)
    if heard:
        cache.pages.monitor.heard.set()
    return cache


def files() -> list[Path]:
    return sorted(path for path in store_folder().rglob("*") if path.is_file())


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
    assert [page.key[0] for page in reader.pages.store.values()] == [often]


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
    assert files() == []


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


def test_whatever_happened_to_a_file_a_reader_has_the_page_and_no_wrong_byte(
    plain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    right = plain()
    (path,) = files()
    whole = path.read_bytes()
    chance = random.Random(1)  # noqa: S311 - no secret
    damaged = [whole[: chance.randrange(len(whole))] for _ in range(100)]
    for _ in range(100):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(flipped))
    for content in [*damaged, b"", os.urandom(9_000), whole + b"more"]:
        path.write_bytes(content)
        assert plain() == right
        assert path.read_bytes().startswith(b"minber-page-1"), "it is there again"
    assert set(plain.made) == {1}
    assert plain() == right
    assert plain.made[-1] == 0
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_a_page_of_another_address_is_not_shown_under_this_one(plain: Any) -> None:
    plain("/en/")
    (path,) = files()
    plain("/kk/")
    (other,) = set(files()) - {path}
    other.write_bytes(path.read_bytes())
    assert b"page of /kk/" in plain("/kk/")


def test_a_disk_that_takes_nothing_is_in_the_log_once_and_pages_are_shown(
    plain: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("press.pagecache.disk_store.os.replace", replace)
    cache = cache_with_disk(django=page_of("page"))
    assert {cache.get(address).body for address in ("/en/", "/ru/", "/kk/")} == {b"page"}
    assert files() == []
    assert [record.getMessage() for record in caplog.records] == [
        f"Pages cannot be kept in {store_folder()}: No space left on device"
    ]


def test_without_a_folder_there_is_no_store(settings: Any, tmp_path: Path, db: None) -> None:
    assert isinstance(open_store(), DiskStore)
    settings.PAGE_STORE_BYTES = 0
    assert open_store() is None
    settings.PAGE_STORE_BYTES = 10**9
    (tmp_path / "file").write_text("no folder")
    settings.DATA_DIR = tmp_path / "file"
    assert open_store() is None


def test_another_release_of_the_code_other_settings_or_a_lost_counter_have_other_pages(
    settings: Any, tmp_path: Path
) -> None:
    found = [store_folder()]
    settings.SITE_URL = "https://another.example"
    found.append(store_folder())
    template = Path(settings.BASE_DIR) / "templates" / "base.html"
    assert template in set(disk_store._files())
    settings.DATA_DIR = tmp_path / "another"
    found.append(store_folder())
    assert len({folder.name for folder in found}) == 3
    assert store_folder() == found[-1]


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


def test_the_least_used_go_first_and_what_others_left_goes_too(
    plain: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [f"/en/releases/?before={number}" for number in range(1, 11)]
    now = time.time()
    for age, address in enumerate(addresses):
        before = set(files())
        plain(address)
        (path,) = set(files()) - before
        os.utime(path, (now - 7_000 + age, now - 7_000 + age))
    plain(addresses[0])  # used again
    half_written = files()[0].with_suffix(".1-2.new")
    another = store_folder().parent / "another" / "aa" / "page"
    another.parent.mkdir(parents=True)
    another.write_text("of another release of the code")
    os.utime(another, (now - 90_000, now - 90_000))
    in_use = another.with_name("in use by a process that still runs it")
    in_use.touch()
    half_written.write_text("killed")
    os.utime(half_written, (now - 100, now - 100))
    settings.PAGE_STORE_BYTES = 4096 * 5
    assert sweep() == 4096 * 4
    assert (half_written.exists(), another.exists(), in_use.exists(), len(files())) == (
        False,
        False,
        True,
        4,
    )
    plain.made.clear()
    for address in (addresses[0], addresses[9], addresses[1]):
        plain(address)
    assert plain.made == [0, 0, 1]


def test_a_process_killed_while_it_writes_leaves_no_wrong_page(plain: Any, settings: Any) -> None:
    """Twenty times here; the two hundred of the promise are run by hand: benchmarks.archive."""
    writes = (
        "import sys, pathlib; import django; django.setup()\n"
        "from press.pagecache.disk_store import DiskStore\n"
        "from press.pagecache.stored_page import StoredPage, compute_digest, pack_headers, pack_pieces\n"
        "store = DiskStore(pathlib.Path(sys.argv[1]))\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1; body = (f'page {n} ' * 5000).encode()\n"
        "    page = StoredPage(key=('/en/', '', 'shown'), counter=0, made=1.0, lifetime=1.0, ends=2.0,\n"
        "                      expires=2.0, headers=pack_headers([('A', 'b')]), packed=pack_pieces([body]),\n"
        "                      slots=(), front=b'', digest=compute_digest([body]), modified=1,\n"
        "                      names=('a',))\n"
        "    store.put(page)\n"
        "    if n == 1: print('on', flush=True)\n"
    )
    folder = store_folder()
    store, chance, found = DiskStore(folder), random.Random(1), []  # noqa: S311 - no secret
    for _ in range(20):
        command = [sys.executable, "-c", writes, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "on\n"
            until = time.monotonic() + chance.uniform(0.001, 0.03)
            while time.monotonic() < until:
                found.append(store.get(("/en/", "", "shown")))
            process.send_signal(signal.SIGKILL)
        found.append(store.get(("/en/", "", "shown")))
    read = {encodings.unpack(page.packed[0]) for page in found if page}  # type: ignore[arg-type]
    assert len(read) > 1
    assert {body for body in read if body != body[: len(body) // 5000] * 5000} == set()


def test_the_server_has_one(settings: Any) -> None:
    assert isinstance(KeptPages(page_of("x"), most_bytes=1, disk=open_store())._disk, DiskStore)
    assert generation.shared_counter().identity() > 0
