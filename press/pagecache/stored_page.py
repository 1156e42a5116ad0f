"""One page as it is kept: once for everyone, with the places of the display cut out, and ready responses."""

import hashlib
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from django.utils.http import http_date

from accessibility.preferences import Preferences
from accessibility.splice import Slot
from press.pagecache import encodings
from press.pagecache.encodings import Packed
from press.pagecache.upstream import Headers
from press.pagecache.visitors import Visitor

# Of one page so many responses are kept ready, and so many of them in brotli, which takes milliseconds.
MOST_READY = 96
MOST_BROTLI = 16
# Of a page whose count moves each second one is compressed again after so many seconds.
BROTLI_EVERY = 2.0
# The objects of a response take so many bytes (measured: 26 MiB of 48,000); those of a page, and each name.
RESPONSE_WITHOUT_BODY = 600
PAGE_WITHOUT_PIECES = 3_000
NAME = 70

STALE_SECONDS = 5  # a shared cache may show it so much longer while it asks for the next
# What is true of Django's own whole response, with its marks, and is said anew of each visitor's.
_SET_BY_US = {"content-length", "content-encoding", "etag", "last-modified", "vary"}
# What a 304 says nothing of (RFC 9110, 15.4.5).
_OF_A_BODY = {"content-length", "content-type", "content-encoding", "content-language"}


class VisitorResponse(NamedTuple):
    """What goes out to one visitor, whole: pieces put together at each request cost a tenth of its time."""

    etag: str
    headers: Headers
    not_modified: Headers
    body: list[bytes]
    state: Hashable  # what it shows beside the page and the visitor's choices: the count


def _ignore(page: "StoredPage", more: int) -> None:
    """Who is told of a page that no store keeps."""


