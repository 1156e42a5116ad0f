"""Folding: each read once, whatever happens to the log."""

import contextlib
import datetime
import fcntl
import io
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.models import DailyReads, ReadLog, ReadTotal, Release
from press.reads import fold as folding
from press.reads import log as logs
from press.reads.fold import fold_reads
from press.reads.log import pack
from tests.press.reads.records import MakeRelease, microseconds, total


def test_each_read_counts_once_however_often_it_is_folded(
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    release, other = make_release(), make_release(language="ru")
    for _ in range(5):
        own_log.append(release.pk)
    assert (fold_reads(), fold_reads()) == (5, 0)
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
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    release = make_release(at=timezone.now() - datetime.timedelta(days=3), previous_reads=146)
    own_log.append(release.pk)
    fold_reads()
    assert Release.objects.get(pk=release.pk).read_count == 147


def test_a_reads_day_is_that_of_the_press_room(
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    release = make_release(at=datetime.datetime(2024, 2, 1, tzinfo=datetime.UTC))
    # Astana was at +6 until 1 March 2024 and is at +5 since.
    for moment in (
        "2024-02-10T17:59:59Z",
        "2024-02-10T18:00:00Z",
        "2024-03-10T18:59:59Z",
        "2024-03-10T19:00:00Z",
    ):
        own_log.append(release.pk, microseconds(datetime.datetime.fromisoformat(moment)))
    assert fold_reads() == 4
    assert [str(day) for day in DailyReads.objects.order_by("day").values_list("day", flat=True)] == [
        "2024-02-10",
        "2024-02-11",
        "2024-03-10",
        "2024-03-11",
    ]


def test_what_was_not_live_at_that_moment_is_left_out(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, editor: Any
) -> None:
    now = timezone.now()
    live = make_release(at=now - datetime.timedelta(hours=1))
    hidden = [make_release(state=state) for state in ("draft", "submitted", "scheduled")]
    taken_back = make_release(at=now - datetime.timedelta(hours=1))
    own_log.append(taken_back.pk)
    publishing.withdraw(taken_back, by=editor, reason="The figures were wrong.")
    for release in (live, *hidden, taken_back):
        own_log.append(release.pk)
    own_log.append(live.pk, microseconds(now - datetime.timedelta(hours=2)))
    own_log.append(2**40)
    assert fold_reads() == 2
    assert dict(ReadTotal.objects.values_list("release", "reads")) == {
        live.pk: 1,
        taken_back.pk: 1,
    }


def test_the_releases_row_is_never_touched(make_release: MakeRelease, own_log: logs.ReadLogWriter) -> None:
    release = make_release()
    own_log.append(release.pk)
    with CaptureQueriesContext(connection) as asked:
        fold_reads()
    written = [
        query["sql"] for query in asked.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))
    ]
    tables = {found[1] for sql in written if (found := re.search(r'"(\w+)"', sql))}
    assert tables == {"press_readlog", "press_readtotal", "press_dailyreads"}


