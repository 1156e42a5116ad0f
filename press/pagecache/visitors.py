"""What of a request the page cache looks at: the visitor's display, and which of a page's copies it needs."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from accessibility.preferences import LONGEST, Preferences, cookie_value


@dataclass(frozen=True, slots=True, eq=False)
class Visitor:
    """One choice of display, with what is made of it once: its canonical token, its part of an ETag."""

    preferences: Preferences
    token: str
    variant: str
    tag: str


def get_visitor(cookies: str) -> Visitor:
    """Returns the visitor of a Cookie header: the same object for the same choice."""
    return _parse(cookie_value(cookies)[:LONGEST]) if cookies else _USUAL


@lru_cache(maxsize=8192)
def _parse(value: str) -> Visitor:
    preferences = Preferences.from_token(value)
    token = preferences.token()
    return _of(token, preferences) if token else _USUAL


@lru_cache(maxsize=8192)
def _of(token: str, preferences: Preferences) -> Visitor:
    tag = hashlib.blake2s(token.encode(), digest_size=6).hexdigest()
    return Visitor(preferences, token, preferences.page_variant(), tag)


# One object for ever, however many choices others have tried.
_USUAL = Visitor(Preferences(), "", Preferences().page_variant(), "0")
