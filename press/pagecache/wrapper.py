"""The page cache: a WSGI application around Django's."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, close_old_connections

from accessibility.splice import OUTER, cut, fill
from press.pagecache import declared, encodings, generation
from press.pagecache.asking import DATABASE_IS_AWAY, Application, Environ, Said, ask, neutral
from press.pagecache.counting import Counting
from press.pagecache.horizon import Horizon
from press.pagecache.start import Start
from press.pagecache.store import Key, Store
from press.pagecache.stored import STALE_SECONDS, Page
from press.pagecache.visitors import Visitor, visitor
from press.pagecache.watch import Watch

SECONDS = 10.0  # a page lives at most so long
# How long a request waits for another one that renders the same page; then it renders by itself.
PATIENCE = 10.0
LONGEST_HOST = 512  # no name of a host is longer (RFC 1035: 255)
_TEXT = ("text/", "application/xml", "application/atom+xml", "application/rss+xml", "application/feed+json")


class Stale(NamedTuple):
    """A page that was public, shown because the database is gone."""

    page: Page


@dataclass(slots=True, eq=False)
class _Flight:
    """One request renders a page; others that want the same wait for it."""

    counter: int  # of the mark, before it is rendered
    who: Visitor
    landed: threading.Event = field(default_factory=threading.Event)
    # What is not kept (404, 410, a redirect), for those with the same display who wait while it is true.
    said: Said | None = None
    ends: float = 0.0

    def told(self, who: Visitor, counter: int) -> Said | None:
        """Returns what is not kept, if it is true for that visitor now. A failure is one for all of them."""
        if self.said is None or self.who is not who:
            return None
        is_true = self.counter == counter and time.time() < self.ends
        return self.said if is_true or _failed(self.said) else None


class PageCache:
    """Answers what it may from what it keeps; all else is Django's.

    It keeps a public page (its view declares `query_parameters`) when Django answers 200, sets no cookie and
    allows caches. A page is rendered with nothing of the visitor's but their display, and comes with marks
    where that goes; each one's choices are filled in on the way out.
    """

    def __init__(self, django: Application, *, most_bytes: int, shared_seconds: int = 0) -> None:
        self._django = django
        self._store = Store(most_bytes)
        self._mark = generation.mark()
        self._horizon = Horizon()
        self._watch = Watch()
        self._counting = Counting(django)
        self._start = Start(django)
        self._shared_seconds = shared_seconds
        self._flights: dict[Key, _Flight] = {}
        self._flying = threading.Lock()
        self._hosts: dict[tuple[Any, ...], bool] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        method: str = environ["REQUEST_METHOD"]
        self._watch.begin()
        if not self._is_ours(environ):
            return self._django(environ, start_response)
        if path.startswith("/read/") and (said := self._counting.answer(path, environ)):
            return _say(said, method, start_response)
        if method not in ("GET", "HEAD"):
            return self._django(environ, start_response)
        if path == "/":
            return _say(self._start.answer(environ), method, start_response)
        query: str = environ["QUERY_STRING"]
        who = visitor(environ.get("HTTP_COOKIE", ""))
        if query:
            names = declared.parameters(path)
            if names is None:
                return self._django(environ, start_response)
            query = declared.canonical(query, names)
        key = (path, query, who.copy)
        page = self._store.get(key)
        if page is None and declared.parameters(path) is None:
            return self._django(environ, start_response)
        counter = self._mark.counter()
        found: Page | Stale | Said | None = page
        if page is None or page.generation != counter or page.expires <= time.time():
            found = self._newer(key, environ, who, page, counter)
        assert found is not None
        if isinstance(found, Said):
            return _say(found, method, start_response)
        return _send(found, who, environ, start_response)

    def _is_ours(self, environ: Environ) -> bool:
        """Whether Django would answer here: an allowed host, by https where it must be."""
        asked = (
            environ.get("HTTP_HOST"),
            environ.get("HTTP_X_FORWARDED_PROTO"),
            environ["wsgi.url_scheme"],
            environ.get("SCRIPT_NAME"),
        )
        ours = self._hosts.get(asked)
        if ours is None:
            ours = _is_ours(environ)
            if sum(len(each or "") for each in asked) < LONGEST_HOST:
                if len(self._hosts) > 256:  # somebody tries names
                    self._hosts.clear()
                self._hosts[asked] = ours
        return ours

    def _newer(
        self, key: Key, environ: Environ, who: Visitor, old: Page | None, counter: int
    ) -> Page | Stale | Said:
        """Returns the page as it is now, rendered by whoever came first.

        While one renders, the others get the old one if only its seconds are over; if what is public has
        changed they wait. Where the database is gone all get the old one, unless something was taken back.
        """
        may_be_shown = old is not None and old.generation >= self._mark.last_takedown()

        def shown_or(found: Page | Said) -> Page | Stale | Said:
            failed = isinstance(found, Said) and _failed(found)
            return Stale(old) if old is not None and may_be_shown and failed else found

        if self._watch.database_is_away:
            if old is not None and may_be_shown:
                return Stale(old)
            return self._ask(key, environ, who, **{DATABASE_IS_AWAY: True})
        until = time.monotonic() + PATIENCE
        while True:
            with self._flying:
                flight = self._flights.get(key)
                if leads := flight is None:
                    flight = self._flights[key] = _Flight(counter, who)
            assert flight is not None
            if leads:
                try:
                    found = self._render(key, environ, who, flight)
                finally:
                    with self._flying:
                        del self._flights[key]
                    flight.landed.set()
                return shown_or(found)
            if old is not None and old.generation == counter and old.ends > time.time():
                return old
            flight.landed.wait(max(0.0, until - time.monotonic()))
            page = self._store.get(key)
            if page is not None and page.generation >= counter and page.ends > time.time():
                return page
            counter = self._mark.counter()
            if told := flight.told(who, counter):
                return shown_or(told)
            if time.monotonic() >= until:
                return shown_or(self._ask(key, environ, who))

    def _render(self, key: Key, environ: Environ, who: Visitor, flight: _Flight) -> Page | Said:
        """Returns the page and keeps it, or what is not kept and goes to those who wait."""
        began = time.time()
        close_old_connections()
        try:
            ends = self._horizon.of(flight.counter)
        except Error:
            ends = began  # what is rendered all the same is kept for nobody
        said = self._ask(key, environ, who, **{OUTER: True})
        if not _may_be_kept(said):
            flight.said, flight.ends = _filled(said, who), ends
            return flight.said
        shared = self._shared_seconds
        page = Page(
            generation=flight.counter,
            expires=min(began + SECONDS, ends),
            ends=ends,
            headers=said.headers,
            body=said.body,
            # Near a change that time makes, no other cache keeps it past that.
            shared_seconds=shared if began + SECONDS + shared + STALE_SECONDS < ends else 0,
        )
        self._store.put(key, page)
        return page

    def _ask(self, key: Key, environ: Environ, who: Visitor, **more: Any) -> Said:
        path, query, _ = key
        cookie = f"display={who.token}" if who.token else ""
        return ask(
            self._django, neutral(environ, PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE=cookie, **more)
        )


def _say(said: Said, method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(said.status, said.headers)
    return [] if method == "HEAD" else [said.body]


def _send(
    found: Page | Stale, who: Visitor, environ: Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    page = found.page if isinstance(found, Stale) else found
    answer = page.answer(encodings.accepted(environ.get("HTTP_ACCEPT_ENCODING", "")), who)
    known = environ.get("HTTP_IF_NONE_MATCH")
    not_modified = known is not None and (answer.etag in known or known.strip() == "*")
    headers = answer.not_modified if not_modified else answer.headers
    if isinstance(found, Stale):
        # RFC 9211: how far its time to live is over.
        headers = [*headers, ("Cache-Status", f"minber; hit; ttl={page.expires - time.time():.0f}")]
    if not_modified:
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return answer.body


def _is_ours(environ: Environ) -> bool:
    if environ.get("SCRIPT_NAME"):
        return False
    request = WSGIRequest(environ)
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


def _failed(said: Said) -> bool:
    return said.status.startswith("5")


def _filled(said: Said, who: Visitor) -> Said:
    """Returns an answer without its marks: it is this visitor's alone."""
    pieces = cut(said.body)
    if len(pieces) == 1:
        return said
    body = fill(pieces, who.preferences)
    headers = [each for each in said.headers if each[0].lower() != "content-length"]
    return Said(said.status, [*headers, ("Content-Length", str(len(body)))], body)


def _may_be_kept(said: Said) -> bool:
    """Whether an answer says that it may be kept, and is a text."""
    headers = {name.lower(): value for name, value in said.headers}
    allowed = headers.get("cache-control", "private")
    return (
        said.status.startswith("200 ")
        and "set-cookie" not in headers
        and "private" not in allowed
        and "no-store" not in allowed
        and headers.get("content-type", "").startswith(_TEXT)
    )
