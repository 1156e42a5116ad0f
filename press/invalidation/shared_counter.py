"""A number in a small mapped file, by which a change is seen by every process of this machine at once.

The database's generation is the truth; the shared counter tells of it without asking. It only grows, and
grows whenever the generation is seen to be another one, also a smaller one (a backup was restored).
"""

import fcntl
import logging
import mmap
import struct
from contextlib import nullcontext
from pathlib import Path

logger = logging.getLogger(__name__)

_COUNTER = struct.Struct("<Q")
# counter; the counter at the last takedown; the generation and its `last_takedown` last seen
_ALL = struct.Struct("<4Q")


class SharedCounter:
    """Opens the counter at that path, or makes it. Where no file can be, this process has one of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._memory: mmap.mmap | bytearray = bytearray(_ALL.size)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                if file.seek(0, 2) < _ALL.size:
                    file.truncate(_ALL.size)
                self._memory = mmap.mmap(file.fileno(), _ALL.size)
        except OSError as error:
            logger.error(
                "%s cannot be opened (%s): this process hears of publications a moment later.",
                path,
                error.strerror,
            )

    def value(self) -> int:
        """Returns a number that is another one after each change. Aligned eight bytes: never read half."""
        number: int = _COUNTER.unpack_from(self._memory)[0]
        return number

    def last_takedown(self) -> int:
        """Returns the counter at the last takedown: a withdrawal or removal."""
        number: int = _COUNTER.unpack_from(self._memory, _COUNTER.size)[0]
        return number

    def update(self, generation: int, last_takedown: int) -> None:
        """Moves the counter if this is not the generation last seen. Any process, in any order."""
        with self._path.open("rb") if isinstance(self._memory, mmap.mmap) else nullcontext() as file:
            if file:
                fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            counter, takedown_counter, *seen = _ALL.unpack_from(self._memory)
            if seen == [generation, last_takedown]:
                return
            counter += 1
            if last_takedown != seen[1]:
                takedown_counter = counter
            _ALL.pack_into(self._memory, 0, counter, takedown_counter, generation, last_takedown)
