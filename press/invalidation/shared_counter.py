"""A number in a small mapped file, by which a change is seen by every process of this machine at once.

The database's generation is the truth; the shared counter tells of it without asking. It only grows, and
grows whenever the generation is seen to be another one, also a smaller one (a backup was restored). What was
changed stands in a file beside it, a line a value of the counter, written before the counter moves.
"""

import fcntl
import json
import logging
import mmap
import secrets
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

logger = logging.getLogger(__name__)

_COUNTER = struct.Struct("<Q")
# counter; the counter at the last takedown; the generation and its `last_takedown` last seen; the counter at
# which everything last changed; a number by which this file is told from one that was lost
_ALL = struct.Struct("<6Q")
# The file of changes is begun anew at so many bytes, with the newer half of it.
MOST_BYTES = 2**22

# The names of what was touched; None: everything.
Names = Sequence[str] | None


class SharedCounter:
    """Opens the counter at that path, or makes it. Where no file can be, this process has one of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.changes_path = path.with_suffix(".changes")
        self._memory: mmap.mmap | bytearray = bytearray(_ALL.size)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                if file.seek(0, 2) < _ALL.size:
                    file.truncate(_ALL.size)
                self._memory = mmap.mmap(file.fileno(), _ALL.size)
            self._name()
        except OSError as error:
            logger.error(
                "%s cannot be opened (%s): this process hears of publications a moment later.",
                path,
                error.strerror,
            )

    def _name(self) -> None:
        with self._alone():
            *others, name = _ALL.unpack_from(self._memory)
            _ALL.pack_into(self._memory, 0, *others, name or secrets.randbits(63) + 1)

    def identity(self) -> int:
        """Returns what tells this file from one that was lost, whose counter began anew. 0: there is none."""
        number: int = _COUNTER.unpack_from(self._memory, 5 * _COUNTER.size)[0]
        return number

    def value(self) -> int:
        """Returns a number that is another one after each change. Aligned eight bytes: never read half."""
        number: int = _COUNTER.unpack_from(self._memory)[0]
        return number

    def last_takedown(self) -> int:
        """Returns the counter at the last takedown: a withdrawal or removal."""
        number: int = _COUNTER.unpack_from(self._memory, _COUNTER.size)[0]
        return number

    def last_of_all(self) -> int:
        """Returns the counter at which everything last changed."""
        number: int = _COUNTER.unpack_from(self._memory, 4 * _COUNTER.size)[0]
        return number

    def seen(self) -> tuple[int, int]:
        """Returns the generation last seen, and that of its last takedown."""
        _, _, number, last_takedown, _, _ = _ALL.unpack_from(self._memory)
        return number, last_takedown

    def update(
        self,
        number: int,
        last_takedown: int,
        changes: Mapping[int, Names] | None = None,
        *,
        since: tuple[int, int] | None = None,
    ) -> bool:
        """Moves the counter if this is not the generation last seen. Any process, in any order.

        `changes` has what each number of the generation changed; where one is missing, everything did.
        Returns False, and does nothing, where another process was told more than `since` meanwhile.
        """
        with self._alone():
            counter, takedown_counter, *seen, all_counter, name = _ALL.unpack_from(self._memory)
            if since not in (None, tuple(seen)):
                return False
            if seen == [number, last_takedown]:
                return True
            counter += 1
            names = _join(changes or {}, seen[0], number)
            if last_takedown != seen[1]:
                takedown_counter, names = counter, None
            if names is None or not self._append(counter, names):
                all_counter = counter
            told = (counter, takedown_counter, number, last_takedown, all_counter, name)
            _ALL.pack_into(self._memory, 0, *told)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._path.open("rb") if isinstance(self._memory, mmap.mmap) else nullcontext() as file:
            if file:
                fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            yield

    def _append(self, counter: int, names: Sequence[str]) -> bool:
        """Returns whether the file has it. One write: who reads meanwhile finds a whole line or none."""
        if not isinstance(self._memory, mmap.mmap):
            return False
        line = _line(counter, names)
        try:
            with self.changes_path.open("ab", buffering=0) as file:
                if not file.tell():
                    line = _line(counter - 1, None) + line
                if file.tell() + len(line) <= MOST_BYTES:
                    return file.write(line) == len(line)
            self._begin_anew(counter)
            return self._append(counter, names)
        except OSError as error:
            logger.error("%s cannot be written (%s).", self.changes_path, error.strerror)
            return False

    def _begin_anew(self, counter: int) -> None:
        """Leaves out the older half. The first line says up to which value nothing is known."""
        lines = self.changes_path.read_bytes()[-MOST_BYTES // 2 :].splitlines(keepends=True)[1:]
        before = json.loads(lines[0])[0] - 1 if lines else counter - 1
        new = self.changes_path.with_suffix(".new")
        new.write_bytes(_line(before, None) + b"".join(lines))
        new.replace(self.changes_path)


def _join(changes: Mapping[int, Names], seen: int, number: int) -> Names:
    """Returns what was touched after one number of the generation up to another; None: everything."""
    if not 0 < number - seen <= len(changes):
        return None
    touched: set[str] = set()
    for each in range(seen + 1, number + 1):
        names = changes.get(each)
        if names is None:
            return None
        touched.update(names)
    return sorted(touched)


def _line(counter: int, names: Names) -> bytes:
    return json.dumps([counter, names]).encode() + b"\n"
