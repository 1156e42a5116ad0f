"""The page cache before the server of production: two processes, a publication from a third, an outage."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from press import publishing
from press.models import Release
from tests.processes import ROOT, Database, Server, environment

PAGES = ("releases", "archive", "about-views", "search")


def get(server: Server, address: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Asks by a connection of its own, so that any of the processes may answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        line.request("GET", address)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        line.close()


@pytest.fixture
def serve(transactional_db: None) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(workers: int = 2, **more: str) -> Server:
        server = Server(workers, **more)
        started.append(server)
        server.wait_until_it_answers()
        return server

    yield start
    for server in started:
        server.process.terminate()
        server.process.wait(30)


def test_a_publication_from_a_third_process_is_on_the_next_page_of_every_process(
    serve: Callable[..., Server], make_release: Any, samples: Path, tmp_path: Path
) -> None:
    make_release(title="Before")
    database = Database(tmp_path)
    server = serve(DATABASE_URL=database.url)
    title = "Maulen Ashimbaev met with OSCE observers"
    for _ in range(40):
        assert title not in get(server, "/en/")[2]
    page = samples / "senate-2023-03-18-osce.en.txt"
    subprocess.run(
        [sys.executable, "manage.py", "import_release", str(page)],
        cwd=ROOT, env=environment(DATABASE_URL=database.url), check=True,
        capture_output=True,
    )  # fmt: skip
    assert [title in get(server, "/en/")[2] for _ in range(40)] == [True] * 40


class Cable:
    """A way to the database that can be cut, and frozen: then it takes what is sent and hands on nothing."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._flows = threading.Event()
        self._flows.set()
        self._accept()

    def _accept(self) -> None:
        listener = self._listener

        def run() -> None:
            with suppress(OSError):
                while True:
                    near = listener.accept()[0]
                    self._flows.wait()
                    far = socket.create_connection(self._target)
                    self._ends += [near, far]
                    for source, sink in ((near, far), (far, near)):
                        threading.Thread(target=self._carry, args=[source, sink], daemon=True).start()

        threading.Thread(target=run, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                self._flows.wait()
                sink.sendall(content)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def freeze(self) -> None:
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accept()


def laid_cable() -> tuple[Cable, str]:
    configured = connection.settings_dict
    cable = Cable(configured["HOST"] or "127.0.0.1", int(configured["PORT"] or 5432))
    name = f"{configured['USER']}:{configured['PASSWORD']}@127.0.0.1:{cable.port}/{configured['NAME']}"
    return cable, f"postgres://{name}"


def test_with_the_database_gone_what_was_public_is_read_and_all_is_well_when_it_is_back(
    serve: Callable[..., Server], make_release: Any, tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        return  # a file does not go away; what is done when it cannot be read: test_nothing_over.py
    release: Release = make_release(title="The text")
    address = release.get_absolute_url()
    cable, url = laid_cable()
    # One process, since each keeps its own pages, and both would have to be asked before the outage.
    server = serve(workers=1, DATABASE_URL=url)
    assert get(server, address)[0] == 200
    assert get(server, "/readyz")[0] == 200
    cable.cut()
    until_it_is_noticed(server, address, stale=True)
    for _ in range(20):
        status, headers, html = get(server, address)
        assert (status, "The text" in html) == (200, True)
        assert headers["Cache-Status"].startswith("minber; hit; ttl=")
    assert get(server, "/readyz")[0] == 503
    assert get(server, "/healthz")[0] == 200
    assert get(server, "/en/archive/")[0] == 503
    cable.mend()
    until_it_is_noticed(server, address, stale=False)
    assert get(server, "/en/archive/")[0] == 200
    assert get(server, "/readyz")[0] == 200
    cable.cut()


def test_a_database_that_hangs_holds_nobody_and_all_is_well_when_it_goes_on(
    serve: Callable[..., Server], make_release: Any, chief: Any, tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        return  # a file does not hang
    release: Release = make_release(title="News", body="<p>The text</p>")
    removed: Release = make_release(title="Figures", body="<p>A wrong text</p>")
    address, over = release.get_absolute_url(), removed.get_absolute_url()
    cable, url = laid_cable()
    # On another machine, as it were: it hears of what is done here by the database alone.
    server = serve(workers=1, DATABASE_URL=url, DATA_DIR=str(tmp_path / "another"))
    assert [get(server, each)[0] for each in (address, over)] == [200, 200]
    publishing.remove(removed, by=chief, reason="The figures were wrong.")
    until(lambda: "A wrong text" not in get(server, over)[2])
    assert get(server, address)[0] == 200  # no page from before a removal is shown
    cable.freeze()
    try:
        # Twice as many as there are threads, of pages that are not kept.
        others = [f"/{language}/{page}/" for language in ("kk", "ru") for page in PAGES]
        with ThreadPoolExecutor(len(others)) as readers:
            assert list(readers.map(lambda each: get(server, each)[0], others)) == [503] * len(others)
        until_it_is_noticed(server, address, stale=True)
        assert "The text" in get(server, address)[2]
        assert "A wrong text" not in get(server, over)[2]
        assert [get(server, each)[0] for each in ("/healthz", "/readyz", "/en/display/")] == [200, 503, 200]
        # It cannot hear of it yet.
        publishing.remove(release, by=chief, reason="The figures were wrong.")
        assert "Cache-Status" in get(server, address)[1]
    finally:
        cable.thaw()
    until(lambda: get(server, "/readyz")[0] == 200)
    until(lambda: "The text" not in get(server, address)[2])
    assert [get(server, each)[0] for each in others] == [200] * len(others)
    cable.cut()


def until_it_is_noticed(server: Server, address: str, *, stale: bool) -> None:
    """Asks until the answer says it; pages live ten seconds."""

    def noticed() -> bool:
        status, headers, _ = get(server, address)
        assert status == 200
        return ("Cache-Status" in headers) == stale

    until(noticed)


def until(noticed: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not noticed():
        assert time.monotonic() < end, "it is not noticed"
