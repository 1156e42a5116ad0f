"""Whose turn it is at the processors of a machine, among all processes that serve there.

A crawler has Django render one page after another that nobody has asked for yet, in every process at once:
readers of kept pages and officers wait for a processor meanwhile. So a machine renders such pages on half of
its processors, and begins none while it works for an officer. Locks of files say so (flock): they end with
the process that holds them, however that ends. Nobody waits long for a turn: what hangs in one process must
not hold up another one.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

# Seconds for which a turn is waited for; then it is taken all the same.
PATIENCE = 0.25
EVERY = 0.002  # seconds between two looks


class Turns:
    """The turns of one machine: files in a folder that its processes share. None: nobody waits."""

    def __init__(self, folder: Path | None, *, processors: int | None = None) -> None:
        self._folder = folder
        self._pages = max(1, (processors or _processors()) // 2)

    @contextmanager
    def rendering(self) -> Iterator[None]:
        """Holds a turn to render a page that nobody has asked for yet."""
        until = time.monotonic() + PATIENCE
        pages = [self._open(f"page-{number}") for number in range(self._pages)]
        desk = self._open("desk")
        try:
            while not any(map(_take, pages)) and time.monotonic() < until:
                time.sleep(EVERY)
            while not _take(desk) and time.monotonic() < until:
                time.sleep(EVERY)
            _give_back(desk)
            yield
        finally:
            for file in (*pages, desk):
                _close(file)

    @contextmanager
    def working_for_an_officer(self) -> Iterator[None]:
        """Lets no page begin; any number of officers are worked for at once."""
        desk = self._open("desk")
        try:
            _share(desk)
            yield
        finally:
            _close(desk)

    def _open(self, name: str) -> int | None:
        """Returns a file of that name, of one's own: a lock is held by whoever has opened it."""
        if self._folder is None:
            return None
        try:
            return os.open(self._folder / f"{name}.turn", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:  # a disk that takes nothing
            return None


def open_turns() -> Turns:
    """Returns this machine's, in DATA_DIR; where that cannot be written nobody waits."""
    folder = Path(settings.DATA_DIR) / "turns"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return Turns(folder if folder.is_dir() else None)


def _processors() -> int:
    """Returns how many this process may use, where the system tells; else how many there are."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _take(file: int | None) -> bool:
    """Returns whether it is this one's now; where there is no file, at once."""
    if file is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _share(file: int | None) -> None:
    if file is not None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH)  # a page holds it for microseconds, while it looks


def _give_back(file: int | None) -> None:
    if file is not None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)


def _close(file: int | None) -> None:
    if file is not None:
        os.close(file)
