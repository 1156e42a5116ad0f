"""What one address adds to one release, bounded: in this process's memory alone, under a key that is lost.

Kept are counts by a keyed hash of address and release. The key is made anew each hour and its counts with it,
so nothing here says for longer who read what; and nobody can choose addresses or releases that hash alike.
"""

import hashlib
import os
import secrets
import threading
import time

HOUR = 3600.0
# Some seven megabytes. Full, the table begins anew: no honest read is lost, and a stranger who fills it with
# addresses or releases of their own choice gets one more share for each so many requests.
MOST_COUNTS = 65_536


class HourlyBound:
    """Safe in threads; of one process alone."""

    def __init__(self, most_counts: int = MOST_COUNTS) -> None:
        self._most_counts = most_counts
        self._lock = threading.Lock()
        self._begin(time.monotonic())

    def takes(self, address: str, release_id: int, at_most: int) -> bool:
        """Whether this address may add one more to this release within the hour; if so, it has."""
        now = time.monotonic()
        with self._lock:
            if now >= self._ends or len(self._counts) >= self._most_counts:
                self._begin(now)
            hashed = self._keyed.copy()
            hashed.update(b"%s %d" % (address.encode(), release_id))
            key = hashed.digest()
            count = self._counts.get(key, 0)
            if count < at_most:
                self._counts[key] = count + 1
            return count < at_most

    def _begin(self, now: float) -> None:
        self._keyed = hashlib.blake2b(key=secrets.token_bytes(32), digest_size=8)
        self._counts: dict[bytes, int] = {}
        self._ends = now + HOUR

    def after_fork_in_child(self) -> None:
        # The parent's lock may have been held at that moment.
        self._lock = threading.Lock()


of_this_process = HourlyBound()

os.register_at_fork(after_in_child=lambda: of_this_process.after_fork_in_child())
