"""The pages of one process, the least used going first when they are too many bytes."""

import threading
from collections import OrderedDict
from functools import partial

from press.pagecache.stored_page import StoredPage

Key = tuple[str, str, str]  # path, canonical query, copy


class Store:
    """Bounded in bytes: the pages, and all that is kept ready of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[Key, StoredPage] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, key: Key) -> StoredPage | None:
        """Returns the page and remembers that it was used."""
        page = self._pages.get(key)
        if page is not None:
            try:  # noqa: SIM105 - a context manager costs more than all else here
                self._pages.move_to_end(key)
            except KeyError:
                pass  # another thread has just let it go
        return page

    def put(self, key: Key, page: StoredPage) -> None:
        page.size += sum(map(len, key))
        with self._lock:
            if old := self._pages.pop(key, None):
                self.bytes -= old.size
            self._pages[key] = page
            self.bytes += page.size
            self._make_room()
        # Nothing of the page: a circle would keep it, when it has gone, until Python's collector comes.
        page.grown = partial(self._grown, key)

    def _grown(self, key: Key, page: StoredPage, more: int) -> None:
        with self._lock:
            if self._pages.get(key) is page:
                page.size += more
                self.bytes += more
                self._make_room()

    def _make_room(self) -> None:
        while self.bytes > self._most and self._pages:
            self.bytes -= self._pages.popitem(last=False)[1].size

    def __len__(self) -> int:
        return len(self._pages)
