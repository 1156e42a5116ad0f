"""The page cache: a WSGI application around Django's."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, close_old_connections
from django.utils.http import parse_etags

from accessibility.splice import OUTER, cut, fill
from press.invalidation import generation
from press.invalidation.expiry import NextChange
from press.invalidation.monitor import DatabaseMonitor
from press.languages import negotiate_language
from press.pagecache import encodings, keys
from press.pagecache.busy import BusyLog, make_busy
from press.pagecache.counting import count_read
from press.pagecache.store import Key, Store
from press.pagecache.stored_page import StoredPage
from press.pagecache.upstream import DATABASE_IS_AWAY, Application, Environ, Upstream, WSGIResponse
from press.pagecache.visitors import Visitor, get_visitor

logger = logging.getLogger(__name__)

SECONDS = 10.0  # a page lives at most so long
# For so many more it is shown to whoever asks while it is made anew; what nobody asked for is waited for.
SECONDS_MEANWHILE = 10.0
# How long a request waits for another one that renders the same page; then it renders by itself.
PATIENCE = 10.0
# Of those who wait so, so many at once, each on a thread of the server (press.pagecache.bulkheads): as many
# come to one of two processes from a crowd of 32 connections.
WAITING_SEATS = 20
# In the environ of what is asked for the store: the rendering that it is for.
RENDERING = "press.rendering"
# There, too: whether the store has that page, as it was.
RENEWAL = "press.renewal"
# What headers say is remembered of so many senders, and of none whose headers are longer together.
MOST_SENDERS = 2048
LONGEST_SENDER = 512


class Sender(NamedTuple):
    """What a request's headers say: whether Django would answer here, for which display, compressed how."""

    is_allowed: bool
    visitor: Visitor
    codings: tuple[str, ...]


class Stale(NamedTuple):
    """A page that was public, shown because the database is gone."""

    page: StoredPage


@dataclass(slots=True, eq=False)
class _Rendering:
    """One request renders a page; others that want the same wait for it."""

    counter: int  # the shared counter before it is rendered
    visitor: Visitor
    landed: threading.Event = field(default_factory=threading.Event)
    # When it began, and until when it may be shown: in seconds since 1970, once Django has begun with it.
    made: float = 0.0
    ends: float = 0.0
    # What is not kept (404, 410, a redirect), for those with the same display who wait while it is true.
    unkept: WSGIResponse | None = None

    def response_to(self, visitor: Visitor, counter: int) -> WSGIResponse | None:
        """Returns what is not kept, if it is true for that visitor now. A failure is one for all of them."""
        if self.unkept is None or self.visitor is not visitor:
            return None
        is_true = self.counter == counter and time.time() < self.ends
        return self.unkept if is_true or self.unkept.is_failure() else None


