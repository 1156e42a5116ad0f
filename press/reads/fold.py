"""Folds the logs of reads into totals: each record once, whoever is killed when.

A log's offset moves in the transaction that adds its records, and only from where the records were read
(compare and swap): a fold that was killed has done all of a piece or nothing, and of two at once one wins.
"""

import datetime
import fcntl
import logging
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from press.invalidation import generation, names
from press.models import DailyReads, Edition, ReadLog, ReadTotal
from press.reads.log import MAX_ID, RECORD_BYTES, SUFFIX, unpack

logger = logging.getLogger(__name__)

# Read at once: bounds memory, and the ids of one query (SQLite takes 32,766 parameters).
PIECE_BYTES = 30_000 * RECORD_BYTES

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)

Days = Counter[tuple[int, datetime.date]]


def fold_reads(now: datetime.datetime | None = None) -> int:
    """Adds every new record of this machine's logs to the totals; returns how many were counted.

    A read counts if its release was live at the read's moment, by the editions public up to `now`. What was
    withdrawn or removed is not live: its count stays as it stood when it was taken down.
    Raises DatabaseError when the database does not answer; nothing is lost then, the next fold goes on.
    """
    now = now or timezone.now()
    directory = Path(settings.READ_LOG_DIR)
    if not directory.is_dir():
        return 0
    with _alone_in(directory):
        return sum(_fold_file(path, now) for path in sorted(directory.glob(f"*{SUFFIX}")))


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """One fold a directory: none makes anew the row of a file that another has just finished and deleted."""
    with (directory / "fold.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fold_file(path: Path, now: datetime.datetime) -> int:
    counted = 0
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return 0
    with file:
        finished = _is_let_go(file.fileno())
        offset = ReadLog.objects.get_or_create(name=path.name)[0].offset
        size = os.fstat(file.fileno()).st_size
        if size < offset:
            logger.warning("%s was cut from %d to %d bytes; what it lost stays counted.", path, offset, size)
            ReadLog.objects.filter(name=path.name).update(offset=size)
            return 0
        while True:
            file.seek(offset)
            reads, length = unpack(file.read(PIECE_BYTES))
            if not length:
                break
            added = _add(path.name, offset, offset + length, reads, now)
            if added is None:
                return counted
            counted += added
            offset += length
    if finished:
        path.unlink(missing_ok=True)
        ReadLog.objects.filter(name=path.name).delete()
    return counted


def _is_let_go(file: int) -> bool:
    """Whether no process appends to the file any more. To be asked before it is read to its end.

    Of one that was deleted another may have its name by now: what its process has put back.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(file).st_nlink > 0


def _add(name: str, start: int, end: int, reads: list[tuple[int, int]], now: datetime.datetime) -> int | None:
    """Moves the log's offset from start to end and adds the reads, both or neither; returns how many.

    None: the offset is not at start any more, another fold was there first.
    """
    days = _by_day(reads, now)
    with transaction.atomic():
        if not ReadLog.objects.filter(name=name, offset=start).update(offset=end):
            return None
        if days:
            _add_to_totals(days)
    return days.total()


def _by_day(reads: list[tuple[int, int]], now: datetime.datetime) -> Days:
    """Returns the reads of what was live, per release and day of the press room's time zone."""
    ids = {release for release, _ in reads if release <= MAX_ID}
    # Later moments are debris, or of a clock that went wrong.
    horizon = _microseconds(now + datetime.timedelta(days=1))
    public: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for release, start, end in (
        Edition.objects.been_public(now)
        .filter(release__in=ids)
        .values_list("release", "live_from", "live_until")
    ):
        if start:
            public[release].append((_microseconds(start), _microseconds(end) if end else horizon))
    zone = ZoneInfo(settings.TIME_ZONE)
    return Counter(
        (release, datetime.datetime.fromtimestamp(moment // 1_000_000, zone).date())
        for release, moment in reads
        if any(start <= moment < end for start, end in public.get(release, ()))
    )


def _microseconds(moment: datetime.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _add_to_totals(days: Days) -> None:
    totals: Counter[int] = Counter()
    for (release, _), reads in days.items():
        totals[release] += reads
    # In one order everywhere, and locked before they change: two machines that fold at once never deadlock.
    ReadTotal.objects.bulk_create(
        [ReadTotal(release_id=key) for key in sorted(totals)], ignore_conflicts=True
    )
    list(ReadTotal.objects.select_for_update().filter(pk__in=totals).order_by("pk").values_list("pk"))
    DailyReads.objects.bulk_create(
        [DailyReads(release_id=key, day=day) for key, day in sorted(days)], ignore_conflicts=True
    )
    # Releases with the same number of new reads share one UPDATE: few statements, however many releases.
    for reads, keys in _by_count(totals).items():
        ReadTotal.objects.filter(pk__in=keys).update(reads=F("reads") + reads, changed_at=timezone.now())
    note_most_read({day for _, day in days}, timezone.now())
    for day in {day for _, day in days}:
        of_day = Counter({key: reads for (key, its_day), reads in days.items() if its_day == day})
        for reads, keys in _by_count(of_day).items():
            DailyReads.objects.filter(day=day, release__in=keys).update(reads=F("reads") + reads)


def note_most_read(days: set[datetime.date], now: datetime.datetime) -> None:
    """Says so where the reads of a day that is over have changed: the home page has the most read of it."""
    if any(day < timezone.localdate(now) for day in days):
        generation.bump([names.MOST_READ])


def _by_count(counts: Counter[int]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = defaultdict(list)
    for key, reads in counts.items():
        grouped[reads].append(key)
    return grouped
