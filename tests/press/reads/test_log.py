"""The log of reads: its records, its files, a full disk."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.reads import log as logs
from press.reads.log import pack, unpack
from tests.press.reads.records import logged, microseconds
from tests.processes import READER, ROOT


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


def test_a_log_taken_away_under_the_server_is_begun_anew(tmp_path: Path) -> None:
    log = logs.ReadLogWriter(tmp_path)
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
        patch.setattr("press.reads.log.os.write", full)
        for _ in range(3):
            assert client.post("/read/1", headers={"user-agent": READER}).status_code == 204
    assert [record.getMessage() for record in caplog.records if record.name == "press.reads.log"] == [
        "Reads are not counted: No space left on device. Dropped so far: 1."
    ]
    client.post("/read/1", headers={"user-agent": READER})
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
