"""Kept pages while everything else is taken: by readers, officers and strangers."""

import http.client
import logging
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from press.invalidation import generation
from press.pagecache import bulkheads
from press.pagecache.bulkheads import (
    FILES,
    FORMS,
    OFFICERS,
    PAGES,
    RENEWALS,
    ROOMS,
    SIGNING_IN,
    THREADS,
    Bulkheads,
    Room,
)
from press.pagecache.kept_pages import WAITING_SEATS
from tests.press.pagecache.client import Answer, Cache, Clock, page_of
from tests.processes import ROOT, Database, Server
from tools.run import GRANIAN

OFFICER = {"cookie": "device=known"}
FORM = {"content_length": "1000", "content_type": "application/x-www-form-urlencoded"}
# A request of each room that is asked for straight: its method, address and headers.
REQUESTS: dict[str, tuple[str, str, dict[str, str]]] = {
    PAGES.name: ("GET", "/en/search/?q={}", {}),
    FILES.name: ("GET", "/static/{}.css", {}),
    OFFICERS.name: ("GET", "/admin/{}/", OFFICER),
    FORMS.name: ("POST", "/en/display/?{}", FORM),
    SIGNING_IN.name: ("POST", "/admin/login/?{}", FORM),
    "readiness": ("GET", "/readyz", {}),
}
ASKED = [room for room in ROOMS if room.name in REQUESTS]


class Holding:
    """A Django that holds every request until it is let, but for the health check."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()
        self.began = threading.Semaphore(0)
        self.asked: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/healthz":
            return page_of("ok")(environ, start_response)
        self.asked.append(environ["PATH_INFO"])
        self.began.release()
        assert self.let.wait(60)
        return page_of("page")(environ, start_response)


class Site:
    """A page cache with bulkheads before such a Django, and many who ask at once."""

    def __init__(self, readers: ThreadPoolExecutor) -> None:
        self.django = Holding()
        entrance = partial(Bulkheads, is_known=lambda environ: "device=" in environ.get("HTTP_COOKIE", ""))
        self.cache = Cache(self.django, entrance=entrance)
        self._readers = readers

    def ask(self, room: str, number: int = 0) -> "Future[Answer]":
        method, address, headers = REQUESTS[room]
        return self._readers.submit(self.cache.get, address.format(number), method, **headers)

    def fill(self, room: Room, first: int = 0) -> "list[Future[Answer]]":
        """Has every seat of the room taken, and returns what comes of it."""
        taken = [self.ask(room.name, first + number) for number in range(room.seats)]
        for _ in range(room.threads):
            assert self.django.began.acquire(timeout=60)
        self.wait_for_the_last_seat(room)
        return taken

    def wait_for_the_last_seat(self, room: Room) -> None:
        seats = self.cache.pages.django._rooms[room.name]._seats  # type: ignore[attr-defined]
        until = time.monotonic() + 60
        while seats._value:
            assert time.monotonic() < until, f"nobody takes the last seat of {room.name}"


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Site]:
    monkeypatch.setattr("press.invalidation.expiry.find_ahead", list)
    patient = {room.name: replace(room, patience=60.0) for room in ROOMS}
    for name in ("PAGES", "RENEWALS", "FILES", "OFFICERS", "FORMS", "SIGNING_IN", "READINESS"):
        monkeypatch.setattr(bulkheads, name, patient[getattr(bulkheads, name).name])
    monkeypatch.setattr(bulkheads, "ROOMS", tuple(patient.values()))
    with ThreadPoolExecutor(THREADS) as readers:
        made = Site(readers)
        yield made
        made.django.let.set()


def test_each_room_filled_to_its_last_seat_leaves_all_others_and_the_kept_pages_as_they_were(
    site: Site,
) -> None:
    assert site.cache.get("/en/").body == b"page"
    for number, room in enumerate(ASKED, 1):
        site.django.let.clear()
        site.django.began = threading.Semaphore(0)
        taken = site.fill(room)
        assert site.cache.get("/en/").body == b"page"
        assert site.cache.get("/healthz").body == b"ok"
        assert site.ask(room.name, 99).result(60).status[:3] in {"503", "429"}, room.name
        others = [site.ask(other.name, 100 * number) for other in ASKED if other.name != room.name]
        for _ in others:
            assert site.django.began.acquire(timeout=60)
        site.django.let.set()
        answers = [each.result(60).status for each in taken + others]
        assert answers == ["200 OK"] * (room.seats + len(ASKED) - 1)


def test_with_every_seat_taken_two_threads_of_the_server_are_left_for_kept_pages(site: Site) -> None:
    site.cache.get("/en/")
    site.django.let.clear()
    site.django.began = threading.Semaphore(0)
    for room in ASKED:
        site.fill(room)
    seats = sum(room.seats for room in ROOMS) + WAITING_SEATS
    assert THREADS - seats == 2
    assert site.cache.get("/en/").body == b"page"
    assert {site.ask(room.name, 99).result(60).status[:3] for room in ASKED} == {"503", "429"}


class Unread:
    """A body that nobody may touch."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body is read")

    readline = read


