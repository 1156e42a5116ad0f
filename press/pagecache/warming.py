"""Makes what is read most before anybody asks for it: after a change, and when time has ended a page."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.translation import get_language, override

from press.invalidation import generation
from press.pagecache.disk_store import open_store
from press.pagecache.kept_pages import KeptPages
from press.pagecache.upstream import Environ
from press.pagecache.visitors import get_visitor

# Of a round of the worker it takes so many seconds; the rest of the pages are made in the next one.
MOST_SECONDS = 1.0
# Where nothing has changed it looks again so often: time ends pages too, and other ones are read.
EVERY = 60.0


class Warming:
    """A task of the worker. It has the server's own settings, or what it makes lies where nobody reads it."""

    def __init__(self, addresses: Callable[[], Iterable[str]]) -> None:
        self._addresses = addresses
        self._pages: KeptPages | None = None
        self._done_at = -1
        self._next = 0.0
        self.__name__ = "warming"

    def __call__(self) -> None:
        """Renders one after the other those that are not kept as they would be made now.

        Raises DatabaseError.
        """
        pages = self._pages = self._pages or _open_pages()
        if pages is None:
            return
        generation.catch_up()
        pages.monitor.heard.set()
        counter = generation.shared_counter().value()
        if counter == self._done_at and time.monotonic() < self._next:
            return
        until = time.monotonic() + MOST_SECONDS
        usual = get_visitor("")
        # A request leaves its language behind.
        with override(get_language()):
            for address in self._addresses():
                if time.monotonic() >= until:
                    return
                pages.get((address, "", usual.variant), _environ(address), usual, None)
        self._done_at, self._next = counter, time.monotonic() + EVERY


def _open_pages() -> KeptPages | None:
    """Returns the pages on the disk alone; None where there are none, or nothing is kept."""
    disk = open_store() if settings.PAGE_CACHE_BYTES else None
    return KeptPages(WSGIHandler(), most_bytes=0, renewing=_AtOnce(), disk=disk) if disk else None


class _AtOnce(Executor):
    """A page whose hour is over is made anew here too, not behind a reader: one at a time."""

    def submit(self, task: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(task(*args, **named))
        except Exception as error:
            done.set_exception(error)
        return done


def _environ(address: str) -> Environ:
    """Returns the request of a visitor of this site."""
    site = urlsplit(settings.SITE_URL)
    return {
        "PATH_INFO": address,
        "SCRIPT_NAME": "",
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
    }
