"""A proxy before a server that says what it got."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deployment.proxy import Proxy, require_nginx


class Web(http.server.BaseHTTPRequestHandler):
    """In the server's place: says what it got; `/429` and `/503` answer so."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: two would wait for each other

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        while size:
            size -= len(self.rfile.read(min(size, 1024 * 1024)))
        body = f"{self.path}\n{self.headers}".encode()
        self.send_response({"/429": 429, "/503": 503}.get(self.path, 200))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server's own way

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    require_nginx()
    started: list[Proxy] = []

    def make(web: str, **how: str) -> Proxy:
        started.append(Proxy(tmp_path, web, **how))
        return started[-1]

    yield make
    for proxy in started:
        proxy.stop()


@pytest.fixture
def proxy(start: Callable[..., Proxy], web: str) -> Proxy:
    return start(web)