@pytest.mark.parametrize(
    ("room", "address", "status"),
    [
        (FORMS, "/en/display/", "503 Service Unavailable"),
        (SIGNING_IN, "/admin/login/", "429 Too Many Requests"),
        (SIGNING_IN, "/admin/press/edition/1/change/", "503 Service Unavailable"),
    ],
)
def test_a_body_without_a_place_is_refused_unread_with_the_headers_of_every_answer(
    site: Site, room: Room, address: str, status: str
) -> None:
    site.django.let.clear()
    site.fill(room)
    said: list[Any] = []
    asked = {
        "REQUEST_METHOD": "POST", "PATH_INFO": address, "QUERY_STRING": "", "CONTENT_LENGTH": "2000000000",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": Unread(),
    }  # fmt: skip
    body = b"".join(site.cache.wrapper(asked, lambda *answer: said.extend(answer))).decode()
    headers = dict(said[1])
    assert said[0] == status
    assert (headers["Retry-After"], headers["Connection"]) == ("5", "close")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"].count("'none'") == 4
    assert headers["Permissions-Policy"] == "geolocation=(), camera=(), microphone=()"
    assert re.findall(r'<section lang="(\w\w)">', body) == ["kk", "ru", "en"]
    assert len(set(re.findall(r"<p>(.+?)</p>", body))) == 3


def test_who_has_waited_too_long_is_refused_and_django_never_hears_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = replace(FORMS, patience=0.05)
    monkeypatch.setattr(bulkheads, "FORMS", hasty)
    site.cache.pages.django._rooms[FORMS.name]._room = hasty  # type: ignore[attr-defined]
    site.django.let.clear()
    begun = [site.ask(FORMS.name) for _ in range(FORMS.threads)]
    for _ in begun:
        assert site.django.began.acquire(timeout=60)
    assert site.ask(FORMS.name).result(60).status == "503 Service Unavailable"
    site.django.let.set()
    # What has begun is never given up: half of it may have been done.
    assert [each.result(60).status for each in begun] == ["200 OK"] * FORMS.threads
    assert len(site.django.asked) == FORMS.threads


def test_a_kept_page_is_made_anew_past_all_who_wait_for_others_or_is_shown_as_it_was(site: Site) -> None:
    pages = [f"/en/search/?q={number}" for number in range(RENEWALS.seats + 1)]
    for page in pages:
        site.cache.get(page)
    site.django.let.clear()
    site.django.began = threading.Semaphore(0)
    site.fill(PAGES, first=100)
    generation.shared_counter().update(1, 0)
    renewed = [site.ask(PAGES.name, number) for number in range(RENEWALS.seats)]
    assert site.django.began.acquire(timeout=60)
    site.wait_for_the_last_seat(RENEWALS)
    shown = site.cache.get(pages[-1])
    assert (shown.status, shown.body, "cache-status" in shown.headers) == ("200 OK", b"page", True)
    assert site.cache.get("/ru/").status == "503 Service Unavailable", "it was never kept"
    site.django.let.set()
    assert ["cache-status" in each.result(60).headers for each in renewed] == [False] * RENEWALS.seats


