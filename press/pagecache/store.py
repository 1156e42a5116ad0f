"""What a process keeps in memory, the least used going first when it is too many bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

# What was asked for is remembered of so many, and of as many before them.
MOST_SEEN = 4096

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Store(Generic[K, V]):
    """Bounded in bytes, as `size_of` counts them."""

    def __init__(self, most_bytes: int, size_of: Callable[[V], int]) -> None:
        self._most = most_bytes
        self._size_of = size_of
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._seen: set[int] = set()
        self._seen_before: set[int] = set()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, key: K) -> V | None:
        """Returns what is kept and remembers that it was used."""
        found = self._kept.get(key)
        if found is not None:
            try:  # noqa: SIM105 - a context manager costs more than all else here
                self._kept.move_to_end(key)
            except KeyError:
                pass  # another thread has just let it go
        return found

    def put(self, key: K, value: V) -> None:
        size = self._size_of(value)
        with self._lock:
            old = self._kept.pop(key, None)
            self._kept[key] = value
            self.bytes += size - (self._size_of(old) if old is not None else 0)
            while self.bytes > self._most and self._kept:
                self.bytes -= self._size_of(self._kept.popitem(last=False)[1])

    def is_wanted(self, what: Hashable) -> bool:
        """Whether that was asked for before, of late: whoever reads a whole archive once would else push out
        what many read.
        """
        mark = hash(what)
        if mark in self._seen or mark in self._seen_before:
            return True
        if len(self._seen) >= MOST_SEEN:
            self._seen_before, self._seen = self._seen, set()
        self._seen.add(mark)
        return False

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.bytes = 0

    def values(self) -> list[V]:
        return list(self._kept.values())

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)
