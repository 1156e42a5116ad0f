"""The sample press room in processes of its own, loaded once and served by the server of production."""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
ANSWERS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class PressRoom:
    address: str
    pages: dict[str, dict[str, str]]  # type of page → language → address on the site
    officers: dict[str, str]  # language → session of an officer who works in it
    sessions: dict[str, dict[str, str]]  # the same for pages that others see, by type of page


@contextmanager
def serving(folder: Path) -> Iterator[PressRoom]:
    """Loads a press room into the folder and serves it until the end of the block."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.matrix.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'press-room.sqlite3'}",
        "DATA_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "REDIS_URL": "",
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": address,
        "SECOND_FACTOR": "editors",
        "LOG_LEVEL": "CRITICAL",
    }
    loading = [sys.executable, "-m", "tests.browser.matrix.loading"]
    loaded = json.loads(subprocess.run(loading, cwd=ROOT, env=environment, check=True, stdout=-1).stdout)
    granian = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --blocking-threads 88 --no-ws"
    command = [sys.executable, *granian.split(), "--log-level", "critical", "config.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port, server)
        yield PressRoom(address, loaded["pages"], loaded["officers"], loaded["sessions"])
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/readyz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            line.close()
    raise RuntimeError("The press room does not answer.")
