"""Counting with real processes that are killed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from press.management.commands.work import Worker
from press.models import Release
from press.reads import log as logs
from press.reads.fold import fold_reads
from press.reads.log import pack
from tests.press.reads.records import MakeRelease, microseconds, total
from tests.processes import ROOT, Database, Server, environment

READS = 150_000


@pytest.fixture
def long_log(transactional_db: None, make_release: MakeRelease) -> Release:
    """A closed log of five pieces that holds READS reads of the release."""
    release: Release = make_release()
    folder = Path(settings.READ_LOG_DIR)
    folder.mkdir()
    (folder / "20260101.host.1.a.reads").write_bytes(pack(release.pk, microseconds(timezone.now())) * READS)
    return release


def test_a_fold_killed_in_its_middle_is_taken_up_where_it_was(long_log: Release, tmp_path: Path) -> None:
    database = Database(tmp_path)
    folding_process = database.start_fold()
    while not database.number('SELECT "offset" FROM press_readlog'):
        assert folding_process.poll() is None, "it was through before it could be killed"
    folding_process.kill()
    folding_process.communicate()
    counted = database.number("SELECT sum(reads) FROM press_readtotal")
    assert 0 < counted < READS
    assert database.start_fold().communicate(timeout=60)[0] == f"{READS - counted} reads counted\n"
    assert database.number("SELECT sum(reads) FROM press_readtotal") == READS
    assert database.number("SELECT sum(reads) FROM press_dailyreads") == READS


def test_three_folds_at_once_count_each_read_once(long_log: Release, tmp_path: Path) -> None:
    database = Database(tmp_path)
    processes = [database.start_fold() for _ in range(3)]
    said = [process.communicate(timeout=60)[0].split()[0] for process in processes]
    assert sum(map(int, said)) == READS
    assert database.number("SELECT sum(reads) FROM press_readtotal") == READS


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    started = Server(DATABASE_URL=Database(tmp_path).url)
    yield started
    started.process.terminate()
    started.process.wait(30)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's workers in /proc")
def test_every_answered_read_is_counted_though_workers_are_killed(
    make_release: MakeRelease, server: Server
) -> None:
    release = make_release()
    server.wait_until_it_answers()
    each, readers = 300, 4
    victims = server.workers()
    answered = Counter[bool]()
    enough = threading.Semaphore(0)

    def reader() -> None:
        for _ in range(each):
            answered[server.read(release.pk)] += 1
            enough.release()

    threads = [threading.Thread(target=reader) for _ in range(readers)]
    for thread in threads:
        thread.start()
    counted = 0
    for pid in victims:
        for _ in range(each * readers // 3):
            assert enough.acquire(timeout=60)
        os.kill(pid, signal.SIGKILL)
        counted += fold_reads()
    for thread in threads:
        thread.join(120)
    counted += fold_reads()
    assert len(victims) == 2
    assert each * readers // 2 < answered[True] <= counted == total(release) <= each * readers


@pytest.mark.skipif(sys.platform != "linux", reason="deletes what is open")
def test_every_answered_read_is_counted_once_though_the_folder_of_logs_is_deleted_under_load(
    make_release: MakeRelease, server: Server
) -> None:
    release = make_release()
    server.wait_until_it_answers()
    each, readers, deletions = 300, 4, 5
    answered = Counter[bool]()
    enough = threading.Semaphore(0)

    def reader() -> None:
        for _ in range(each):
            answered[server.read(release.pk)] += 1
            enough.release()

    threads = [threading.Thread(target=reader) for _ in range(readers)]
    for thread in threads:
        thread.start()
    counted = 0
    for _ in range(deletions):
        for _ in range(each * readers // (deletions + 1)):
            assert enough.acquire(timeout=60)
        # Some are folded, some are not; and the fold's own lock goes too.
        counted += fold_reads()
        shutil.rmtree(settings.READ_LOG_DIR, ignore_errors=True)
    for thread in threads:
        thread.join(120)
    # A process notices with its next read: here after the last of the load too.
    until = time.monotonic() + 60
    while (counted := counted + fold_reads()) < answered.total() and time.monotonic() < until:
        answered[server.read(release.pk)] += 1
    assert answered[False] == 0
    assert (counted, total(release)) == (answered[True], answered[True])


def test_the_worker_counts_beats_and_goes_home_when_told(
    transactional_db: None, make_release: MakeRelease, own_log: logs.ReadLogWriter, tmp_path: Path
) -> None:
    release = make_release()
    own_log.append(release.pk)
    database = Database(tmp_path)
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        env=environment(DATABASE_URL=database.url), cwd=ROOT,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not database.number("SELECT sum(reads) FROM press_readtotal"):
        assert worker.poll() is None
        assert time.monotonic() < until
    worker.terminate()
    assert worker.wait(30) == 0
    assert (settings.DATA_DIR / "worker.alive").exists()


def test_an_outage_of_the_database_is_one_line_and_the_worker_goes_on(
    db: None, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("INFO", "press.management.commands.work")
    answers = iter([OperationalError("gone"), InterfaceError("gone"), ValueError("a fault of ours"), None])
    done = []

    def task() -> None:
        if error := next(answers):
            raise error

    worker = Worker([task, lambda: done.append(1)], tmp_path / "worker.alive")
    for _ in range(4):
        worker.round()
    assert len(done) == 4
    assert [record.getMessage() for record in caplog.records] == [
        "The database does not serve us, trying again until it does: gone",
        "task failed",
        "The database serves us again.",
    ]
