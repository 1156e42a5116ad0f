"""What goes out of a kept page to each visitor, compressed; what is asked for again is kept ready."""

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from django.utils.http import http_date

from accessibility.splice import Slot
from press.pagecache import encodings
from press.pagecache.store import Store
from press.pagecache.stored_page import StoredPage
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

# Which response of a page: its digest, the coding, and whose.
_Key = tuple[str, str, Visitor]
# Many pages of an archive were made, or made anew, in the same second.
_http_date = lru_cache(maxsize=4096)(http_date)


class VisitorResponse(msgspec.Struct, eq=False):
    """What goes out to one visitor, whole: pieces put together at each request cost a tenth of its time.

    `states`: what its `changing` slots show.
    """

    etag: str
    headers: Headers
    body: list[bytes]
    made: float  # of the page
    digest: str  # of the page
    changing: tuple[Slot, ...]
    states: tuple[Hashable, ...]
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
        for slot, state in zip(self.changing, self.states):  # noqa: B905, SIM110 - of each request: half the time
            if slot.state() != state:
                return False
        return True


@dataclass(slots=True)
class _Brotli:
    """What of a page was compressed by brotli."""

    looks: int = 0
    made: float = -BROTLI_EVERY


class Responses:
    """The responses of a process; `shared_seconds` and `names_header` are PAGE_SHARED_SECONDS and
    PAGE_NAMES_HEADER.
    """

    def __init__(self, most_bytes: int, *, shared_seconds: int = 0, names_header: str = "") -> None:
        self.store: Store[_Key, VisitorResponse] = Store(most_bytes, _size)
        self._shared_seconds = shared_seconds
        # Tells a CDN what the page shows, in the header that it wants (docs/operations.md).
        self._names_header = names_header
        self._between_names = "," if names_header.lower() == "cache-tag" else " "
        self._brotli: dict[str, _Brotli] = {}

    def get(self, page: StoredPage, visitor: Visitor, codings: Sequence[str]) -> VisitorResponse:
        """Returns the response in the best of these codings that is to be had for this visitor at once."""
        for coding in (*codings, ""):
            key = (page.digest, coding, visitor)
            ready = self.store.get(key)
            if ready and ready.is_of(page) and ready.is_current():
                return ready
            if coding != "br" or "gzip" not in codings or self._deserves_brotli(key, page, ready):
                break
        return self._make(key, page)

    def _deserves_brotli(self, key: _Key, page: StoredPage, ready: VisitorResponse | None) -> bool:
        """A look that is asked for again does, while there is room for it.

        Where the count has moved, the usual look alone, and not at once.
        """
        brotli = self._brotli.get(page.digest) or _Brotli()
        if ready and ready.is_of(page):
            return not key[2].token and time.monotonic() >= brotli.made + BROTLI_EVERY
        return self.store.is_wanted(key) and brotli.looks < MOST_BROTLI

    def _note_brotli(self, page: StoredPage, *, is_new: bool) -> None:
        """Pages that are only read leave no note: those of a whole archive would push out all others."""
        if len(self._brotli) >= MOST_PAGES:
            self._brotli = {}
        brotli = self._brotli.setdefault(page.digest, _Brotli())
        brotli.looks += is_new
        brotli.made = time.monotonic()

    def _make(self, key: _Key, page: StoredPage) -> VisitorResponse:
        """Returns the response; kept from the second one of a look: most of an archive is asked once."""
        response = self._build(key, page)
        if key[1] == "br":
            self._note_brotli(page, is_new=key not in self.store)
            self.store.put(key, response)
        elif self.store.is_wanted(key):
            self.store.put(key, response)
        return response

    def _build(self, key: _Key, page: StoredPage) -> VisitorResponse:
        digest, coding, visitor = key
        opening = visitor.openings.get(page.opening) or visitor.fill(page.opening)
        states = page.find_states()
        pieces = page.fill(states)
        parts = [opening.front]
        for piece, slot in zip(pieces, page.slots):  # noqa: B905 - the last piece stands behind them all
            parts += (piece, visitor.packed.get(slot) or visitor.pack(slot))
        parts.append(pieces[-1])
        body = encodings.gzip_member(parts) if coding == "gzip" else b"".join(map(encodings.unpack, parts))
        etag = f'"{digest}-{visitor.tag}{coding and "-" + coding}"'
        if coding == "br":
            body = encodings.compress_brotli(body)
        headers = [*opening.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        if not visitor.token:
            # Of another look it would not say when that was chosen.
            headers.append(("Last-Modified", _http_date(page.modified)))
        if self._shared_seconds:
            headers = [each for each in headers if each[0].lower() != "cache-control"]
            headers.append(("Cache-Control", self._shared_cache_control(visitor)))
        if self._names_header and page.names:
            headers.append((self._names_header, page.names.replace(" ", self._between_names)))
        return VisitorResponse(etag, headers, [body], page.made, digest, page.changing, states)

    def _shared_cache_control(self, visitor: Visitor) -> str:
        """Only for a cache in front that hands on every request with a `display` cookie (operations.md)."""
        # The same near a change that time makes: seconds that shrink would announce it.
        if visitor.token:
            return "private, no-cache"
        return f"public, max-age=0, s-maxage={self._shared_seconds}, stale-while-revalidate={STALE_SECONDS}"


def _size(response: VisitorResponse) -> int:
    return RESPONSE_WITHOUT_BODY + len(response.body[0])
