"""What goes out of a kept page to each visitor, compressed; what is asked for again is kept ready."""

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.http import http_date

from accessibility.splice import Slot, find_states
from press.pagecache import encodings
from press.pagecache.encodings import Packed
from press.pagecache.store import Store
from press.pagecache.stored_page import StoredPage, unpack_headers
from press.pagecache.upstream import Headers
from press.pagecache.visitors import Visitor

# Of one page so many are compressed by brotli, which takes milliseconds.
MOST_BROTLI = 16
# Of a page whose count moves each second one is compressed again after so many seconds.
BROTLI_EVERY = 2.0
# That is remembered of so many pages.
MOST_PAGES = 4096
# The objects of a response take so many bytes (measured: 26 MiB of 48,000).
RESPONSE_WITHOUT_BODY = 600

STALE_SECONDS = 5  # a shared cache may show it so much longer while it asks for the next
# What a 304 says nothing of (RFC 9110, 15.4.5).
_OF_A_BODY = {"content-length", "content-type", "content-encoding", "content-language"}

# Of each slot that changes by itself, what it shows now: the count.
States = dict[Slot, Hashable]
_unpack_headers = lru_cache(maxsize=256)(unpack_headers)
# Many pages of an archive were made, or made anew, in the same second.
_http_date = lru_cache(maxsize=4096)(http_date)


@dataclass(slots=True, eq=False)
class VisitorResponse:
    """What goes out to one visitor, whole: pieces put together at each request cost a tenth of its time."""

    etag: str
    headers: Headers
    body: list[bytes]
    made: float  # of the page
    digest: str  # of the page
    states: States
    _without_body: Headers | None = None

    def headers_without_body(self) -> Headers:
        """Returns those of a 304."""
        if self._without_body is None:
            self._without_body = [each for each in self.headers if each[0].lower() not in _OF_A_BODY]
        return self._without_body

    def is_of(self, page: StoredPage) -> bool:
        return self.made == page.made and self.digest == page.digest

    def is_current(self) -> bool:
        """Whether what changes by itself is as it shows it."""
        for slot, state in self.states.items():  # noqa: SIM110 - of each request: half the time
            if slot.state() != state:
                return False
        return True


@dataclass(slots=True)
class _Brotli:
    """What of a page was compressed by brotli."""

    looks: int = 0
    made: float = -BROTLI_EVERY


class Responses:
    """The responses of a process. `shared_seconds`: PAGE_SHARED_SECONDS."""

    def __init__(self, most_bytes: int, *, shared_seconds: int = 0) -> None:
        self.store: Store[tuple[str, str, Visitor], VisitorResponse] = Store(most_bytes, _size)
        self._shared_seconds = shared_seconds
        self._brotli: dict[str, _Brotli] = {}

    def get(self, page: StoredPage, visitor: Visitor, codings: Sequence[str]) -> VisitorResponse:
        """Returns the response in the best of these codings that is to be had for this visitor at once."""
        for coding in codings:
            ready = self.store.get((page.digest, coding, visitor))
            if ready and ready.is_of(page) and ready.is_current():
                return ready
            if coding == "br" and "gzip" in codings and not self._deserves_brotli(page, visitor, ready):
                continue
            return self._make(page, visitor, coding)
        ready = self.store.get((page.digest, "", visitor))
        return ready if ready and ready.is_of(page) and ready.is_current() else self._make(page, visitor, "")

    def _deserves_brotli(self, page: StoredPage, visitor: Visitor, ready: VisitorResponse | None) -> bool:
        """A look that is asked for again does, while there is room for it.

        Where the count has moved, the usual look alone, and not at once.
        """
        brotli = self._brotli.get(page.digest) or _Brotli()
        if ready and ready.is_of(page):
            return not visitor.token and time.monotonic() >= brotli.made + BROTLI_EVERY
        return self.store.is_wanted((page.digest, "br", visitor)) and brotli.looks < MOST_BROTLI

    def _note_brotli(self, page: StoredPage, *, is_new: bool) -> None:
        """Pages that are only read leave no note: those of a whole archive would push out all others."""
        if len(self._brotli) >= MOST_PAGES:
            self._brotli = {}
        brotli = self._brotli.setdefault(page.digest, _Brotli())
        brotli.looks += is_new
        brotli.made = time.monotonic()

    def _make(self, page: StoredPage, visitor: Visitor, coding: str) -> VisitorResponse:
        """Returns the response; kept from the second one of a look: most of an archive is asked once."""
        response = self._build(page, visitor, coding)
        if coding == "br":
            self._note_brotli(page, is_new=(page.digest, coding, visitor) not in self.store)
        if coding == "br" or self.store.is_wanted((page.digest, coding, visitor)):
            self.store.put((page.digest, coding, visitor), response)
        return response

    def _build(self, page: StoredPage, visitor: Visitor, coding: str) -> VisitorResponse:
        etag = f'"{page.digest}-{visitor.tag}{coding and "-" + coding}"'
        headers = [*_unpack_headers(page.headers), ("ETag", etag), ("Vary", "Accept-Encoding")]
        if not visitor.token:
            # Of another look it would not say when that was chosen.
            headers.append(("Last-Modified", _http_date(page.modified)))
        if self._shared_seconds:
            headers = [each for each in headers if each[0].lower() != "cache-control"]
            headers.append(("Cache-Control", self._shared_cache_control(visitor)))
        states = find_states(page.changing)
        pieces = page.fill(states)
        body = _gzip_body(page, visitor, pieces) if coding == "gzip" else _body(page, visitor, pieces)
        if coding == "br":
            body = encodings.compress_brotli(body)
        if coding:
            headers.append(("Content-Encoding", coding))
        headers.append(("Content-Length", str(len(body))))
        return VisitorResponse(etag, headers, [body], page.made, page.digest, states)

    def _shared_cache_control(self, visitor: Visitor) -> str:
        """Only for a cache in front that hands on every request with a `display` cookie (operations.md)."""
        # The same near a change that time makes: seconds that shrink would announce it.
        if visitor.token:
            return "private, no-cache"
        return f"public, max-age=0, s-maxage={self._shared_seconds}, stale-while-revalidate={STALE_SECONDS}"


def _gzip_body(page: StoredPage, visitor: Visitor, pieces: Sequence[Packed]) -> bytes:
    parts = [visitor.pack_front(page.front)] if page.front else []
    for piece, slot in zip(pieces, page.slots):  # noqa: B905 - the last piece stands behind them all
        parts += (piece, visitor.pack(slot))
    parts.append(pieces[-1])
    return encodings.gzip_member(parts)


def _body(page: StoredPage, visitor: Visitor, pieces: Sequence[Packed]) -> bytes:
    parts = [encodings.unpack(visitor.pack_front(page.front))] if page.front else []
    for piece, slot in zip(pieces, page.slots):  # noqa: B905 - the last piece stands behind them all
        parts += (encodings.unpack(piece), slot.content(visitor.preferences))
    parts.append(encodings.unpack(pieces[-1]))
    return b"".join(parts)


def _size(response: VisitorResponse) -> int:
    return RESPONSE_WITHOUT_BODY + len(response.body[0])
