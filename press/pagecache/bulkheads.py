"""Django, entered by few threads of its own, so that no crowd and no stranger takes those of the kept pages.

Each of the server's threads is a seat: whoever waits sits on one. What goes on to Django is of one `Room`,
which has so many threads and so many seats, whatever happens in the others; who finds no seat, or waits too
long, is refused at once, with nothing read of what they send (docs/adr/0010).
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from press.pagecache.busy import BusyLog, make_busy
from press.pagecache.kept_pages import RENEWAL, WAITING_SEATS
from press.pagecache.turns import Turns
from press.pagecache.upstream import Application, Environ, Headers

SIGN_IN = "/admin/login/"
# Kept pages, beacons, /healthz and refusals have so many of the server's threads, come what may.
KEPT_THREADS = 2


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of request: how many Django works on at once, how many others wait, and how long (seconds).

    `niceness` of its threads: above 0 others go first at the processor.
    """

    name: str
    threads: int
    seats: int
    patience: float = 5.0
    niceness: int = 0


# A second works while the first asks the database; with a third the same crowd took longer, and held up the
# officers. As many wait as come to one of two processes from a crowd of 32 connections, and some more.
# They stand back: with 5 a reader of kept pages waits 7 ms instead of 10 while a crawler is there (p99).
PAGES = Room("pages", threads=2, seats=20, patience=20.0, niceness=5)
# Pages that are kept and have to be made anew: those that are read most never wait behind those that nobody
# has asked for yet.
RENEWALS = Room("renewals", threads=1, seats=6)
# Quick, and many at once: a browser asks for six, and the page of the editor needs some thirty.
FILES = Room("files", threads=2, seats=24, patience=20.0)
# On a device that an officer has signed in with, whatever is asked for: strangers have nothing of theirs.
# Photographs are read one at a time, and one waits (press.photographs.reading): the third is for texts.
OFFICERS = Room("officers", threads=3, seats=8, patience=20.0)
# Whatever a stranger sends. On a server without a proxy half a form holds its thread as long as it likes.
FORMS = Room("forms", threads=2, seats=4, patience=1.0)
# What they send to the admin, where they can only sign in: one hash at a time, and two wait.
SIGNING_IN = Room("signing in", threads=1, seats=3, patience=2.0)
READINESS = Room("readiness", threads=1, seats=1)
ROOMS = (PAGES, RENEWALS, FILES, OFFICERS, FORMS, SIGNING_IN, READINESS)
# What granian is started with (--blocking-threads).
THREADS = sum(room.seats for room in ROOMS) + WAITING_SEATS + KEPT_THREADS


class _Answer(NamedTuple):
    """What Django answered, whole: granian sends it without a thread, however slowly it is read."""

    status: str
    headers: Headers
    body: bytes


class Bulkheads:
    """A WSGI application around Django's. `is_known` tells an officer's device by its cookie."""

    def __init__(
        self, django: Application, *, is_known: Callable[[Environ], bool], turns: Turns | None = None
    ) -> None:
        self._django = django
        self._is_known = is_known
        turns = turns or Turns(None)
        in_turn = {PAGES: turns.rendering, OFFICERS: turns.working_for_an_officer}
        self._rooms = {
            room.name: _Threads(room, partial(self._ask, in_turn.get(room, nullcontext))) for room in ROOMS
        }
        self._busy = make_busy(503)
        self._too_many = make_busy(429)
        self._log = BusyLog()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/healthz" and not _has_body(environ):
            return self._django(environ, start_response)  # of the process alone: it waits for nobody
        room = self.room_of(environ)
        answer = self._rooms[room.name].get_answer(environ)
        if answer is None:
            return self._refuse(room, environ, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def room_of(self, environ: Environ) -> Room:
        """Returns which kind of request it is: by where it goes, whether it brings a body, who sends it."""
        path: str = environ["PATH_INFO"]
        if self._is_known(environ):
            return OFFICERS
        if _has_body(environ):
            return SIGNING_IN if path.startswith("/admin/") else FORMS
        if environ.get(RENEWAL):
            return RENEWALS
        if path == "/readyz":
            return READINESS
        return FILES if path.startswith(("/static/", "/media/")) else PAGES

    def _refuse(self, room: Room, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._log.count(room.name)
        is_guess = room == SIGNING_IN and environ["PATH_INFO"] == SIGN_IN
        response = self._too_many if is_guess else self._busy
        start_response(response.status, response.headers)
        return [response.body]

    def _ask(self, turn: Callable[[], AbstractContextManager[None]], environ: Environ) -> _Answer:
        """Asks Django, on one of its threads, in the machine's turn."""
        status, headers = "", Headers()

        def start_response(line: str, sent: Headers, exc_info: Any = None) -> None:
            nonlocal status, headers
            status, headers = line, sent

        with turn():
            content = self._django(environ, start_response)
            try:
                return _Answer(status, headers, b"".join(content))
            finally:
                _close(content)


class _Threads:
    """The threads of one room, which begin with its first request, and its seats."""

    def __init__(self, room: Room, ask: Callable[[Environ], _Answer]) -> None:
        self._room = room
        self._ask = ask
        self._seats = threading.Semaphore(room.seats)
        self._pool = ThreadPoolExecutor(room.threads, f"django {room.name}", self._stand_back)

    def get_answer(self, environ: Environ) -> _Answer | None:
        """Returns Django's answer; None where all seats are taken, or nobody began with it in time."""
        if not self._seats.acquire(blocking=False):
            return None
        try:
            return self._wait(self._pool.submit(self._ask, environ))
        finally:
            self._seats.release()

    def _stand_back(self) -> None:
        if self._room.niceness and sys.platform == "linux":  # elsewhere it is the whole process's
            os.nice(self._room.niceness)

    def _wait(self, answer: "Future[_Answer]") -> _Answer | None:
        try:
            return answer.result(self._room.patience)
        except TimeoutError:
            # What has begun is waited for: nobody may answer while another thread reads what is sent.
            return None if answer.cancel() else answer.result()


def _has_body(environ: Environ) -> bool:
    """Django reads as much as this header says, and nothing without it."""
    return environ.get("CONTENT_LENGTH", "") not in ("", "0")


def _close(content: Iterable[bytes]) -> None:
    if close := getattr(content, "close", None):
        close()
