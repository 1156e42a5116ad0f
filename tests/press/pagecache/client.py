"""A page cache, asked as a server asks it."""

import datetime
import gzip
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import RequestFactory
from django.utils import timezone

from press.models import Release
from press.pagecache import disk_store, encodings, ring_file
from press.pagecache.disk_store import store_path
from press.pagecache.kept_pages import KeptPages
from press.pagecache.ring_file import RingFile
from press.pagecache.wrapper import PageCache

READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
DISPLAYS = (
    "",
    "colours:white-on-black.letter-spacing:2",
    "text-size:200.typeface:dyslexic",
    "colours:own.own:112233-ffffff",
    "images:text",
)

Build = Callable[..., Release]
Commits = Any


class Answer(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes


class AtOnce(Executor):
    """Does what it is given before it says that it will."""

    def submit(self, task: Any, /, *args: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task(*args, **named))
        return done


class Cache:
    """A page cache, asked as a server asks it. `asked` has what went on to Django."""

    def __init__(self, django: Any = None, *, most_bytes: int = 2**26, **more: Any) -> None:
        self.asked: list[str] = []
        self.django = django or get_wsgi_application()
        # On another thread Django would not see what the test has not committed.
        self.pages = KeptPages(self._count, **{"most_bytes": most_bytes, "renewing": AtOnce(), **more})
        self.wrapper = PageCache(self.pages)

    def _count(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        # As the test client does: the test's own transaction must not end with a request.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        answer = self.django(environ, start_response)
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return [body]

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        environ = RequestFactory().generic(method, address, headers=sent).environ
        said: list[Any] = []
        body = b"".join(self.wrapper(environ, lambda status, headers: said.extend([status, headers])))
        return Answer(said[0], {name.lower(): value for name, value in said[1]}, body)


def decoded(answer: Answer) -> bytes:
    match answer.headers.get("content-encoding", ""):
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            whole: bytes = brotli.decompress(answer.body)
            return whole
    return answer.body


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = timezone.now().replace(microsecond=0)

    def move(self, **by: float) -> None:
        self.now += datetime.timedelta(**by)


def page_of(text: str, status: str = "200 OK") -> Callable[..., list[bytes]]:
    def answer(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [("Content-Type", "text/html"), ("Cache-Control", "no-cache")])
        return [text.encode()]

    return answer


def read_kept() -> Iterator[str]:
    """Yields the text of each page that is on the disk, without what a look begins with."""
    ring = RingFile(store_path(), settings.PAGE_STORE_BYTES)
    content = store_path().read_bytes()
    for _, place in ring_file._ENTRY.iter_unpack(content[ring_file._RING_AT : ring._begin]):
        record = content[place >> ring_file._LENGTH_BITS :][: place & ring_file._LONGEST]
        if record:
            page = disk_store._decode(record[ring_file._RECORD.size :])
            yield b"".join(map(encodings.unpack, page.filled[1])).decode("utf-8", "replace")