def test_of_those_who_wait_for_one_page_as_many_as_have_seats_get_it_and_the_others_are_told(
    site: Site,
) -> None:
    site.django.let.clear()
    waiting = [site.ask(PAGES.name) for _ in range(WAITING_SEATS + 3)]
    refused = []
    until = time.monotonic() + 60
    while len(refused) < 2:
        assert time.monotonic() < until
        refused = [each for each in waiting if each.done()]
    site.django.let.set()
    answers = sorted(each.result(60).status for each in waiting)
    assert answers == ["200 OK"] * (WAITING_SEATS + 1) + ["503 Service Unavailable"] * 2
    assert site.django.asked == ["/en/search/"]


def test_a_flood_of_refusals_is_one_line_of_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "press.pagecache.busy")
    site.django.let.clear()
    site.fill(FORMS)
    for _ in range(200):
        site.cache.get("/en/display/", "POST", **FORM)
    assert [record.getMessage() for record in caplog.records] == [
        "Refused, since there was no place for them: 1 of forms"
    ]


def test_whoever_says_how_many_threads_there_are_says_the_same() -> None:
    assert re.search(r"--blocking-threads (\d+)", GRANIAN)[1] == str(THREADS)  # type: ignore[index]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"GRANIAN_BLOCKING_THREADS=(\d+)", dockerfile) == [str(THREADS)]
    by_hand = (ROOT / "docs" / "operations.md").read_text()
    assert re.findall(r"--blocking-threads (\d+)", by_hand) == [str(THREADS)]


# --- The server of production ---


@pytest.fixture
def serve(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(**more: Any) -> Server:
        server = Server(DATABASE_URL=Database(tmp_path).url, **more)
        started.append(server)
        server.wait_until_it_answers()
        return server

    yield start
    for server in started:
        server.process.terminate()
        server.process.wait(30)


def get(server: Server, address: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as line:
        line.request("GET", address)
        return line.getresponse().status


def half_a_form(server: Server, address: str = "/en/display/") -> socket.socket:
    sender = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    sender.sendall(
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\ncolours".encode()
    )
    return sender


def test_many_half_sent_forms_stop_neither_pages_nor_the_health_check_nor_later_forms(
    serve: Callable[..., Server],
) -> None:
    server = serve(workers=1)
    assert get(server, "/en/") == 200
    senders = [half_a_form(server) for _ in range(16)]
    # All but those whose rest is waited for are answered, though they never end.
    refused = first_answers(senders, 16 - FORMS.threads)
    assert {answer.split(b" ", 2)[1] for answer in refused.values()} == {b"503"}
    assert [b"retry-after: 5" in answer.lower() for answer in refused.values()] == [True] * len(refused)
    assert [get(server, address) for address in ("/en/", "/healthz", "/readyz", "/ru/")] == [200] * 4
    with closing(half_a_form(server, "/admin/login/")) as guess:
        assert (
            first_answers([guess], 1)[guess].split(b" ", 2)[1] == b"403"
        )  # a place of its own, and no token
    held = [sender for sender in senders if sender not in refused]
    held[0].sendall(b"=beige")
    assert first_answers(held, 1)[held[0]].split(b" ", 2)[1] == b"303"
    for sender in senders:
        sender.close()
    until = time.monotonic() + 60
    while post(server) != 303:
        assert time.monotonic() < until, "forms are refused for ever"


def first_answers(senders: list[socket.socket], number: int) -> dict[socket.socket, bytes]:
    """Waits until so many of them are answered, whichever they are."""
    answers: dict[socket.socket, bytes] = {}
    while len(answers) < number:
        ready, _, _ = select.select([each for each in senders if each not in answers], [], [], 20)
        assert ready, f"only {len(answers)} are answered"
        answers |= {each: each.recv(65536) for each in ready}
    return answers


def post(server: Server) -> int:
    with closing(half_a_form(server)) as sender:
        sender.sendall(b"=beige")
        return int(sender.recv(4096).split(b" ", 2)[1])


def test_a_connection_that_says_nothing_is_ended(serve: Callable[..., Server]) -> None:
    server = serve(workers=1, options="--http1-header-read-timeout 200")
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=20)) as silent:
        assert silent.recv(100) == b""
