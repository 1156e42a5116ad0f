"""The kept pages of a process: found as they would be made now, or made; each by one request for all."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections

from accessibility.splice import OUTER, cut, fill
from press.invalidation import generation
from press.invalidation.dependencies import collecting
from press.invalidation.expiry import Schedule, next_moment
from press.invalidation.monitor import DatabaseMonitor
from press.invalidation.recent_changes import RecentChanges
from press.pagecache import keys
from press.pagecache.busy import BusyLog, make_busy
from press.pagecache.disk_store import DiskStore
from press.pagecache.responses import Responses
from press.pagecache.sending import Stale
from press.pagecache.store import Store
from press.pagecache.stored_page import (
    Key,
    StoredPage,
    compute_digest,
    fill_pieces,
    keep_headers,
    split_opening,
)
from press.pagecache.upstream import (
    DATABASE_IS_AWAY,
    Application,
    Environ,
    Upstream,
    WSGIResponse,
)
from press.pagecache.visitors import Visitor
from press.reads import totals

logger = logging.getLogger(__name__)

# A page lives at most so long though nothing that it shows was touched: so a forgotten name is made good.
LONGEST = 3600.0
# One of which nobody knows what it shows, and if nothing at all has changed.
SECONDS = 10.0
# Of the memory, for responses that are kept ready. One saves half of what a page in memory saves, of one look
# alone: where sixty looks read by Zipf's law, a third of it serves most.
FOR_RESPONSES = 1 / 3
# After as long again it is waited for; till then it is shown to whoever asks while it is made anew, of which
# so many may wait.
MOST_RENEWALS = 64
# How long a request waits for another one that renders the same page; then it renders by itself.
PATIENCE = 10.0
# How long the first requests of a process wait until the database has said what has changed without it.
FIRST_ANSWER = 5.0
# Of those who wait so, so many at once, each on a thread of the server (press.pagecache.bulkheads): as many
# come to one of two processes from a crowd of 32 connections.
WAITING_SEATS = 20
# In the environ of what is asked for the store: the rendering that it is for.
RENDERING = "press.rendering"
# There, too: whether the store has that page, as it was.
RENEWAL = "press.renewal"


@dataclass(slots=True, eq=False)
class _Rendering:
    """One request renders a page; others that want the same wait for it."""

    counter: int  # the shared counter before it is rendered
    visitor: Visitor
    landed: threading.Event = field(default_factory=threading.Event)
    # When it began, and until when it may be shown: in seconds since 1970, once Django has begun with it.
    made: float = 0.0
    ends: float = 0.0
    # What it shows, by names; None: nobody knows.
    names: tuple[str, ...] | None = None
    # What is not kept (404, 410, a redirect), for those with the same display who wait while it is true.
    unkept: WSGIResponse | None = None

    def response_to(self, visitor: Visitor, counter: int) -> WSGIResponse | None:
        """Returns what is not kept, if it is true for that visitor now. A failure is one for all of them."""
        if self.unkept is None or self.visitor is not visitor:
            return None
        is_true = self.counter == counter and time.time() < self.ends
        return self.unkept if is_true or self.unkept.is_failure() else None


class KeptPages:
    """Keeps what Django answers 200 with no cookie set and caches allowed, in memory and on the disk.

    A page is rendered with nothing of the visitor's but their display, and comes with marks where that goes.
    `disk` has what this process does not keep, or another one made. `entrance` is put around Django: who
    comes in, how many at once, and on which thread (`Bulkheads`). `renewing` makes pages anew behind those
    who read them.
    """

    def __init__(
        self,
        django: Application,
        *,
        most_bytes: int,
        shared_seconds: int = 0,
        entrance: Callable[[Application], Application] = lambda django: django,
        renewing: Executor | None = None,
        disk: DiskStore | None = None,
    ) -> None:
        self._inside = django
        self.django = entrance(self._enter)
        self.upstream = Upstream(self.django)
        for_responses = int(most_bytes * FOR_RESPONSES)
        self.store: Store[Key, StoredPage] = Store(most_bytes - for_responses, StoredPage.size)
        self.responses = Responses(
            for_responses, shared_seconds=shared_seconds, names_header=settings.PAGE_NAMES_HEADER
        )
        self.monitor = DatabaseMonitor(also=totals.of_this_process.refresh)
        self._waiting_seats = threading.Semaphore(WAITING_SEATS)
        self._disk = disk
        self._counter = generation.shared_counter()
        self._recent = RecentChanges(self._counter)
        self._schedule = Schedule()
        self._renderings: dict[Key, _Rendering] = {}
        self._renewing = renewing or ThreadPoolExecutor(1, "renewals")
        self._renewals = threading.Semaphore(MOST_RENEWALS)
        self._lock = threading.Lock()
        self._busy = make_busy(503)
        self._busy_log = BusyLog()

    def get(
        self, key: Key, environ: Environ, visitor: Visitor, page: StoredPage | None
    ) -> StoredPage | Stale | WSGIResponse | None:
        """Returns the page as it is now, or Django's answer that is not kept; `page` is what `store` has.

        None: the address is no public page's.
        """
        counter = self._counter.value()
        if page is None or not self._is_fresh(page, counter):
            return self._find_or_render(key, environ, visitor, page, counter)
        return page

    def _is_fresh(self, page: StoredPage, counter: int) -> bool:
        """Whether it is as it would be made now: nothing that it shows was touched since, nor its time over.

        It is then one of this value of the counter.
        """
        if page.counter != counter:
            if page.names is None or not self._recent.have_spared(page.names.split(), page.counter, counter):
                return False
            page.counter = counter
        return page.expires > time.time() and not self.monitor.database_is_away

    def _find_or_render(
        self, key: Key, environ: Environ, visitor: Visitor, old: StoredPage | None, counter: int
    ) -> StoredPage | Stale | WSGIResponse | None:
        """Returns the page from the disk, if there is one as it would be made now; else it is rendered."""
        has_heard = self.monitor.heard.is_set() or self._wait_until_heard(key)
        if self._disk and has_heard:
            known, last = self._disk.get_known, self._disk.get
            for find in (last,) if self.monitor.database_is_away else (known, last):
                found = find(key)
                if found is None or (old is not None and found.made <= old.made):
                    continue
                if self._is_fresh(found, counter):
                    if key in self.store or self.store.is_wanted(key):
                        self._remember(key, found)
                    return found
                old = found
        # What is kept is a public page's: only of what is not the URLconf is asked, 80 µs each.
        if old is None and not _is_public(key):
            return None
        return self._render_or_wait(key, environ, visitor, old, counter)

    def _wait_until_heard(self, key: Key) -> bool:
        """Waits, for a public page, until the database has said what has changed; returns whether it has."""
        return _is_public(key) and self.monitor.heard.wait(FIRST_ANSWER)

    def _render_or_wait(
        self, key: Key, environ: Environ, visitor: Visitor, old: StoredPage | None, counter: int
    ) -> StoredPage | Stale | WSGIResponse:
        """Returns the page as it is now, rendered by whoever came first.

        If only its seconds are over, and not for long, all get the old one while it is rendered behind them.
        If what is public has changed they wait. Where the database is gone all get the old one, but for a
        takedown, for as long as STALE_LIMIT.
        """
        may_be_shown = old is not None and old.counter >= self._counter.last_takedown()

        def or_stale(response: StoredPage | WSGIResponse) -> StoredPage | Stale | WSGIResponse:
            is_outage = isinstance(response, WSGIResponse) and response.is_outage()
            return Stale(old) if old is not None and may_be_shown and is_outage else response

        if self.monitor.database_is_away:
            if old is not None and may_be_shown and self.monitor.away_for() < settings.STALE_LIMIT:
                return Stale(old)
            return self._get_response(key, environ, visitor, **{DATABASE_IS_AWAY: True})
        until = time.monotonic() + PATIENCE
        while True:
            with self._lock:
                rendering = self._renderings.get(key)
                if is_first := rendering is None:
                    rendering = self._renderings[key] = _Rendering(counter, visitor)
            assert rendering is not None
            if is_first and (made := self._find_just_made(key, old, counter)):
                self._land(rendering, key)
                return made
            now = time.time()
            is_right = old is not None and old.counter == counter and now < old.ends
            if is_first:
                render = partial(self._render_alone, key, environ, visitor, rendering, old)
                if old is None or not is_right or now >= old.expires + old.lifetime:
                    return or_stale(render())
                self._renew(render, rendering, key)
            if old is not None and is_right:
                return old
            if not self._wait(rendering, until):
                return or_stale(self._busy)
            page = self.store.get(key)
            if page is not None and page.counter >= counter and page.ends > time.time():
                return page
            counter = self._counter.value()
            if unkept := rendering.response_to(visitor, counter):
                return or_stale(unkept)
            if time.monotonic() >= until:
                return or_stale(self._get_response(key, environ, visitor))

    def _find_just_made(self, key: Key, old: StoredPage | None, counter: int) -> StoredPage | None:
        """Returns what another request has rendered since this one looked."""
        page = self.store.get(key)
        is_new = page is not None and page is not old and page.counter >= counter
        return page if page is not None and is_new and page.expires > time.time() else None

    def _renew(self, render: Callable[[], object], rendering: _Rendering, key: Key) -> None:
        """Has it made anew behind whoever reads it; where too many wait for that, later."""
        if self._renewals.acquire(blocking=False):
            renewal = self._renewing.submit(render)
            renewal.add_done_callback(_report)
            renewal.add_done_callback(lambda _: self._renewals.release())
        else:
            self._land(rendering, key)

    def _land(self, rendering: _Rendering, key: Key) -> None:
        with self._lock:
            del self._renderings[key]
        rendering.landed.set()

    def _render_alone(
        self, key: Key, environ: Environ, visitor: Visitor, rendering: _Rendering, old: StoredPage | None
    ) -> StoredPage | WSGIResponse:
        """Renders it, and then others may."""
        try:
            return self._render(key, environ, visitor, rendering, old)
        finally:
            self._land(rendering, key)

    def _render(
        self, key: Key, environ: Environ, visitor: Visitor, rendering: _Rendering, old: StoredPage | None
    ) -> StoredPage | WSGIResponse:
        """Returns the page and keeps it, or what is not kept and goes to those who wait."""
        # What lies on the disk alone nobody has read of late: a crawler's pages are no renewals.
        is_renewal = self.store.get(key) is not None
        response = self._get_response(
            key, environ, visitor, **{OUTER: True, RENDERING: rendering, RENEWAL: is_renewal}
        )
        if not _may_be_kept(response):
            rendering.unkept = _filled(response, visitor)
            return rendering.unkept
        pieces = cut(response.body)
        digest = compute_digest(pieces)
        lifetime = SECONDS if rendering.names is None else LONGEST
        opening, rest = split_opening(keep_headers(response.headers), pieces)
        page = StoredPage(
            counter=rendering.counter,
            made=rendering.made,
            lifetime=lifetime,
            ends=rendering.ends,
            expires=min(rendering.made + lifetime, rendering.ends),
            names=None if rendering.names is None else " ".join(sorted(rendering.names)),
            opening=opening,
            **fill_pieces(rest),
            digest=digest,
            modified=_find_modified(digest, rendering.made, old),
        )
        self._remember(key, page)
        if self._disk and page.names is not None:
            self._disk.put(key, page)
        return page

    def _remember(self, key: Key, page: StoredPage) -> None:
        page.share()
        self.store.put(key, page)

    def _enter(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Goes on to Django, on a thread that may ask the database."""
        rendering: _Rendering | None = environ.get(RENDERING)
        if rendering is None:
            return self._inside(environ, start_response)
        rendering.made = time.time()
        close_old_connections()
        try:
            ahead = self._schedule.get_ahead(rendering.counter)
        except Error:
            ahead = None
        with collecting() as found:
            content = self._inside(environ, start_response)
        rendering.names = tuple(found.names) if found.are_known else None
        # What is rendered all the same, while nobody knows what lies ahead, is kept for nobody.
        known = rendering.made if ahead is None else next_moment(ahead, rendering.names)
        rendering.ends = min(known, found.until)
        return content

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
        return self.upstream.get_response(
            environ, PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE=cookie, **changes
        )


def _is_public(key: Key) -> bool:
    return keys.query_parameters(key[0]) is not None


def _report(renewal: "Future[Any]") -> None:
    """Says what nobody waited for: the page stays as it is until its seconds are over."""
    if error := renewal.exception():
        logger.error("A page could not be made anew.", exc_info=error)


def _find_modified(digest: str, made: float, old: StoredPage | None) -> int:
    """Returns since when the page has been as it is: two pages of one second have different ones."""
    if old is None:
        return int(made)
    return old.modified if old.digest == digest else max(int(made), old.modified + 1)


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
