"""The log of reads: its records, its files, a full disk."""

import datetime
import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.reads import log as logs
from press.reads.log import pack, unpack
from tests.press.reads.records import logged, microseconds
from tests.processes import FROM_OUR_PAGE, READER, ROOT

READING = {"user-agent": READER, **FROM_OUR_PAGE}


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


def test_a_new_file_begins_when_one_is_full_or_the_day_ends(tmp_path: Path) -> None:
    log = logs.ReadLogWriter(tmp_path, max_bytes=3 * logs.RECORD_BYTES)
    noon = microseconds(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC))
    for _ in range(4):
        assert log.append(1, noon)
    assert sorted(path.stat().st_size for path in tmp_path.iterdir()) == [34, 102]
    assert log.append(1, noon + 86_400_000_000)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_log_taken_away_under_the_server_is_put_back_whole_under_its_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "reads"
    log = logs.ReadLogWriter(folder)
    assert [log.append(release, 0) for release in (1, 2)] == [True, True]
    (path,) = folder.iterdir()
    shutil.rmtree(folder)
    assert log.append(3, logs.LOOK_EVERY)
    assert log.append(4, logs.LOOK_EVERY)
    assert [*folder.iterdir()] == [path]
    assert [release for release, _ in unpack(path.read_bytes())[0]] == [1, 2, 3, 4]
    assert path.stat().st_mode & 0o777 == 0o640
    with path.open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert [each.getMessage() for each in caplog.records] == [
        f"{path} was deleted, and is put back with its 3 reads."
    ]