class PageCache:
    """Answers what it may from what it keeps; all else is Django's.

    It keeps a public page (its view declares `query_parameters`) when Django answers 200, sets no cookie and
    allows caches. A page is rendered with nothing of the visitor's but their display, and comes with marks
    where that goes; each one's choices are filled in on the way out.

    `entrance` is put around Django: who comes in, how many at once, and on which thread (`Bulkheads`).
    `renewing` makes pages anew behind those who read them.
    """

    def __init__(
        self,
        django: Application,
        *,
        most_bytes: int,
        shared_seconds: int = 0,
        entrance: Callable[[Application], Application] = lambda django: django,
        renewing: Executor | None = None,
    ) -> None:
        self._inside = django
        self._django = entrance(self._enter)
        self._upstream = Upstream(self._django)
        self._waiting_seats = threading.Semaphore(WAITING_SEATS)
        self._store = Store(most_bytes)
        self._counter = generation.shared_counter()
        self._next_change = NextChange()
        self._monitor = DatabaseMonitor()
        self._shared_seconds = shared_seconds
        self._renderings: dict[Key, _Rendering] = {}
        self._renewing = renewing or ThreadPoolExecutor(1, "renewals")
        self._lock = threading.Lock()
        self._senders: dict[tuple[str | None, ...], Sender] = {}
        self._busy = make_busy(503)
        self._busy_log = BusyLog()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        method: str = environ["REQUEST_METHOD"]
        self._monitor.start()
        sender = self._get_sender(environ)
        if not sender.is_allowed:
            return self._django(environ, start_response)
        if path.startswith("/read/") and (response := count_read(path, environ, self._upstream)):
            return _send_response(response, method, start_response)
        if method not in ("GET", "HEAD"):
            return self._django(environ, start_response)
        if path == "/":
            return _send_response(self._redirect_to_language(environ), method, start_response)
        query: str = environ["QUERY_STRING"]
        visitor = sender.visitor
        if query:
            names = keys.query_parameters(path)
            if names is None:
                return self._django(environ, start_response)
            query = keys.canonical_query(query, names)
        key = (path, query, visitor.variant)
        page = self._store.get(key)
        if page is None and keys.query_parameters(path) is None:
            return self._django(environ, start_response)
        counter = self._counter.value()
        current: StoredPage | Stale | WSGIResponse | None = page
        if page is None or page.counter != counter or page.expires <= time.time():
            current = self._render_or_wait(key, environ, visitor, page, counter)
        assert current is not None
        if isinstance(current, WSGIResponse):
            return _send_response(current, method, start_response)
        return _send_page(current, sender, environ, start_response)

    def _redirect_to_language(self, environ: Environ) -> WSGIResponse:
        """The bare address: Django is asked once for the redirect to each language."""
        language = negotiate_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return self._upstream.get_fixed(("/", language), environ, HTTP_ACCEPT_LANGUAGE=language)

    def _get_sender(self, environ: Environ) -> Sender:
        """Returns what the headers say, read once for all requests that bring the same ones."""
        headers = (
            environ.get("HTTP_HOST"),
            environ.get("HTTP_X_FORWARDED_PROTO"),
            environ["wsgi.url_scheme"],
            environ.get("SCRIPT_NAME"),
            environ.get("HTTP_COOKIE"),
            environ.get("HTTP_ACCEPT_ENCODING"),
        )
        sender = self._senders.get(headers)
        if sender is None:
            sender = Sender(
                _is_allowed_request(environ),
                get_visitor(headers[4] or ""),
                encodings.parse_accept_encoding(headers[5] or ""),
            )
            if sum(len(each or "") for each in headers) < LONGEST_SENDER:
                if len(self._senders) >= MOST_SENDERS:  # somebody tries names
                    self._senders.clear()
                self._senders[headers] = sender
        return sender

    def _render_or_wait(
        self, key: Key, environ: Environ, visitor: Visitor, old: StoredPage | None, counter: int
    ) -> StoredPage | Stale | WSGIResponse:
        """Returns the page as it is now, rendered by whoever came first.

        If only its seconds are over, and not for long, all get the old one while it is rendered behind them.
        If what is public has changed they wait. Where the database is gone all get the old one, but for a
        takedown.
        """
        may_be_shown = old is not None and old.counter >= self._counter.last_takedown()

        def or_stale(response: StoredPage | WSGIResponse) -> StoredPage | Stale | WSGIResponse:
            is_outage = isinstance(response, WSGIResponse) and response.is_outage()
            return Stale(old) if old is not None and may_be_shown and is_outage else response

        if self._monitor.database_is_away:
            if old is not None and may_be_shown:
                return Stale(old)
            return self._get_response(key, environ, visitor, **{DATABASE_IS_AWAY: True})
        until = time.monotonic() + PATIENCE
        while True:
            with self._lock:
                rendering = self._renderings.get(key)
                if is_first := rendering is None:
                    rendering = self._renderings[key] = _Rendering(counter, visitor)
            assert rendering is not None
            now = time.time()
            is_right = old is not None and old.counter == counter and now < old.ends
            if is_first:
                render = partial(self._render_alone, key, environ, visitor, rendering, old is not None)
                if old is None or not is_right or now >= old.expires + SECONDS_MEANWHILE:
                    return or_stale(render())
                self._renewing.submit(render).add_done_callback(_report)
            if old is not None and is_right:
                return old
            if not self._wait(rendering, until):
                return or_stale(self._busy)
            page = self._store.get(key)
            if page is not None and page.counter >= counter and page.ends > time.time():
                return page
            counter = self._counter.value()
            if unkept := rendering.response_to(visitor, counter):
                return or_stale(unkept)
            if time.monotonic() >= until:
                return or_stale(self._get_response(key, environ, visitor))

    def _render_alone(
        self, key: Key, environ: Environ, visitor: Visitor, rendering: _Rendering, is_renewal: bool
    ) -> StoredPage | WSGIResponse:
        """Renders it, and then others may."""
        try:
            return self._render(key, environ, visitor, rendering, is_renewal=is_renewal)
        finally:
            with self._lock:
                del self._renderings[key]
            rendering.landed.set()

    def _render(
        self, key: Key, environ: Environ, visitor: Visitor, rendering: _Rendering, *, is_renewal: bool
    ) -> StoredPage | WSGIResponse:
        """Returns the page and keeps it, or what is not kept and goes to those who wait."""
        response = self._get_response(
            key, environ, visitor, **{OUTER: True, RENDERING: rendering, RENEWAL: is_renewal}
        )
        if not _may_be_kept(response):
            rendering.unkept = _filled(response, visitor)
            return rendering.unkept
        page = StoredPage(
            counter=rendering.counter,
            made=rendering.made,
            expires=min(rendering.made + SECONDS, rendering.ends),
            ends=rendering.ends,
            headers=response.headers,
            body=response.body,
            # The same near a change that time makes: seconds that shrink would announce it.
            shared_seconds=self._shared_seconds,
        )
        self._store.put(key, page)
        return page

    def _enter(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Goes on to Django, on a thread that may ask the database."""
        rendering: _Rendering | None = environ.get(RENDERING)
        if rendering:
            rendering.made = time.time()
            close_old_connections()
            try:
                rendering.ends = self._next_change.get_moment(rendering.counter)
            except Error:
                rendering.ends = rendering.made  # what is rendered all the same is kept for nobody
        return self._inside(environ, start_response)

    def _wait(self, rendering: _Rendering, until: float) -> bool:
        """Waits until it has landed, or for so long; returns whether there was a seat for it."""
        if not self._waiting_seats.acquire(blocking=False):
            self._busy_log.count("pages that another request renders")
            return False
        try:
            rendering.landed.wait(max(0.0, until - time.monotonic()))
        finally:
            self._waiting_seats.release()
        return True

    def _get_response(self, key: Key, environ: Environ, visitor: Visitor, **changes: Any) -> WSGIResponse:
        path, query, _ = key
        cookie = f"display={visitor.token}" if visitor.token else ""
        return self._upstream.get_response(
            environ, PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE=cookie, **changes
        )


def _report(renewal: "Future[Any]") -> None:
    """Says what nobody waited for: the page stays as it is until its seconds are over."""
    if error := renewal.exception():
        logger.error("A page could not be made anew.", exc_info=error)


def _send_response(
    response: WSGIResponse, method: str, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    start_response(response.status, response.headers)
    return [] if method == "HEAD" else [response.body]


def _send_page(
    current: StoredPage | Stale, sender: Sender, environ: Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    page = current.page if isinstance(current, Stale) else current
    response = page.response_to(sender.visitor, sender.codings)
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    is_known = if_none_match is not None and _matches(response.etag, if_none_match)
    headers = response.not_modified if is_known else response.headers
    if isinstance(current, Stale):
        # RFC 9211: how far its time to live is over; of `expires` a moment ahead could be read.
        headers = [*headers, ("Cache-Status", f"minber; hit; ttl={page.made + SECONDS - time.time():.0f}")]
    if is_known:
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return response.body


def _matches(etag: str, if_none_match: str) -> bool:
    """Whether the header names that ETag, by the weak comparison (RFC 9110, 13.1.2)."""
    if if_none_match == etag:  # what nearly every browser sends
        return True
    known = parse_etags(if_none_match)
    return known == ["*"] or etag in (each.removeprefix("W/") for each in known)


def _is_allowed_request(environ: Environ) -> bool:
    if environ.get("SCRIPT_NAME"):
        return False
    request = WSGIRequest(environ)
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


def _filled(response: WSGIResponse, visitor: Visitor) -> WSGIResponse:
    """Returns a response without its marks: it is this visitor's alone."""
    pieces = cut(response.body)
    if len(pieces) == 1:
        return response
    body = fill(pieces, visitor.preferences)
    headers = [each for each in response.headers if each[0].lower() != "content-length"]
    return WSGIResponse(response.status, [*headers, ("Content-Length", str(len(body)))], body)


def _may_be_kept(response: WSGIResponse) -> bool:
    """Whether a response says that it may be kept, whatever its content type: its view is a public page."""
    headers = {name.lower(): value for name, value in response.headers}
    allowed = headers.get("cache-control", "private")
    return (
        response.status.startswith("200 ")
        and "set-cookie" not in headers
        and "private" not in allowed
        and "no-store" not in allowed
    )
