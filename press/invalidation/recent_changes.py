"""What was touched of late, as a process of the server knows it: whether its pages are as they were made."""

import json
import logging
import threading
from collections.abc import Collection

from press.invalidation.shared_counter import SharedCounter

logger = logging.getLogger(__name__)


class RecentChanges:
    """Reads the file of changes beside the shared counter as far as that has come."""

    def __init__(self, counter: SharedCounter) -> None:
        self._counter = counter
        self._known = -1
        # The value of the counter at which a name was last touched; after `_since` all are known.
        self._touched: dict[str, int] = {}
        self._since = 0
        # How far the file was read, and by which first line it is known.
        self._first = b""
        self._read = 0
        self._reading = threading.Lock()

    def have_spared(self, names: Collection[str], made_at: int, counter: int) -> bool:
        """Returns whether nothing of these names was touched from one value of the counter up to another."""
        if self._known < counter:
            self._catch_up(counter)
        if made_at < self._since or made_at < self._counter.last_of_all():
            return False
        touched = self._touched
        return touched.keys().isdisjoint(names) or not any(touched.get(name, 0) > made_at for name in names)

    def _catch_up(self, counter: int) -> None:
        with self._reading:
            if self._known >= counter:
                return
            try:
                self._read_on(counter)
            except OSError:  # where none can be written nothing but everything changes
                self._touched, self._since = {}, counter
            self._known = counter

    def _read_on(self, counter: int) -> None:
        with self._counter.changes_path.open("rb") as file:
            first = file.readline()
            if first != self._first:  # begun anew: its first line says what it leaves out
                self._first, self._read, self._touched = first, 0, {}
            file.seek(self._read)
            lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                at, names = json.loads(line)
                names = None if names is None else dict.fromkeys(names, int(at))
            except (ValueError, TypeError):
                logger.error("%s is damaged: every page is made anew.", self._counter.changes_path)
                at, names = counter, None
            if names is None:
                self._since = max(self._since, at)
            else:
                self._touched.update(names)
        self._read += len(whole)