def test_whether_it_was_taken_away_is_looked_at_ten_times_a_second_of_the_reads(tmp_path: Path) -> None:
    log = logs.ReadLogWriter(tmp_path)
    start = 10 * logs.LOOK_EVERY
    assert logs.LOOK_EVERY == 100_000

    def append(moment: int) -> list[int]:
        assert log.append(1, moment)
        return [path.stat().st_size // logs.RECORD_BYTES for path in tmp_path.iterdir()]

    def take_away() -> None:
        for path in tmp_path.iterdir():
            path.unlink()

    assert [append(start + moved) for moved in (0, logs.LOOK_EVERY)] == [[1], [2]]
    take_away()
    # Seen to be there just now: what is appended until the next look waits for it.
    assert append(start + 2 * logs.LOOK_EVERY - 1) == []
    assert append(start + 2 * logs.LOOK_EVERY) == [4]
    take_away()
    # A clock that went back is no reason not to look.
    assert append(start + logs.LOOK_EVERY + 1) == []
    assert append(start + logs.LOOK_EVERY) == [6]


@pytest.mark.parametrize("how", ["it is full", "the day ends", "it is closed"])
def test_what_was_taken_away_is_put_back_too_before_another_file_begins(how: str, tmp_path: Path) -> None:
    log = logs.ReadLogWriter(tmp_path, max_bytes=2 * logs.RECORD_BYTES)
    day = 86_400_000_000
    log.append(1, day - 1)
    if how == "it is full":
        log.append(2, day - 1)
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    path.unlink()
    if how == "it is closed":
        log.close()
    log.append(3, day if how == "the day ends" else day - 1)
    assert path.read_bytes() == before
    assert len([*tmp_path.iterdir()]) == 2


def test_what_cannot_be_put_back_now_is_put_back_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(source: Any, target: Any) -> None:
        target.write(source.read(10))
        raise OSError(28, "No space left on device")

    log = logs.ReadLogWriter(tmp_path)
    log.append(1, 0)
    (path,) = tmp_path.iterdir()
    path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("press.reads.log.shutil.copyfileobj", full)
        assert not log.append(2, logs.LOOK_EVERY)
    # Nothing by half, under no name.
    assert [*tmp_path.iterdir()] == []
    assert caplog.records[0].getMessage() == (
        "Reads are not counted: No space left on device. Dropped so far: 1."
    )
    assert log.append(3, 2 * logs.LOOK_EVERY)
    assert [release for release, _ in unpack(path.read_bytes())[0]] == [1, 2, 3]


def test_a_file_has_the_name_of_its_day_machine_and_process_and_is_no_business_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = {"press_1.parliament.example" + "x" * 60: "press-1-parliament-example" + "x" * 34, "": "host"}
    umask = os.umask(0)
    try:
        for number, (host, written) in enumerate(hosts.items()):
            monkeypatch.setattr("press.reads.log.socket.gethostname", lambda host=host: host)
            folder = tmp_path / "new" / str(number)
            before = datetime.datetime.now(datetime.UTC)
            assert logs.ReadLogWriter(folder).append(1)
            days = {f"{moment:%Y%m%d}" for moment in (before, datetime.datetime.now(datetime.UTC))}
            (path,) = folder.iterdir()
            day, *of_what, unique, suffix = path.name.split(".")
            assert (day in days, of_what, len(unique), suffix, path.stat().st_mode & 0o777) == (
                True,
                [written, str(os.getpid())],
                16,
                "reads",
                0o640,
            )
    finally:
        os.umask(umask)


def test_a_file_that_a_fold_deleted_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, opened = fcntl.flock, list[int]()

    def flock(file: int, how: int) -> None:
        if not opened:
            for path in tmp_path.iterdir():
                path.unlink()
        opened.append(file)
        real(file, how)

    monkeypatch.setattr("press.reads.log.fcntl.flock", flock)
    log = logs.ReadLogWriter(tmp_path)
    assert log.append(1, 0)
    # The number of the file that was given up is free again.
    assert (len(opened), opened[0] == opened[1]) == (2, True)
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [logs.RECORD_BYTES]


def test_closed_it_lets_go_and_begins_another_file_with_the_next_read(tmp_path: Path) -> None:
    log = logs.ReadLogWriter(tmp_path)
    log.append(1)
    log.close()
    log.close()
    (path,) = tmp_path.iterdir()
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    log.append(2)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_record_cut_by_a_full_disk_is_dropped_and_its_bytes_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = os.write
    log = logs.ReadLogWriter(tmp_path, max_bytes=logs.RECORD_BYTES + 10)
    assert log.append(1, 0)
    with monkeypatch.context() as patch:
        patch.setattr("press.reads.log.os.write", lambda file, record: real(file, record[:10]))
        assert not log.append(2, 0)
    assert log.append(3, 0)
    assert sorted(path.stat().st_size for path in tmp_path.iterdir()) == [34, 44]
    assert [each.getMessage() for each in caplog.records] == [
        "Reads are not counted: the disk is full. Dropped so far: 1."
    ]


def test_there_is_one_alarm_a_minute_with_all_that_was_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(file: int, record: bytes) -> int:
        raise OSError("it is broken")

    monkeypatch.setattr("press.reads.log.os.write", broken)
    log = logs.ReadLogWriter(tmp_path)
    for seconds in (0, 59.9, 60, 61, 119.9, 120):
        clock = SimpleNamespace(monotonic=lambda seconds=seconds: seconds, time_ns=time.time_ns)
        monkeypatch.setattr(logs, "time", clock)
        assert not log.append(1)
    assert [each.getMessage() for each in caplog.records] == [
        f"Reads are not counted: it is broken. Dropped so far: {dropped}." for dropped in (1, 3, 6)
    ]


def test_a_process_has_one_log_a_folder(settings: Any, tmp_path: Path) -> None:
    here = logs.current()
    assert (logs.current() is here, here.directory) == (True, settings.READ_LOG_DIR)
    settings.READ_LOG_DIR = tmp_path / "another"
    assert (logs.current() is here, logs.current().directory) == (False, tmp_path / "another")


def test_a_full_disk_drops_the_read_with_one_alarm_and_the_answer_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(file: int, record: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("press.reads.log.os.write", full)
        for _ in range(3):
            assert client.post("/read/1", headers=READING).status_code == 204
    assert [record.getMessage() for record in caplog.records if record.name == "press.reads.log"] == [
        "Reads are not counted: No space left on device. Dropped so far: 1."
    ]
    client.post("/read/1", headers=READING)
    assert logged() == [1]


def test_a_forked_child_has_a_file_of_its_own(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from press.reads.log import ReadLogWriter, _logs;"
        "p = pathlib.Path(sys.argv[1]); log = _logs.setdefault(p, ReadLogWriter(p)); log.append(1);"
        "pid = os.fork(); log.append(2); pid and os.waitpid(pid, 0)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, cwd=ROOT, timeout=60)
    files = sorted([release for release, _ in unpack(path.read_bytes())[0]] for path in tmp_path.iterdir())
    assert files == [[1, 2], [2]]


def test_a_child_waits_for_no_lock_of_its_parent_and_leaves_its_file(own_log: logs.ReadLogWriter) -> None:
    own_log.append(1)
    # As fork copies them while another thread of the parent holds both.
    locks = [own_log._lock, logs._logs_lock]
    for lock in locks:
        lock.acquire()
    try:
        logs._after_fork_in_child()
        assert (own_log._lock.locked(), logs._logs_lock.locked()) == (False, False)
        own_log.append(2)
        assert sorted(logged()) == [1, 2]
        assert len(list(own_log.directory.glob("*.reads"))) == 2
    finally:
        for lock in locks:
            lock.release()
