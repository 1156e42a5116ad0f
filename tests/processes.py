"""Real processes for tests: the server of production, and a database that they see too."""

import contextlib
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tools.run import GRANIAN

ROOT = Path(__file__).resolve().parent.parent
# What a reader's browser says with a read.
FROM_OUR_PAGE = {"sec-fetch-site": "same-origin"}
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Database:
    """A database that other processes see too: on SQLite a copy of the test's own, which is in memory."""

    def __init__(self, folder: Path) -> None:
        configured = connection.settings_dict
        self.file = folder / "copy.sqlite3"
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)
            self.url = f"sqlite:///{self.file}"
        else:
            host, port = configured["HOST"] or "127.0.0.1", configured["PORT"] or 5432
            name = f"{configured['USER']}:{configured['PASSWORD']}@{host}:{port}/{configured['NAME']}"
            self.url = f"postgres://{name}"

    def number(self, sql: str) -> int:
        """The first column of the first row, 0 where there is none."""
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as copy:
                row = copy.execute(sql).fetchone()
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                row = cursor.fetchone()
        return int(row[0] or 0) if row else 0

    def start_fold(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "fold_reads"],
            env=environment(DATABASE_URL=self.url), cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    own = {
        "DATA_DIR": str(settings.DATA_DIR),
        "READ_LOG_DIR": str(settings.READ_LOG_DIR),
        "SECRET_KEY": "of the test",
        # One address reads thousands of times.
        "READS_PER_ADDRESS_HOUR": "0",
        "PYTHONWARNINGS": "ignore",
    }
    return {**os.environ, **own, **more}


class Server:
    """granian with two workers, as in production; what `options` say comes last and so wins."""

    def __init__(self, workers: int = 2, options: str = "", **more: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        # A worker that is told to stop while it still starts does not hear it: it is killed then.
        bound = f"{GRANIAN} --port {self.port} --workers {workers} --no-log --workers-kill-timeout 3"
        command = [sys.executable, "-m", "granian", *bound.split(), *options.split()]
        self.process = subprocess.Popen(
            [*command, "config.wsgi:application"], env=environment(**more), cwd=ROOT
        )

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def read(self, release: int) -> bool:
        """One reading; whether it was answered 204."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("POST", f"/read/{release}", headers={"User-Agent": READER, **FROM_OUR_PAGE})
            return line.getresponse().status == 204
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + 60
        while not self.read(2**50):
            assert time.monotonic() < until, "the server does not answer"
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the server ended with {self.process.wait(0.05)}")
