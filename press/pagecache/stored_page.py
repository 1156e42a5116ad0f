"""One page as it is kept: once for everyone, with the places of the display cut out, and ready responses."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from accessibility.preferences import Preferences
from accessibility.splice import Slot, cut, fill
from press.pagecache import encodings
from press.pagecache.upstream import Headers
from press.pagecache.visitors import Visitor

# Of one page so many responses are kept ready, and so many of them in brotli, which takes milliseconds.
MOST_READY = 96
MOST_BROTLI = 16
# The objects of a response take so many bytes (measured: 26 MiB of 48,000).
RESPONSE_WITHOUT_BODY = 600

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


def _ignore(more: int) -> None:
    """Who is told of a page that no store keeps."""


class StoredPage:
    """A page as of one value of the shared counter.

    Its responses are the same to the byte in every process that renders it.

    `made`: when it was rendered; `expires`: when it is to be rendered anew; `ends`: when it may not be shown
    any more; in seconds since 1970. `grown` is told of every byte that is kept in addition or less.
    """

    def __init__(
        self,
        *,
        counter: int,
        made: float,
        expires: float,
        ends: float,
        headers: Headers,
        body: bytes,
        shared_seconds: int = 0,
    ) -> None:
        self.counter = counter
        self.made = made
        self.expires = expires
        self.ends = ends
        self.headers = [each for each in headers if each[0].lower() not in _SET_BY_US]
        self.shared_seconds = shared_seconds
        self.pieces = cut(body)
        self.size = len(body)
        self.grown: Callable[[int], None] = _ignore
        # Of the page as it is usually seen, so that a change of the bar alone makes another one too.
        usual = fill(self.pieces, Preferences())
        self._digest = hashlib.blake2s(usual, digest_size=12).hexdigest()
        self._packed: list[bytes | None] | None = None
        self._ready: dict[tuple[str, Visitor], VisitorResponse] = {}
        self._asked_once: set[Visitor] = set()
        self._brotli = 0
        self._making = threading.Lock()

    def response_to(self, visitor: Visitor, codings: Sequence[str]) -> VisitorResponse:
        """Returns the response in the best of these codings that is to be had for this visitor at once."""
        for coding in codings:
            if ready := self._ready.get((coding, visitor)):
                return ready
            if coding == "br" and "gzip" in codings and not self._deserves_brotli(visitor):
                continue
            return self._make(coding, visitor)
        return self._ready.get(("", visitor)) or self._make("", visitor)

    def _deserves_brotli(self, visitor: Visitor) -> bool:
        """The usual look does, and a look that is asked for again while there is room for it."""
        if self._brotli >= MOST_BROTLI:
            return False
        if not visitor.token or visitor in self._asked_once:
            return True
        if len(self._asked_once) > MOST_READY:
            self._asked_once.clear()
        self._asked_once.add(visitor)
        return False

    def _make(self, coding: str, visitor: Visitor) -> VisitorResponse:
        with self._making:
            if ready := self._ready.get((coding, visitor)):
                return ready
            response = self._build(coding, visitor)
            if len(self._ready) >= MOST_READY:
                oldest = next(iter(self._ready))
                self.grown(-_weight(self._ready.pop(oldest)))
            self._ready[coding, visitor] = response
            self.grown(_weight(response))
            return response

    def _build(self, coding: str, visitor: Visitor) -> VisitorResponse:
        etag = f'"{self._digest}-{visitor.tag}{coding and "-" + coding}"'
        headers = [*self.headers, ("ETag", etag), ("Vary", "Accept-Encoding")]
        if self.shared_seconds:
            headers = [each for each in headers if each[0].lower() != "cache-control"]
            headers.append(("Cache-Control", self._shared_cache_control(visitor)))
        not_modified = [each for each in headers if each[0].lower() not in _OF_A_BODY]
        pieces = [
            piece.content(visitor.preferences) if isinstance(piece, Slot) else piece for piece in self.pieces
        ]
        body = encodings.gzip_member(pieces, self._gzipped()) if coding == "gzip" else b"".join(pieces)
        if coding == "br":
            self._brotli += 1
            body = encodings.compress_brotli(body)
        if coding:
            headers.append(("Content-Encoding", coding))
        headers.append(("Content-Length", str(len(body))))
        return VisitorResponse(etag, headers, not_modified, [body])

    def _shared_cache_control(self, visitor: Visitor) -> str:
        """Only for a cache in front that hands on every request with a `display` cookie (operations.md)."""
        if visitor.token:
            return "private, no-cache"
        return f"public, max-age=0, s-maxage={self.shared_seconds}, stale-while-revalidate={STALE_SECONDS}"

    def _gzipped(self) -> list[bytes | None]:
        """Returns the pieces deflated, None for the slots; made once."""
        if self._packed is None:
            last = len(self.pieces) - 1
            self._packed = [
                None if isinstance(piece, Slot) else encodings.deflate(piece, last=number == last)
                for number, piece in enumerate(self.pieces)
            ]
            self.grown(sum(map(len, filter(None, self._packed))))
        return self._packed


def _weight(response: VisitorResponse) -> int:
    """Returns the bytes that a response keeps beside the page."""
    return RESPONSE_WITHOUT_BODY + sum(map(len, response.body))
