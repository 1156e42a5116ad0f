"""The page cache before the server of production: two processes, a publication from a third, an outage."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from press.models import Release
from tests.processes import ROOT, Database, Server, environment


def get(server: Server, address: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Asks by a line of its own, so that any of the processes may answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        line.request("GET", address)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        line.close()


@pytest.fixture
def serve(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(workers: int = 2, **more: str) -> Server:
        server = Server(workers, DATA_DIR=str(tmp_path), **more)
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
        cwd=ROOT, env=environment(DATABASE_URL=database.url, DATA_DIR=str(tmp_path)), check=True,
        capture_output=True,
    )  # fmt: skip
    assert [title in get(server, "/en/")[2] for _ in range(40)] == [True] * 40


class Cable:
    """A way to the database that can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._accept()

    def _accept(self) -> None:
        listener = self._listener

        def run() -> None:
            with suppress(OSError):
                while True:
                    near = listener.accept()[0]
                    far = socket.create_connection(self._target)
                    self._ends += [near, far]
                    for source, sink in ((near, far), (far, near)):
                        threading.Thread(target=self._carry, args=[source, sink], daemon=True).start()

        threading.Thread(target=run, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
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

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accept()


def test_with_the_database_gone_what_was_public_is_read_and_all_is_well_when_it_is_back(
    serve: Callable[..., Server], make_release: Any, tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        return  # a file does not go away; what is done when it cannot be read: test_nothing_over.py
    release: Release = make_release(title="The text")
    address = release.get_absolute_url()
    configured = connection.settings_dict
    cable = Cable(configured["HOST"] or "127.0.0.1", int(configured["PORT"] or 5432))
    name = f"{configured['USER']}:{configured['PASSWORD']}@127.0.0.1:{cable.port}/{configured['NAME']}"
    # One process, since each keeps its own pages, and both would have to be asked before the outage.
    server = serve(workers=1, DATABASE_URL=f"postgres://{name}")
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


def until_it_is_noticed(server: Server, address: str, *, stale: bool) -> None:
    """Asks until the answer says it; pages live ten seconds."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status, headers, _ = get(server, address)
        assert status == 200
        if ("Cache-Status" in headers) == stale:
            return
    pytest.fail("it is not noticed")