class StoredPage:
    """A page as of one value of the shared counter, in the pieces that are the same for everyone.

    Its responses are the same to the byte in every process that renders it.

    `made`: when it was rendered; `lifetime`: after how many seconds it is to be rendered anew (`expires`);
    `ends`: when it may not be shown any more; in seconds since 1970. `names`: what it shows; None: nobody
    knows. `digest`: what its ETags say of it; `modified`: since when, in whole seconds. `grown` is told of
    every byte that is kept in addition or less.
    """

    __slots__ = (
        "_asked", "_brotli", "_brotli_made", "_changing", "_ready", "counter", "digest",
        "ends", "expires", "grown", "headers", "lifetime", "made", "modified", "names", "pieces",
        "shared_seconds", "size",
    )  # fmt: skip
    # Of all pages: two responses that are made at once are the same, and one of them is kept.
    _making = threading.Lock()

    def __init__(
        self,
        *,
        counter: int,
        made: float,
        lifetime: float,
        ends: float,
        headers: Headers,
        pieces: tuple[Packed | Slot, ...],
        digest: str,
        modified: int,
        names: tuple[str, ...] | None = None,
        shared_seconds: int = 0,
    ) -> None:
        self.counter = counter
        self.made = made
        self.lifetime = lifetime
        self.ends = ends
        self.expires = min(made + lifetime, ends)
        self.names = names
        self.headers = headers
        self.shared_seconds = shared_seconds
        self.pieces = pieces
        self.digest = digest
        self.modified = modified
        self.size = PAGE_WITHOUT_PIECES + NAME * len(names or ())
        self._changing = []
        for piece in pieces:
            if isinstance(piece, Packed):
                self.size += len(piece.deflated)
            elif piece.changes:
                self._changing.append(piece)
        self.grown: Callable[[StoredPage, int], None] = _ignore
        self._ready: dict[tuple[str, Visitor], VisitorResponse] = {}
        self._asked: set[Visitor] = set()
        self._brotli = 0
        self._brotli_made = 0.0

    def response_to(self, visitor: Visitor, codings: Sequence[str]) -> VisitorResponse:
        """Returns the response in the best of these codings that is to be had for this visitor at once."""
        state = self._state() if self._changing else None
        for coding in codings:
            ready = self._ready.get((coding, visitor))
            if ready and ready.state == state:
                return ready
            if coding == "br" and "gzip" in codings and not self._deserves_brotli(visitor):
                continue
            return self._make(coding, visitor, state)
        ready = self._ready.get(("", visitor))
        return ready if ready and ready.state == state else self._make("", visitor, state)

    def _state(self) -> Hashable:
        return tuple(slot.state() for slot in self._changing)

    def _deserves_brotli(self, visitor: Visitor) -> bool:
        """A look that is asked for again does, while there is room for it.

        Where the count has moved, the usual look alone, and not at once.
        """
        if ("br", visitor) in self._ready:
            return not visitor.token and time.monotonic() >= self._brotli_made + BROTLI_EVERY
        return self._brotli < MOST_BROTLI and visitor in self._asked

    def _make(self, coding: str, visitor: Visitor, state: Hashable) -> VisitorResponse:
        """Returns the response; kept from the second one of a look: most of an archive is asked once."""
        response = self._build(coding, visitor, state)
        if visitor not in self._asked:
            if len(self._asked) >= MOST_READY:
                self._asked = set()
            self._asked.add(visitor)
            return response
        key = (coding, visitor)
        with self._making:
            old = self._ready.get(key)
            self._brotli += coding == "br" and old is None
            if old is None and len(self._ready) >= MOST_READY:
                old = self._ready.pop(next(iter(self._ready)))
            self._ready[key] = response
        self.grown(self, _weight(response) - (_weight(old) if old else 0))
        return response

    def _build(self, coding: str, visitor: Visitor, state: Hashable) -> VisitorResponse:
        etag = f'"{self.digest}-{visitor.tag}{coding and "-" + coding}"'
        headers = [*self.headers, ("ETag", etag), ("Vary", "Accept-Encoding")]
        if not visitor.token:
            # Of another look it would not say when that was chosen.
            headers.append(("Last-Modified", http_date(self.modified)))
        if self.shared_seconds:
            headers = [each for each in headers if each[0].lower() != "cache-control"]
            headers.append(("Cache-Control", self._shared_cache_control(visitor)))
        not_modified = [each for each in headers if each[0].lower() not in _OF_A_BODY]
        body = self._gzip_body(visitor) if coding == "gzip" else self._body(visitor)
        if coding == "br":
            self._brotli_made = time.monotonic()
            body = encodings.compress_brotli(body)
        if coding:
            headers.append(("Content-Encoding", coding))
        headers.append(("Content-Length", str(len(body))))
        return VisitorResponse(etag, headers, not_modified, [body], state)

    def _gzip_body(self, visitor: Visitor) -> bytes:
        preferences = visitor.preferences
        return encodings.gzip_member(
            [
                encodings.pack_slot(piece.content(preferences)) if isinstance(piece, Slot) else piece
                for piece in self.pieces
            ]
        )

    def _body(self, visitor: Visitor) -> bytes:
        preferences = visitor.preferences
        return b"".join(
            piece.content(preferences) if isinstance(piece, Slot) else encodings.unpack(piece)
            for piece in self.pieces
        )

    def _shared_cache_control(self, visitor: Visitor) -> str:
        """Only for a cache in front that hands on every request with a `display` cookie (operations.md)."""
        if visitor.token:
            return "private, no-cache"
        return f"public, max-age=0, s-maxage={self.shared_seconds}, stale-while-revalidate={STALE_SECONDS}"


def keep_headers(headers: Headers) -> Headers:
    """Returns those of Django's whole answer that are true of each visitor's too."""
    return [each for each in headers if each[0].lower() not in _SET_BY_US]


def pack_pieces(pieces: Sequence[bytes | Slot]) -> tuple[Packed | Slot, ...]:
    last = len(pieces) - 1
    return tuple(
        piece if isinstance(piece, Slot) else encodings.pack(piece, last=number == last)
        for number, piece in enumerate(pieces)
    )


def compute_digest(pieces: Sequence[bytes | Slot]) -> str:
    """Returns what an ETag says of the page: as it is usually seen, so that a change of the bar alone makes
    another one too; without what changes by itself, so that who has read it need not read it again.
    """
    usual = Preferences()
    whole = hashlib.blake2s(digest_size=12)
    for piece in pieces:
        if isinstance(piece, bytes):
            whole.update(piece)
        elif not piece.changes:
            whole.update(piece.content(usual))
    return whole.hexdigest()


def _weight(response: VisitorResponse) -> int:
    """Returns the bytes that a response keeps beside the page."""
    return RESPONSE_WITHOUT_BODY + sum(map(len, response.body))
