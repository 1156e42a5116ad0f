"""Counting: each reading once, whoever is killed when; no robots, no guesses ahead, no other sites."""

import contextlib
import datetime
import fcntl
import http.client
import io
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from press import workflow
from press.management.commands.work import Worker
from press.models import DailyReads, ReadLog, ReadTotal, Release
from press.readership import fold as folding
from press.readership import log as logs
from press.readership.counted import is_robot
from press.readership.fold import fold
from press.readership.log import pack, unpack

ROOT = Path(__file__).resolve().parent.parent.parent
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

MakeRelease = Any


def microseconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def logged() -> list[int]:
    """The release of every record in the logs, whether folded or not."""
    return [
        release
        for path in Path(settings.READ_LOG_DIR).glob("*.reads")
        for release, _ in unpack(path.read_bytes())[0]
    ]


def total(release: Release) -> int:
    return sum(ReadTotal.objects.filter(release=release).values_list("reads", flat=True))


# --- What is asked and answered ---


@pytest.mark.parametrize("number", ["1", "0", "9223372036854775808", "9" * 5000])
def test_the_beacon_answers_the_same_whatever_the_id(client: Client, number: str) -> None:
    for method, address, status, content, kept in (
        (client.post, f"/read/{number}", 204, b"", "no-store"),
        (client.get, f"/read/{number}.gif", 200, None, "private, max-age=1800"),
    ):
        answer = method(address, headers={"user-agent": READER})
        assert answer.status_code == status
        assert answer["Cache-Control"] == kept
        assert content is None or answer.content == content
        assert not answer.cookies


def test_the_beacon_asks_no_database_and_needs_no_token() -> None:
    # Without the `db` mark any query would fail the test.
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post(reverse("readership:count", args=[7]), headers={"user-agent": READER}).status_code == 204
    )
    pixel = strict.get(reverse("readership:pixel", args=[8]), headers={"user-agent": READER})
    assert pixel["Content-Type"] == "image/gif"
    assert pixel.content.startswith(b"GIF89a")
    strict.head("/read/9.gif", headers={"user-agent": READER})
    assert sorted(logged()) == [7, 8]


def test_the_log_keeps_an_id_and_a_moment_and_nothing_of_the_reader(client: Client) -> None:
    before = microseconds(timezone.now()) - 1
    client.post(
        "/read/42", headers={"user-agent": READER, "cookie": "display=c2", "referer": "http://testserver/en/"}
    )
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")
    assert path.stat().st_size == logs.RECORD_BYTES
    ((release, moment),) = unpack(path.read_bytes())[0]
    assert release == 42
    assert before <= moment <= microseconds(timezone.now()) + 1
    assert socket.gethostname().split(".")[0] in path.name


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "http://testserver"}, True),
        ({"referer": "http://testserver/en/releases/1-a/"}, True),
        ({"user-agent": ""}, False),
        ({"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
        ({"user-agent": "curl/8.14.1"}, False),
        ({"sec-purpose": "prefetch"}, False),
        ({"sec-purpose": "prefetch;prerender"}, False),
        ({"purpose": "prefetch"}, False),
        ({"x-moz": "prefetch"}, False),
        ({"x-purpose": "preview"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[broken"}, False),
        ({"referer": "http://elsewhere.example/testserver"}, False),
        # The first that is there decides: a page can't set Sec-Fetch-Site.
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
    ],
)
def test_only_a_readers_own_request_is_counted(client: Client, headers: dict[str, str], counts: bool) -> None:
    sent = {"user-agent": READER} | headers
    assert client.post("/read/1", headers=sent).status_code == 204
    assert client.get("/read/2.gif", headers=sent).status_code == 200
    assert logged() == ([1, 2] if counts else [])


def test_a_user_agent_made_to_keep_the_robots_list_busy_is_cut(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("press.readership.counted._detector.is_crawler", lambda agent: asked.append(agent))
    client.post("/read/1", headers={"user-agent": "a" * 100_000})
    assert [len(agent) for agent in asked] == [256]
    is_robot.cache_clear()


# --- The record ---


@given(
    st.lists(st.tuples(st.integers(0, logs.MAX_ID), st.integers(0, 2**63))),
    st.integers(0, logs.RECORD_BYTES - 1),
)
def test_whole_records_are_read_and_a_torn_last_one_waits(records: list[tuple[int, int]], cut: int) -> None:
    whole = b"".join(pack(*record) for record in records)
    assert unpack(whole + pack(1, 2)[:cut]) == (records, len(whole))


@given(
    st.lists(
        st.tuples(st.integers(0, logs.MAX_ID), st.integers(0, 2**63), st.integers(1, logs.RECORD_BYTES)),
        max_size=12,
    )
)
def test_records_cut_by_a_full_disk_take_no_other_with_them(writes: list[tuple[int, int, int]]) -> None:
    content = b"".join(pack(release, moment)[:size] for release, moment, size in writes)
    assert unpack(content)[0] == [
        (release, moment) for release, moment, size in writes if size == logs.RECORD_BYTES
    ]


@given(st.binary())
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    records, size = unpack(content)
    assert len(records) * logs.RECORD_BYTES <= size <= len(content)


# --- The log's file ---


def test_a_new_file_begins_when_one_is_full_or_the_day_ends(tmp_path: Path) -> None:
    log = logs.ReadLog(tmp_path, max_bytes=3 * logs.RECORD_BYTES)
    noon = microseconds(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC))
    for _ in range(4):
        assert log.append(1, noon)
    assert sorted(path.stat().st_size for path in tmp_path.iterdir()) == [34, 102]
    assert log.append(1, noon + 86_400_000_000)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_log_taken_away_under_the_server_is_begun_anew(tmp_path: Path) -> None:
    log = logs.ReadLog(tmp_path)
    assert log.append(1, 0)
    for path in tmp_path.iterdir():
        path.unlink()
    assert log.append(1, 2 * logs.LOOK_EVERY)
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [logs.RECORD_BYTES]


def test_a_full_disk_drops_the_read_with_one_alarm_and_the_answer_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(file: int, record: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("press.readership.log.os.write", full)
        for _ in range(3):
            assert client.post("/read/1", headers={"user-agent": READER}).status_code == 204
    assert [record.getMessage() for record in caplog.records if record.name == "press.readership.log"] == [
        "Reads are not counted: No space left on device. Dropped so far: 1."
    ]
    client.post("/read/1", headers={"user-agent": READER})
    assert logged() == [1]


def test_a_forked_child_has_a_file_of_its_own(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from press.readership.log import ReadLog, _logs;"
        "p = pathlib.Path(sys.argv[1]); log = _logs.setdefault(p, ReadLog(p)); log.append(1);"
        "pid = os.fork(); log.append(2); pid and os.waitpid(pid, 0)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, cwd=ROOT, timeout=60)
    files = sorted([release for release, _ in unpack(path.read_bytes())[0]] for path in tmp_path.iterdir())
    assert files == [[1, 2], [2]]


# --- Folding ---


@pytest.fixture
def own_log() -> Iterator[logs.ReadLog]:
    log = logs.current()
    yield log
    log.close()


def test_each_read_counts_once_however_often_it_is_folded(
    make_release: MakeRelease, own_log: logs.ReadLog
) -> None:
    release, other = make_release(), make_release(language="ru")
    for _ in range(5):
        own_log.append(release.pk)
    assert (fold(), fold()) == (5, 0)
    own_log.append(release.pk)
    own_log.append(other.pk)
    call_command("fold_reads", stdout=io.StringIO())
    assert (total(release), total(other)) == (6, 1)
    today = timezone.localdate()
    assert set(DailyReads.objects.values_list("release", "day", "reads")) == {
        (release.pk, today, 6),
        (other.pk, today, 1),
    }


def test_the_count_goes_on_from_that_of_the_previous_site(
    make_release: MakeRelease, own_log: logs.ReadLog
) -> None:
    release = make_release(at=timezone.now() - datetime.timedelta(days=3), previous_reads=146)
    own_log.append(release.pk)
    fold()
    assert Release.objects.get(pk=release.pk).reads == 147


def test_a_reads_day_is_that_of_the_press_room(make_release: MakeRelease, own_log: logs.ReadLog) -> None:
    release = make_release(at=datetime.datetime(2024, 2, 1, tzinfo=datetime.UTC))
    # Astana was at +6 until 1 March 2024 and is at +5 since.
    for moment in (
        "2024-02-10T17:59:59Z",
        "2024-02-10T18:00:00Z",
        "2024-03-10T18:59:59Z",
        "2024-03-10T19:00:00Z",
    ):
        own_log.append(release.pk, microseconds(datetime.datetime.fromisoformat(moment)))
    assert fold() == 4
    assert [str(day) for day in DailyReads.objects.order_by("day").values_list("day", flat=True)] == [
        "2024-02-10",
        "2024-02-11",
        "2024-03-10",
        "2024-03-11",
    ]


def test_what_was_not_live_at_that_moment_is_left_out(
    make_release: MakeRelease, own_log: logs.ReadLog, editor: Any
) -> None:
    now = timezone.now()
    live = make_release(at=now - datetime.timedelta(hours=1))
    hidden = [make_release(state=state) for state in ("draft", "submitted", "scheduled")]
    taken_back = make_release(at=now - datetime.timedelta(hours=1))
    own_log.append(taken_back.pk)
    workflow.withdraw(taken_back, by=editor, reason="The figures were wrong.")
    for release in (live, *hidden, taken_back):
        own_log.append(release.pk)
    own_log.append(live.pk, microseconds(now - datetime.timedelta(hours=2)))
    own_log.append(2**40)
    assert fold() == 2
    assert dict(ReadTotal.objects.values_list("release", "reads")) == {
        live.pk: 1,
        taken_back.pk: 1,
    }


def test_the_releases_row_is_never_touched(make_release: MakeRelease, own_log: logs.ReadLog) -> None:
    release = make_release()
    own_log.append(release.pk)
    with CaptureQueriesContext(connection) as asked:
        fold()
    written = [
        query["sql"] for query in asked.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))
    ]
    tables = {found[1] for sql in written if (found := re.search(r'"(\w+)"', sql))}
    assert tables == {"press_readlog", "press_readtotal", "press_dailyreads"}


def test_a_fold_stopped_before_its_end_leaves_nothing_half_done(
    make_release: MakeRelease, own_log: logs.ReadLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release()
    for _ in range(3):
        own_log.append(release.pk)
    real = folding._add_to_totals

    def stopped(days: folding.Days) -> None:
        real(days)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(folding, "_add_to_totals", stopped)
        fold()
    assert (total(release), set(ReadLog.objects.values_list("offset", flat=True))) == (0, {0})
    assert fold() == 3
    assert total(release) == 3


def test_a_log_that_its_process_left_is_deleted_once_it_is_folded(
    make_release: MakeRelease, own_log: logs.ReadLog
) -> None:
    release = make_release()
    own_log.append(release.pk)
    fold()
    folder = Path(settings.READ_LOG_DIR)
    assert len(list(folder.glob("*.reads"))) == 1, "a file in use stays"
    own_log.append(release.pk)
    own_log.close()
    assert fold() == 1
    assert list(folder.glob("*.reads")) == []
    assert ReadLog.objects.count() == 0
    own_log.append(release.pk)
    assert fold() == 1
    assert total(release) == 3


def test_a_torn_last_record_waits_for_its_rest(make_release: MakeRelease) -> None:
    release = make_release()
    folder = Path(settings.READ_LOG_DIR)
    folder.mkdir()
    path = folder / "20260101.host.1.a.reads"
    record = pack(release.pk, microseconds(timezone.now()))
    with path.open("wb", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(record + record[:20])
        assert fold() == 1
        file.write(record[20:])
        assert fold() == 1
    assert total(release) == 2


def test_a_log_cut_short_is_never_counted_twice(
    make_release: MakeRelease, own_log: logs.ReadLog, caplog: pytest.LogCaptureFixture
) -> None:
    release = make_release()
    for _ in range(3):
        own_log.append(release.pk)
    fold()
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")
    os.truncate(path, logs.RECORD_BYTES)
    assert fold() == 0
    assert "was cut from 102 to 34 bytes" in caplog.text
    own_log.append(release.pk)
    assert fold() == 1
    assert total(release) == 4


def test_a_record_of_nonsense_holds_up_nobody(make_release: MakeRelease) -> None:
    release = make_release()
    folder = Path(settings.READ_LOG_DIR)
    folder.mkdir()
    good = pack(release.pk, microseconds(timezone.now()))
    nonsense = [
        b"f" * 16 + b" " + b"f" * 16 + b"\n",
        pack(release.pk, 2**62),
        b"\0" * 100 + b"\n",
        b"hello\n",
    ]
    (folder / "20260101.host.1.a.reads").write_bytes(b"".join(part + good for part in nonsense))
    assert fold() == len(nonsense)


def test_a_long_log_is_folded_piece_by_piece(
    make_release: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "PIECE_BYTES", 100)
    release = make_release()
    log = logs.current()
    for _ in range(20):
        log.append(release.pk)
    log.close()
    assert fold() == 20
    assert total(release) == 20


def test_of_two_folds_in_one_folder_the_second_waits(
    own_log: logs.ReadLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else it could make anew the row of a file that the first has just deleted, and count it again.
    own_log.append(1)
    lock = Path(settings.READ_LOG_DIR) / "fold.lock"

    def meanwhile(path: Path, now: datetime.datetime) -> int:
        with lock.open("w") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return 1

    monkeypatch.setattr(folding, "_fold_file", meanwhile)
    assert fold() == 1


def test_of_two_folds_that_read_the_same_piece_one_counts_it(make_release: MakeRelease) -> None:
    release = make_release()
    now = timezone.now()
    ReadLog.objects.create(name="a")
    piece = ("a", 0, logs.RECORD_BYTES, [(release.pk, microseconds(now))], now)
    assert (folding._add(*piece), folding._add(*piece)) == (1, None)
    assert total(release) == 1


# --- Real processes ---


class Database:
    """A database that other processes see too: on SQLite a copy of the test's own, which is in memory."""

    def __init__(self, folder: Path) -> None:
        configured = connection.settings_dict
        self.file = folder / "copy.sqlite3"
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)
            self.url = f"sqlite:///{self.file}"
        else:
            host, port = configured["HOST"] or "127.0.0.1", configured["PORT"] or 5432
            name = f"{configured['USER']}:{configured['PASSWORD']}@{host}:{port}/{configured['NAME']}"
            self.url = f"postgres://{name}"

    def number(self, sql: str) -> int:
        """The first column of the first row, 0 where there is none."""
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as copy:
                row = copy.execute(sql).fetchone()
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                row = cursor.fetchone()
        return int(row[0] or 0) if row else 0

    def start_fold(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "fold_reads"],
            env=environment(DATABASE_URL=self.url), cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    own = {
        "READ_LOG_DIR": str(settings.READ_LOG_DIR),
        "SECRET_KEY": "of the test",
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **own, **more}


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


class Server:
    """granian with two workers, as in production."""

    def __init__(self, workers: int = 2, **more: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        options = f"--port {self.port} --workers {workers} --blocking-threads 4 --respawn-failed-workers"
        # A worker that is told to stop while it still starts does not hear it: it is killed then.
        options += " --no-log --no-ws --workers-kill-timeout 3"
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", *options.split()]
        self.process = subprocess.Popen(
            [*command, "config.wsgi:application"], env=environment(**more), cwd=ROOT
        )

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def read(self, release: int) -> bool:
        """One reading; whether it was answered 204."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", f"/read/{release}", headers={"User-Agent": READER})
            return line.getresponse().status == 204
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + 60
        while not self.read(2**50):
            assert time.monotonic() < until, "the server does not answer"
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the server ended with {self.process.wait(0.05)}")


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.process.terminate()
    started.process.wait(30)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's workers in /proc")
def test_every_answered_read_is_counted_though_workers_are_killed(
    transactional_db: None, make_release: MakeRelease, server: Server
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
        counted += fold()
    for thread in threads:
        thread.join(120)
    counted += fold()
    assert len(victims) == 2
    assert each * readers // 2 < answered[True] <= counted == total(release) <= each * readers


def test_the_worker_counts_beats_and_goes_home_when_told(
    transactional_db: None, make_release: MakeRelease, own_log: logs.ReadLog, tmp_path: Path
) -> None:
    release = make_release()
    own_log.append(release.pk)
    database = Database(tmp_path)
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        env=environment(DATABASE_URL=database.url, DATA_DIR=str(tmp_path)), cwd=ROOT,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not database.number("SELECT sum(reads) FROM press_readtotal"):
        assert worker.poll() is None
        assert time.monotonic() < until
    worker.terminate()
    assert worker.wait(30) == 0
    assert (tmp_path / "worker.alive").exists()


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