def test_a_fold_stopped_before_its_end_leaves_nothing_half_done(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, monkeypatch: pytest.MonkeyPatch
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
        fold_reads()
    assert (total(release), set(ReadLog.objects.values_list("offset", flat=True))) == (0, {0})
    assert fold_reads() == 3
    assert total(release) == 3


def test_a_log_that_its_process_left_is_deleted_once_it_is_folded(
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    release = make_release()
    own_log.append(release.pk)
    fold_reads()
    folder = Path(settings.READ_LOG_DIR)
    assert len(list(folder.glob("*.reads"))) == 1, "a file in use stays"
    own_log.append(release.pk)
    own_log.close()
    assert fold_reads() == 1
    assert list(folder.glob("*.reads")) == []
    assert ReadLog.objects.count() == 0
    own_log.append(release.pk)
    assert fold_reads() == 1
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
        assert fold_reads() == 1
        file.write(record[20:])
        assert fold_reads() == 1
    assert total(release) == 2


def test_a_log_cut_short_is_never_counted_twice(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, caplog: pytest.LogCaptureFixture
) -> None:
    release = make_release()
    for _ in range(3):
        own_log.append(release.pk)
    fold_reads()
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")
    os.truncate(path, logs.RECORD_BYTES)
    assert fold_reads() == 0
    assert "was cut from 102 to 34 bytes" in caplog.text
    own_log.append(release.pk)
    assert fold_reads() == 1
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
    assert fold_reads() == len(nonsense)


def test_a_long_log_is_folded_piece_by_piece(
    make_release: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "PIECE_BYTES", 100)
    release = make_release()
    log = logs.current()
    for _ in range(20):
        log.append(release.pk)
    log.close()
    assert fold_reads() == 20
    assert total(release) == 20


def test_of_two_folds_in_one_folder_the_second_waits(
    own_log: logs.ReadLogWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else it could make anew the row of a file that the first has just deleted, and count it again.
    own_log.append(1)
    lock = Path(settings.READ_LOG_DIR) / "fold.lock"

    def meanwhile(path: Path, now: datetime.datetime) -> int:
        with lock.open("w") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return 1

    monkeypatch.setattr(folding, "_fold_file", meanwhile)
    assert fold_reads() == 1


def test_a_log_that_is_deleted_and_put_back_while_it_is_folded_is_counted_once_and_stays(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, real = make_release(), fcntl.flock
    moment = microseconds(timezone.now())
    own_log.append(release.pk, moment)
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")

    def meanwhile(file: Any, how: int) -> None:
        """The fold has opened the file, and asks whether its process still has it."""
        monkeypatch.setattr("press.reads.fold.fcntl.flock", real)
        path.unlink()
        own_log.append(release.pk, moment + logs.LOOK_EVERY)
        real(file, how)

    monkeypatch.setattr(folding, "_alone_in", lambda directory: contextlib.nullcontext())
    monkeypatch.setattr("press.reads.fold.fcntl.flock", meanwhile)
    assert (fold_reads(), path.exists()) == (2, True)
    own_log.append(release.pk, moment + 2 * logs.LOOK_EVERY)
    assert (fold_reads(), total(release)) == (1, 3)


def test_of_two_folds_that_read_the_same_piece_one_counts_it(make_release: MakeRelease) -> None:
    release = make_release()
    now = timezone.now()
    ReadLog.objects.create(name="a")
    piece = ("a", 0, logs.RECORD_BYTES, [(release.pk, microseconds(now))], now)
    assert (folding._add(*piece), folding._add(*piece)) == (1, None)
    assert total(release) == 1


def test_a_read_counts_from_the_first_moment_to_the_last_and_a_clock_may_be_a_day_ahead(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, chief: Any
) -> None:
    now = timezone.now()
    live, withdrawn = (make_release(at=now - datetime.timedelta(hours=1)) for _ in range(2))
    publishing.withdraw(withdrawn, by=chief, reason="The figures were wrong.")
    ended = withdrawn.editions.get().live_until
    start = microseconds(live.editions.get().live_from)
    end = round(ended.timestamp() * 1_000_000)
    a_day_on = microseconds(now + datetime.timedelta(days=1))
    moments = [(live, start - 1), (live, start), (live, a_day_on - 1), (live, a_day_on)]
    for release, moment in [*moments, (withdrawn, end - 1), (withdrawn, end)]:
        own_log.append(release.pk, moment)
    assert fold_reads(now) == 3
    assert (total(live), total(withdrawn)) == (2, 1)


def test_what_was_not_public_yet_at_the_folds_moment_is_not_counted(
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    now = timezone.now()
    own_log.append(make_release(at=now - datetime.timedelta(hours=1)).pk)
    assert fold_reads(now - datetime.timedelta(hours=2)) == 0


def test_totals_are_right_per_release_and_day_where_some_are_alike(make_release: MakeRelease) -> None:
    at = datetime.datetime(2026, 3, 1, 7, tzinfo=datetime.UTC)
    one, two, three, four = (make_release(at=at) for _ in range(4))
    first, second = datetime.date(2026, 3, 1), datetime.date(2026, 3, 2)
    ReadTotal.objects.create(release=one, reads=100)
    ReadTotal.objects.create(release=four, reads=5)
    DailyReads.objects.create(release=one, day=second, reads=10)
    DailyReads.objects.create(release=four, day=first, reads=5)
    # One file, whose day is that of Greenwich, and two days of the press room.
    late = datetime.datetime(2026, 3, 1, 18, 30, tzinfo=datetime.UTC)
    for release, days in ((one, [0, 0, 1]), (two, [0, 0, 0]), (three, [1])):
        for day in days:
            logs.current().append(release.pk, microseconds(late + datetime.timedelta(hours=day)))
    ReadLog.objects.create(name="of another machine", offset=0)
    logs.current().close()
    assert fold_reads() == 7
    assert dict(ReadTotal.objects.values_list("release", "reads")) == {
        one.pk: 103, two.pk: 3, three.pk: 1, four.pk: 5,
    }  # fmt: skip
    assert set(DailyReads.objects.values_list("release", "day", "reads")) == {
        (one.pk, first, 2),
        (one.pk, second, 11),
        (two.pk, first, 3),
        (three.pk, second, 1),
        (four.pk, first, 5),
    }
    assert list(ReadLog.objects.values_list("name", "offset")) == [("of another machine", 0)]


def test_without_a_folder_or_a_file_there_is_nothing_to_fold(db: None) -> None:
    assert fold_reads() == 0
    assert not Path(settings.READ_LOG_DIR).exists()
    assert folding._fold_file(Path(settings.READ_LOG_DIR) / "gone.reads", timezone.now()) == 0
    assert ReadLog.objects.count() == 0


def test_a_cut_log_keeps_its_file_and_goes_on_from_its_end_alone(
    make_release: MakeRelease, own_log: logs.ReadLogWriter
) -> None:
    ReadLog.objects.create(name="of another machine", offset=340)
    for _ in range(3):
        own_log.append(make_release().pk)
    fold_reads()
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")
    assert dict(ReadLog.objects.values_list("name", "offset")) == {"of another machine": 340, path.name: 102}
    own_log.close()
    os.truncate(path, 34)
    assert fold_reads() == 0
    assert dict(ReadLog.objects.values_list("name", "offset")) == {"of another machine": 340, path.name: 34}
    assert path.exists()


def test_where_another_fold_was_first_this_one_leaves_the_rest_and_the_file_to_it(
    make_release: MakeRelease, own_log: logs.ReadLogWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release()
    for _ in range(3):
        own_log.append(release.pk)
    own_log.close()
    monkeypatch.setattr(folding, "PIECE_BYTES", logs.RECORD_BYTES)
    added, pieces = iter([1, None, 1]), list[tuple[int, int]]()

    def add(name: str, start: int, end: int, reads: object, now: object) -> int | None:
        pieces.append((start, end))
        return next(added)

    monkeypatch.setattr(folding, "_add", add)
    assert (fold_reads(), pieces) == (1, [(0, 34), (34, 68)])
    assert [path.suffix for path in Path(settings.READ_LOG_DIR).glob("*.reads")] == [".reads"]


def test_two_machines_that_fold_at_once_wait_for_each_other_and_lose_nothing(
    transactional_db: None, make_release: MakeRelease
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    now, rounds = timezone.now(), 30
    few, many = (make_release(at=now - datetime.timedelta(hours=1)) for _ in range(2))
    together = threading.Barrier(2)

    counted = list[int | None]()

    def fold(machine: str, order: list[int]) -> None:
        # In the order in which they are met, with other counts each: else one UPDATE would lock both.
        reads = [(order[0], microseconds(now)), *[(order[1], microseconds(now))] * 2]
        try:
            for place in range(rounds):
                together.wait(30)
                counted.append(folding._add(machine, place, place + 1, reads, now))
        finally:
            connection.close()

    for machine in "ab":
        ReadLog.objects.create(name=machine)
    orders = {"a": [few.pk, many.pk], "b": [many.pk, few.pk]}
    with ThreadPoolExecutor(2) as machines:
        list(machines.map(fold, orders, orders.values()))
    assert counted == [3] * rounds * 2
    assert (total(few), total(many)) == (3 * rounds, 3 * rounds)
