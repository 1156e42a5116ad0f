"""A press room of its own for a benchmark: a database, the server of production, the worker."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.repeating import repeat
from tools.run import GRANIAN
from tools.setting_up import PYTHON, ROOT, Refusal, step

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0  # seconds
# Why what is published need not please the content rules, and declares no use of AI.
A_BENCHMARK = "A text of the benchmarks."


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


class Machine:
    """One machine of the press room: its own folder, a server of several processes, a worker."""

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        workers: int,
        root: Path = ROOT,
        bounds: str = GRANIAN,
    ) -> None:
        """`root` has the sources, of which `bounds` are those of `tools.run`."""
        self.port = free_port()
        self.environment = (
            {"SITE_URL": f"http://{HOST}:{self.port}"} | environment | {"DATA_DIR": str(folder)}
        )
        self._workers = workers
        self._root = root
        self._bounds = bounds
        self.server = self._serve()
        self.worker = self.start("manage.py", "work")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [PYTHON, *command],
            cwd=self._root,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _serve(self) -> subprocess.Popen[bytes]:
        bound = f"--host {HOST} --port {self.port} --workers {self._workers} {self._bounds}"
        return self.start("-m", "granian", *bound.split(), "config.wsgi:application")

    def processes(self) -> list[int]:
        """Returns the process numbers of the server's workers (Linux)."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            line = http.client.HTTPConnection(HOST, self.port, timeout=5)
            with suppress(OSError, http.client.HTTPException):
                line.request("GET", "/readyz")
                if line.getresponse().status == 200:
                    return
            line.close()
            time.sleep(0.1)
        raise Refusal("The server of the benchmark does not answer.")

    def make_demo_account(self, name: str) -> str:
        """Makes the accounts of the demonstration; returns the password of that one."""
        told = subprocess.run(
            [PYTHON, "manage.py", "demo_accounts"],
            cwd=self._root,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return dict(line.split() for line in told.splitlines() if len(line.split()) == 2)[name]

    def kill_worker(self) -> None:
        """Kills the worker in whatever it does, and starts another one."""
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()
        self.worker = self.start("manage.py", "work")

    def revive(self) -> None:
        """Starts the server anew if all of it has ended, as Docker would."""
        if self.server.poll() is not None:
            self.server = self._serve()

    def stop(self) -> None:
        for process in (self.server, self.worker):
            process.terminate()
        for process in (self.server, self.worker):
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
                continue
            process.kill()


@contextmanager
def database(
    address: str, folder: Path, root: Path = ROOT, contents: Sequence[str] = ("load_sample",)
) -> Iterator[dict[str, str]]:
    """Makes a database, with the sample press room; gives the environment that names it, and drops it.

    `address` is a PostgreSQL server's, or empty for SQLite in that folder.
    """
    name = f"minber_bench_{os.getpid()}"
    url = (
        urlsplit(address)._replace(path=f"/{name}").geturl()
        if address
        else f"sqlite:///{folder}/room.sqlite3"
    )
    environment = os.environ | {
        **served(folder),
        "DATABASE_URL": url,
        "LOG_LEVEL": "ERROR",
        # One address reads all the time: the bound is asked each time, and never reached.
        "READS_PER_ADDRESS_HOUR": "999999999",
    }
    if address:
        ask(address, f"CREATE DATABASE {name}")
    try:
        for command in (["migrate"], contents, ["collectstatic", "--noinput"]):
            subprocess.run(
                [PYTHON, "manage.py", *command],
                cwd=root,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield environment
    finally:
        if address:
            ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def archive(
    address: str, name: str, size: int, more: Mapping[str, str] | None = None, *, times: int = 1
) -> dict[str, str]:
    """Makes a database with so many releases, unless it is there; returns the environment that names it.

    `times`: it is a smaller archive so many times over. `more` is added to the environment.
    """
    import psycopg

    parts = urlsplit(address)
    environment = os.environ | {
        "DATABASE_URL": parts._replace(path=f"/{name}").geturl(),
        "LOG_LEVEL": "ERROR",
        **(more or {}),
    }
    server = parts._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server) as line:
        known = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    with step(f"{size:,} releases, {'found' if known else 'made'}"):
        if not known:
            ask(address, f"CREATE DATABASE {name}")
        run_python(environment, "manage.py", "migrate", "--verbosity=0")
        if not known:
            run_python(environment, "manage.py", "make_archive", f"--releases={size // times}")
        own = parts._replace(scheme="postgresql", path=f"/{name}").geturl()
        with psycopg.connect(own, autocommit=True) as line:
            if not known and times > 1:
                repeat(line, times)
            line.execute("VACUUM ANALYZE")  # as autovacuum does by itself, in time
    return environment


def served(folder: Path) -> dict[str, str]:
    """Returns what a server needs beside its database: everything of its own in that folder."""
    return {
        "DATA_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_HASHED": "1",
        "STATIC_ROOT": str(folder / "static"),
        "ALLOWED_HOSTS": HOST,
    }


def ask(address: str, question: str) -> None:
    """Does one statement beside the database that the address names."""
    import psycopg

    server = urlsplit(address)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(question)


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="minber-bench-") as folder:
        yield Path(folder)


def run_python(environment: dict[str, str], *command: str, told: str = "") -> str:
    """Returns what a command of our Python says, which is told something. Raises Refusal where it fails."""
    done = subprocess.run(
        [PYTHON, *command],
        cwd=ROOT,
        env=environment,
        input=told,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"{' '.join(command[:2])} has failed, for the reason above.")
    return done.stdout
