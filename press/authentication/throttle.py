"""Passwords are hashed one at a time in a process; who finds no place is refused at once.

A hash takes a tenth of a second of all processors and 100 MiB. Were the others to queue they would hold the
threads that readers need (docs/adr/0008).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Seconds that somebody whom we have reason to expect waits for the place: a known device, a valid link, an
# officer at their own password. A hash takes a tenth of a second: longer than this and something is wrong.
LONGEST_WAIT = 2.0
# Seconds after which who found no place may try again.
TRY_AGAIN = 2

_place = threading.RLock()
_waiting = threading.Lock()


class TooManyAttempts(Exception):  # noqa: N818 - named as the visitor would say it
    """Refused before anything was hashed: to be answered by 429, `retry_after` in whole seconds.

    str() is for the visitor, in the active language. It says nothing of which count was full, nor of whether
    there is such an account.
    """

    status = 429

    def __init__(self, retry_after: int = TRY_AGAIN) -> None:
        super().__init__(retry_after)
        self.retry_after = max(retry_after, 1)

    def __str__(self) -> str:
        if self.retry_after <= TRY_AGAIN:
            return _("Others are signing in at this very moment. Try again in a few seconds.")
        minutes = -(-self.retry_after // 60)
        return ngettext(
            "Too many attempts. Try again in %(minutes)s minute.",
            "Too many attempts. Try again in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}


@contextmanager
def place_to_hash(wait: float = 0.0) -> Iterator[None]:
    """Holds the process's one place; raises TooManyAttempts where it is not free within `wait` seconds.

    One thread at most waits: of a second one nobody knows that it will not be as long. Who holds the place
    may ask for it again.
    """
    if not _take(wait):
        raise TooManyAttempts
    try:
        yield
    finally:
        _place.release()


def _take(wait: float) -> bool:
    if _place.acquire(blocking=False):
        return True
    if not wait or not _waiting.acquire(blocking=False):
        return False
    try:
        return _place.acquire(timeout=wait)
    finally:
        _waiting.release()
