"""What of a request the page cache looks at: the visitor's display, and which of a page's copies it needs."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest

from accessibility.preferences import LONGEST, Preferences, cookie_value
from accessibility.splice import Slot
from press.pagecache import encodings
from press.pagecache.encodings import Packed
from press.pagecache.stored_page import open_opening, share
from press.pagecache.upstream import Environ, Headers

# What headers say is remembered of so many senders, and of none whose headers are longer together.
MOST_SENDERS = 2048
LONGEST_SENDER = 512
# What HTML pages begin with, and their bars, in three languages: so many of each.
MOST_PACKED = 16


class FilledOpening(NamedTuple):
    """The `Opening` of a page as one visitor gets it; its headers are the same object for all of them."""

    headers: Headers
    front: Packed


@dataclass(frozen=True, slots=True, eq=False)
class Visitor:
    """One choice of display, with what is made of it once: its canonical token, its part of an ETag, what
    pages have in its place. `packed` and `openings`, read at each request, are filled by `pack` and `fill`.
    """

    preferences: Preferences
    token: str
    variant: str
    tag: str
    packed: dict[Slot, Packed] = field(default_factory=dict)
    openings: dict[bytes, FilledOpening] = field(default_factory=dict)

    def pack(self, slot: Slot) -> Packed:
        """Returns what fills a slot that does not change, for this visitor."""
        packed = encodings.pack(slot.content(self.preferences))
        if len(self.packed) < MOST_PACKED:
            self.packed[slot] = packed
        return packed

    def fill(self, opening: bytes) -> FilledOpening:
        """Returns what the `opening` of a page becomes for this visitor."""
        opened = open_opening(opening)
        parts: list[Packed] = []
        for piece, slot in zip(opened.pieces, opened.slots, strict=True):
            parts += (piece, encodings.pack(slot.content(self.preferences)))
        filled = FilledOpening(opened.headers, encodings.join(parts))
        if parts and len(self.openings) < MOST_PACKED:
            self.openings[share(opening)] = filled
        return filled


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


class Sender(NamedTuple):
    """What a request's headers say: whether Django would answer here, for which display, compressed how."""

    is_allowed: bool
    visitor: Visitor
    codings: tuple[str, ...]


class Senders:
    """Reads what the headers say once for all requests that bring the same ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[str | None, ...], Sender] = {}

    def get(self, environ: Environ) -> Sender:
        headers = (
            environ.get("HTTP_HOST"),
            environ.get("HTTP_X_FORWARDED_PROTO"),
            environ["wsgi.url_scheme"],
            environ.get("SCRIPT_NAME"),
            environ.get("HTTP_COOKIE"),
            environ.get("HTTP_ACCEPT_ENCODING"),
        )
        sender = self._known.get(headers)
        if sender is None:
            sender = Sender(
                _is_allowed_request(environ),
                get_visitor(headers[4] or ""),
                encodings.parse_accept_encoding(headers[5] or ""),
            )
            if sum(len(each or "") for each in headers) < LONGEST_SENDER:
                if len(self._known) >= MOST_SENDERS:  # somebody tries names
                    self._known.clear()
                self._known[headers] = sender
        return sender


def _is_allowed_request(environ: Environ) -> bool:
    if environ.get("SCRIPT_NAME"):
        return False
    request = WSGIRequest(environ)
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT
