"""One file of a bounded size for all processes of a machine, in which records lie under names.

    header | index | ring

A record is written behind the one that was written last, and from the end of the ring on over the oldest
ones; the index says where each lies. Nobody makes room, and nothing is moved. docs/adr/0020.

A record has its own name and a sum of all of it: what was cut, flipped, half written, or written over while
it was read is known by that, and is no record. No part of the file is mapped into memory: of a mapped file
that is cut, or that a full disk has no block for, a process dies (SIGBUS).
"""

import errno
import fcntl
import os
import struct
import threading
import weakref
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from isal.isal_zlib import crc32

NAME = 16  # bytes of a name
# What the file begins with; how many bytes were ever written to its ring.
_HEADER = struct.Struct("<14sxxQ")
_MAGIC = b"minber-pages-1"
_RING_AT = 64
# Of a name the index knows the first bytes, and where the record is: its offset in the file and its length.
_TAG = 8
_ENTRY, _PLACE = struct.Struct("<8sQ"), struct.Struct("<Q")
_LENGTH_BITS = 24
_LONGEST = (1 << _LENGTH_BITS) - 1
# A name has one of eight entries, which are read at once; there is one for so many bytes of the file. With
# records of eight kilobytes a quarter is used, and of five thousand sets one has to let one of them go.
_WAYS, _BYTES_AN_ENTRY = 8, 2048
_SET = _WAYS * _ENTRY.size
# A process remembers where it found so many names: in four megabytes 97 of a hundred of the thirty thousand
# pages of an archive, three in four of three hundred thousand.
_REMEMBERED = 1 << 19
# A record begins with the sum of what follows; its name; how much had been written before it; its length.
_RECORD = struct.Struct(f"<L{NAME}sQL")
_SUM = 4
# What is read again after so much of the ring was written behind it is written once more: so what nobody
# reads is written over, and the rest stays.
_RENEWED_AFTER = 0.75


class DamagedError(ValueError):
    """A record is not what was written."""


class RingFile:
    """Opens the file, or makes it. Safe in threads and processes, killed at any moment. Raises OSError."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path = path
        self._sets = max(1, most_bytes // _BYTES_AN_ENTRY // _WAYS)
        self._begin = _RING_AT + self._sets * _SET
        self._ring = most_bytes - self._begin
        if self._ring < _BYTES_AN_ENTRY:
            raise OSError(errno.EINVAL, f"{most_bytes} bytes are too few")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        weakref.finalize(self, os.close, self._file)
        self._due_after = int(self._ring * _RENEWED_AFTER)
        self._places = array("Q", bytes(_PLACE.size * _REMEMBERED))
        self._writing = threading.Lock()
        # As far as this process has heard: it hears of others' when it writes itself.
        self._written = self._read_written() or 0

    def get_known(self, name: bytes) -> memoryview | None:
        """Returns what lies where this process found that name last, without asking the index; None where it
        did not, something else lies there by now, or `get` has to be asked.

        Another process may have written it anew since, somewhere else. Raises OSError.
        """
        place = self._places[_remembered(name)]
        record = os.pread(self._file, place & _LONGEST, place >> _LENGTH_BITS) if place else b""
        if len(record) <= _RECORD.size:
            return None
        check, own, at, length = _RECORD.unpack_from(record)
        content = memoryview(record)
        if own != name or length != len(record) or self._is_due(at) or check != crc32(content[_SUM:]):
            return None
        return content[_RECORD.size :]

    def get(self, name: bytes) -> memoryview | None:
        """Returns what lies under that name, None where nothing does. Raises DamagedError, OSError."""
        tag = name[:_TAG]
        entries = os.pread(self._file, _SET, self._find_set(tag))
        found = entries.find(tag)
        if found < 0 or found % _ENTRY.size or len(entries) < _SET:
            return None
        place = _PLACE.unpack_from(entries, found + _TAG)[0]
        record = os.pread(self._file, place & _LONGEST, place >> _LENGTH_BITS)
        if len(record) <= _RECORD.size:
            return None
        check, own, at, length = _RECORD.unpack_from(record)
        if own != name or length != len(record):
            return None  # written over
        content = memoryview(record)
        if check != crc32(content[_SUM:]):
            has_moved = entries != os.pread(self._file, _SET, self._find_set(tag))
            if has_moved or self._is_being_written(at, length):
                return None
            self._forget(tag)
            raise DamagedError("its sum")
        content = content[_RECORD.size :]
        self._places[_remembered(name)] = place
        if self._is_due(at):
            with suppress(OSError):
                self.put(name, content)
        return content

    def _is_due(self, at: int) -> bool:
        """Whether what was written there has to be written once more to stay."""
        return self._written - at > self._due_after

    def put(self, name: bytes, content: bytes | memoryview) -> None:
        """Writes it behind the last one; what is longer than an eighth of the ring is not kept.

        Raises OSError: what lay under the name until then may do so still.
        """
        length = _RECORD.size + len(content)
        if length > min(_LONGEST, self._ring // 8):
            return
        with self._alone():
            written = self._read_written() or 0  # begun anew where it is new, damaged, or emptied
            left = self._ring - written % self._ring
            at = written if length <= left else written + left
            # Said first: who reads what is being written over knows that it is no damage.
            self._written = at + length
            self._write(_HEADER.pack(_MAGIC, self._written), 0)
            rest = _RECORD.pack(0, name, at, length)[_SUM:] + content
            offset = self._begin + at % self._ring
            self._write(crc32(rest).to_bytes(_SUM, "little") + rest, offset)
            place = offset << _LENGTH_BITS | length
            self._enter(name[:_TAG], place)
            self._places[_remembered(name)] = place

    def _enter(self, tag: bytes, place: int) -> None:
        """Says where it lies, in the place of an older one of that name or else of the oldest."""
        at = self._find_set(tag)
        entries = os.pread(self._file, _SET, at).ljust(_SET, b"\0")
        ways = range(0, _SET, _ENTRY.size)
        way = next((way for way in ways if entries[way : way + _TAG] == tag), None)
        if way is None:
            now = self._written % self._ring
            ages = {}
            for each in ways:
                known = _PLACE.unpack_from(entries, each + _TAG)[0]
                offset = (known >> _LENGTH_BITS) - self._begin
                ages[each] = (now - offset - 1) % self._ring if known else self._ring
            way = max(ages, key=ages.__getitem__)
        self._write(_ENTRY.pack(tag, place), at + way)

    def _forget(self, tag: bytes) -> None:
        with suppress(OSError), self._alone():
            self._enter(tag, 0)

    def _find_set(self, tag: bytes) -> int:
        return _RING_AT + int.from_bytes(tag, "little") % self._sets * _SET

    def _read_written(self) -> int | None:
        """Returns how many bytes were ever written to the ring; None where the file says nothing of it."""
        header = os.pread(self._file, _HEADER.size, 0)
        if len(header) < _HEADER.size:
            return None
        magic, written = _HEADER.unpack(header)
        return written if magic == _MAGIC else None

    def _is_being_written(self, at: int, length: int) -> bool:
        """Whether others write there: over the record, or it is the last one."""
        written = self._read_written()
        return written is None or not length < written - at <= self._ring - length

    def _write(self, content: bytes, at: int) -> None:
        if os.pwrite(self._file, content, at) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process writes at a time: the lock of one that is killed is let go of by the system."""
        with self._writing:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def _remembered(name: bytes) -> int:
    """Returns where a process remembers its place: names are sums, each byte of them as good as another."""
    return int.from_bytes(name[-3:], "little") % _REMEMBERED
