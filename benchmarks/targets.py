"""What is measured against what: each target with its server, its requests, and what a right answer is.

Here are Minber's own; the peers are in peer_sites.py. Every target that runs Python is served by the same
granian with the same bounds, on core 0.
"""

import http.client
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from accessibility.preferences import CHOICES, Preferences
from benchmarks.load import HOST, SERVER_CORE, Answer, Request, Right, ask, said
from benchmarks.site import database, free_port
from tools.run import GRANIAN
from tools.setting_up import PYTHON, ROOT, Refusal, step

SCRATCH = ROOT / ".bench"
RELEASE = "sample-budget"
VISITORS = 60
STARTS_WITHIN = 60.0  # seconds
THREADS_OF_OTHERS = 4
PAGE_WITHOUT_CACHE = {"PAGE_CACHE_BYTES": "0"}


@dataclass(frozen=True, slots=True)
class Target:
    """One row. `of_ours` are rows of Minber's own server beside the page as a peer has it."""

    name: str
    port: int
    pid: int
    requests: Sequence[Request]
    right: Right
    of_ours: bool = False


def displays() -> list[str]:
    """Returns the cookies of so many visitors, each with a display of their own."""
    choices = product(CHOICES["colours"][1:8], CHOICES["letter-spacing"][1:], CHOICES["text-size"][:3])
    tokens = [
        Preferences(colours=colours, letter_spacing=spacing, text_size=size).token()
        for colours, spacing, size in choices
    ]
    return tokens[:VISITORS]


def visits(path: str, **more: object) -> list[Request]:
    """Returns the requests that rotate: two with a display and one without, and so on."""
    tokens = displays()
    shown = [token for pair in zip(tokens[::2], tokens[1::2], strict=True) for token in (*pair, "")]
    return [Request(path, token, **more) for token in shown]  # type: ignore[arg-type]


def has_own_display(request: Request, answer: Answer) -> bool:
    """A page is right when its root element has what this visitor chose, and nothing else."""
    return answer.status == 200 and answer.attributes() == said(attributes_of(request.display))


def attributes_of(token: str) -> str:
    return Preferences.from_token(token).attributes()


# --- Servers ---


@contextmanager
def started(
    command: Sequence[str], environment: dict[str, str], folder: Path, *, port: int, path: str, name: str
) -> Iterator[int]:
    """Runs a server on its core until it is no longer needed; gives its process number once it answers."""
    with (SCRATCH / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(process, port, path, name)
            yield process.pid
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()


def granian(python: str, port: int, application: str, *, has_bulkheads: bool = False) -> list[str]:
    """Ours has the threads of production, most of which wait; what works on all of its threads has four."""
    bound = f"--host {HOST} --port {port} --workers 1 {GRANIAN}"
    bound += "" if has_bulkheads else f" --blocking-threads {THREADS_OF_OTHERS}"
    return [python, "-m", "granian", *bound.split(), application]


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, name: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    status: object = "no answer"
    while time.monotonic() < until and process.poll() is None:
        line = http.client.HTTPConnection(HOST, port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            status = ask(line, Request(path)).status
        line.close()
        if status == 200:
            return
        time.sleep(0.1)
    raise Refusal(f"its server does not answer ({status}): see {SCRATCH.name}/{name}.log")


# --- Minber ---


@dataclass(frozen=True, slots=True)
class Ours:
    """A press room on one database, as it is in production and without its page cache."""

    name: str
    port: int
    pid: int
    cold_port: int
    cold_pid: int
    path: str
    beacon: str

    def rows(self) -> Iterator[Target]:
        pages = visits(self.path)
        yield Target(f"Minber, {self.name}", self.port, self.pid, pages, has_own_display)
        yield Target(
            f"Minber, {self.name}, rendered each time",
            self.cold_port, self.cold_pid, pages, has_own_display, of_ours=True,
        )  # fmt: skip

    def more_rows(self) -> Iterator[Target]:
        """The same page as browsers ask for it; what they have already; and a read that is counted."""
        for name, codings in (("gzip", "gzip"), ("brotli, else gzip", "gzip, deflate, br")):
            asked = visits(self.path, headers=(("Accept-Encoding", codings),))
            yield Target(f"Minber, {name}", self.port, self.pid, asked, _packed(codings), of_ours=True)
        yield Target(
            "Minber, 304 to If-None-Match", self.port, self.pid, self._known(), _is(304), of_ours=True
        )
        reads = visits(self.beacon, method="POST", headers=(("Sec-Fetch-Site", "same-origin"),))
        yield Target("Minber, a read counted (beacon)", self.port, self.pid, reads, _is(204), of_ours=True)

    def _known(self) -> list[Request]:
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            return [
                Request(one.path, one.display, headers=(("If-None-Match", ask(line, one).headers["etag"]),))
                for one in visits(self.path)
            ]
        finally:
            line.close()


def _packed(codings: str) -> Right:
    def right(request: Request, answer: Answer) -> bool:
        coding = answer.headers.get("content-encoding", "identity")
        return coding in codings and has_own_display(request, answer)

    return right


def _is(status: int) -> Right:
    def right(_request: Request, answer: Answer) -> bool:
        return answer.status == status and not answer.body

    return right


@contextmanager
def minber(address: str, folder: Path) -> Iterator[Ours]:
    """Serves the sample press room on that database (empty: SQLite), twice."""
    name = "PostgreSQL" if address else "SQLite"
    folder.mkdir()
    with ExitStack() as stack:
        with step(f"Minber on {name}"):
            environment = stack.enter_context(database(address, folder))
            release, path = _release(environment)
            ports = free_port(), free_port()
            pids: list[int] = []
            for port, more in zip(ports, ({}, PAGE_WITHOUT_CACHE), strict=True):
                own = environment | more | {"SITE_URL": f"http://{HOST}:{port}"}
                command = granian(PYTHON, port, "config.wsgi:application", has_bulkheads=not more)
                label = f"minber-{name}-{len(pids)}".lower()
                server = started(command, own, ROOT, port=port, path=path, name=label)
                pids.append(stack.enter_context(server))
        yield Ours(name, ports[0], pids[0], ports[1], pids[1], path, f"/read/{release}")


def _release(environment: dict[str, str]) -> tuple[int, str]:
    """Returns the release's number and path, once photographs have all the sizes that the worker makes."""
    script = (
        "import django; django.setup()\n"
        "from press.photographs.renditions import make_missing\n"
        "from press.models import Release\n"
        "while make_missing(): pass\n"
        f"release = Release.objects.get(story__import_key={RELEASE!r}, language='en')\n"
        "print(release.pk, release.get_absolute_url())"
    )
    found = subprocess.run(
        [PYTHON, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    number, path = found.stdout.split()
    return int(number), path
