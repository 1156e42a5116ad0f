"""The log of reads: one append-only file a process, one fixed-size record a read.

A record is a line of 34 bytes, `<release id> <moment>`, each as 16 hexadecimal digits; the moment is in
microseconds since 1970 (UTC). It is appended by one `os.write`, so what was answered survives `kill -9`
(not a power cut: nothing waits for the disk). A record cut short by a full disk has no line end; the next
record begins right after it, and is found by its fixed length from its own line end.
"""

import datetime
import fcntl
import logging
import os
import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

SUFFIX = ".reads"
RECORD_BYTES = 34
MAX_ID = 2**63 - 1  # what the database's keys can hold
MAX_FILE_BYTES = 16 * 1024 * 1024
ALARM_EVERY = 60.0  # seconds between two lines about dropped reads
LOOK_EVERY = 100_000  # microseconds between two looks at whether the file still has its name

_RECORD = re.compile(rb"([0-9a-f]{16}) ([0-9a-f]{16})")


def pack(release_id: int, moment: int) -> bytes:
    """Returns the record of one read; `moment` in microseconds since 1970. Ids above MAX_ID do not fit."""
    return b"%016x %016x\n" % (release_id, moment)


def unpack(content: bytes) -> tuple[list[tuple[int, int]], int]:
    """Returns the (release id, moment) of every whole record, and how many bytes they and any debris take.

    What follows the last line end is left for the next time: its record may still be on its way.
    """
    end = content.rfind(b"\n") + 1
    return list(_records(content[:end])), end


def _records(lines: bytes) -> Iterator[tuple[int, int]]:
    for line in lines.split(b"\n"):
        # Debris of a cut record stands before the whole one, never after it.
        if match := _RECORD.fullmatch(line[1 - RECORD_BYTES :]):
            yield int(match[1], 16), int(match[2], 16)


class ReadLogWriter:
    """This process's log in one directory. Safe in threads; a forked child makes its own.

    A file is locked (flock) as long as a process may append to it: the kernel lets go when that process ends,
    however it ends, and then `fold` may delete the file. Who else deletes it takes nothing away as long as
    the process lives: it holds the bytes, and puts them back under the same name, where `fold` goes on.
    """

    def __init__(self, directory: Path, max_bytes: int = MAX_FILE_BYTES) -> None:
        self.directory = directory
        self.max_bytes = max_bytes
        self._lock = threading.Lock()
        self._file: int | None = None
        self._path = directory
        self._written = 0
        self._day = 0
        self._looked = 0
        self._dropped = 0
        self._alarmed = -ALARM_EVERY

    def append(self, release_id: int, moment: int | None = None) -> bool:
        """Appends one read, now unless `moment` (microseconds) is given; returns whether it was kept.

        Never raises for a full or missing disk: the read is dropped, and a line in the log says so.
        """
        moment = time.time_ns() // 1000 if moment is None else moment
        record = pack(release_id, moment)
        with self._lock:
            try:
                written = os.write(self._current_file(moment), record)
                self._written += written
                # After the record is there: whatever is put back has it too.
                if abs(moment - self._looked) >= LOOK_EVERY:
                    self._looked = moment
                    self._put_back()
            except OSError as error:
                self._alarm(error.strerror or str(error))
                return False
            if written < len(record):
                self._alarm("the disk is full")
                return False
        return True

    def close(self) -> None:
        """Lets go of the file: `fold` may delete it once it is folded. The next read makes a new one."""
        with self._lock:
            self._put_back()
            self._close()

    def after_fork_in_child(self) -> None:
        # The parent's lock may have been held at that moment; its file stays the parent's.
        self._lock = threading.Lock()
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _current_file(self, moment: int) -> int:
        day = moment // 86_400_000_000
        if self._file is not None and (self._written >= self.max_bytes or day != self._day):
            self._put_back()
            self._close()
        if self._file is None:
            self._file = self._new_file()
            self._written, self._day, self._looked = 0, day, moment
        return self._file

    def _put_back(self) -> None:
        """Where someone took the file away under us, makes it anew with all that was in it."""
        if self._file is None or os.fstat(self._file).st_nlink:
            return
        # Whole or not at all: of a file that is shorter than what was folded `fold` would begin again.
        unfinished = self._path.with_suffix(".unfinished")
        file = self._create(unfinished)
        try:
            with open(self._file, "rb", closefd=False) as deleted, open(file, "wb", closefd=False) as copy:
                deleted.seek(0)
                shutil.copyfileobj(deleted, copy)
            unfinished.rename(self._path)
        except OSError:
            os.close(file)
            unfinished.unlink(missing_ok=True)
            raise
        # The deleted one only now: as long as it is locked no `fold` that has it open takes it for finished.
        self._close()
        self._file = file
        logger.warning(
            "%s was deleted, and is put back with its %d reads.", self._path, self._written // RECORD_BYTES
        )

    def _new_file(self) -> int:
        host = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())[:60] or "host"
        while True:
            # Unique across hosts too: several machines share one table of offsets.
            day = f"{datetime.datetime.now(datetime.UTC):%Y%m%d}"
            self._path = self.directory / f"{day}.{host}.{os.getpid()}.{secrets.token_hex(8)}{SUFFIX}"
            file = self._create(self._path)
            # Between the two calls a fold may have found it unlocked, empty and so finished.
            if os.fstat(file).st_nlink:
                return file
            os.close(file)

    def _create(self, path: Path) -> int:
        """Returns a new file, locked."""
        self.directory.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def _alarm(self, reason: str) -> None:
        self._dropped += 1
        if time.monotonic() - self._alarmed >= ALARM_EVERY:
            self._alarmed = time.monotonic()
            logger.error("Reads are not counted: %s. Dropped so far: %d.", reason, self._dropped)


# By the setting as it stands, which is one object: to make a path of it would cost more than all the rest.
_logs: dict[Path, ReadLogWriter] = {}
_logs_lock = threading.Lock()


def current() -> ReadLogWriter:
    """Returns this process's log in `settings.READ_LOG_DIR`."""
    directory: Path = settings.READ_LOG_DIR
    log = _logs.get(directory)
    if log is None:
        with _logs_lock:
            log = _logs.setdefault(directory, ReadLogWriter(Path(directory)))
    return log


def _after_fork_in_child() -> None:
    global _logs_lock
    _logs_lock = threading.Lock()
    for log in _logs.values():
        log.after_fork_in_child()


os.register_at_fork(after_in_child=_after_fork_in_child)
