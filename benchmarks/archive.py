"""`.venv/bin/python -m benchmarks.archive`: twenty years of releases, read as archives are read.

One process of the server on PostgreSQL, driven by wrk with the cookies of many visitors, gzip: one release
again and again, releases by Zipf's law (exponent 1.0), and each equally often, as a crawler reads; while a
release is published every second, and each after some seconds of the same. Beside it bare granian with the
bytes of one page, and nginx with all of them as files. All take turns, round by round: a share is the median
of those of the rounds, in each of which all met the same machine. Then the server is started anew, again and
again: its first ten seconds are measured against the steady rate.
`--size`, `--large` (300,000), `--rounds`, `--seconds`, `--keep` leaves the database for the next run,
`--write` writes the table into docs/performance.md. It fails below SHARES of the hot page's rate.
"""

import argparse
import datetime
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import accumulate, cycle
from pathlib import Path
from typing import NamedTuple

from benchmarks import document, load, site
from benchmarks import peer_builds as builds
from benchmarks.load import Measured, Request
from benchmarks.peer_builds import PEERS
from benchmarks.site import HOST, ask, free_port, run_python, scratch
from benchmarks.targets import SCRATCH, granian, started, visits
from tools.setting_up import PYTHON, ROOT, Refusal, step
from tools.test import find_postgresql

SIZE, LARGE = 30_000, 300_000
ROUNDS, SECONDS, REQUESTS = 7, 5, 150_000
WARM_UP = 3  # seconds before what is measured: a process that has just started hears of an hour's reads first
OURS, GRANIAN, NGINX = "Minber", "bare granian", "nginx"
ONE, ZIPF, EQUALLY = "one page again and again", "by Zipf's law", "each equally often"
RESTARTED, FIRST_SECONDS, RESTARTS = "by Zipf's law, the first ten seconds after a restart", 10, 3
# Of the rate of one page again and again.
SHARES = {ZIPF: 0.60, EQUALLY: 0.45}
OF_LARGE = 0.80  # of that, of the large one
AFTER_RESTART = 0.80  # of the steady rate
P99, MEMORY = 10.0, 200.0  # milliseconds; MiB of a process that are its own
GZIP = (("Accept-Encoding", "gzip"),)


class Run(NamedTuple):
    found: Measured
    # Of one page again and again in the same round; after a restart, of the steady rate.
    share: float
    memory: float  # MiB
    published: int = 0


@dataclass
class Row:
    """What one server did with one kind of requests; numbers are medians, memory the most."""

    server: str
    name: str
    runs: list[Run] = field(default_factory=list)

    @property
    def each_second(self) -> float:
        return statistics.median(run.found.each_second for run in self.runs)

    @property
    def share(self) -> float:
        return statistics.median(run.share for run in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(run.found.cpu for run in self.runs)

    @property
    def p99(self) -> float:
        return statistics.median(run.found.p99 for run in self.runs)

    @property
    def memory(self) -> float:
        return max(run.memory for run in self.runs)

    @property
    def published(self) -> int:
        return sum(run.published for run in self.runs)

    @property
    def failed(self) -> int:
        return sum(run.found.failed for run in self.runs)


class Server(NamedTuple):
    """One that is measured, and what it is asked for: by the name of the row."""

    name: str
    port: int
    pid: int
    requests: dict[str, list[Request]]


@dataclass
class Archive:
    """A press room with so many releases, and a server of it with a store of its own."""

    environment: dict[str, str]
    folder: Path
    port: int = field(default_factory=free_port)

    @contextmanager
    def serve(self) -> Iterator[int]:
        command = granian(PYTHON, self.port, "config.wsgi:application", has_bulkheads=True)
        own = self.environment | {"SITE_URL": f"http://{HOST}:{self.port}"}
        with started(command, own, ROOT, port=self.port, path="/healthz", name="archive") as pid:
            yield pid


def main() -> int:
    """Returns 0 when every figure is within its bound."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.archive", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--size", type=int, default=SIZE, metavar="RELEASES")
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} releases")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of each run")
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    arguments = parser.parse_args()
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    load.require_two_cores()
    SCRATCH.mkdir(exist_ok=True)
    size = LARGE if arguments.large else arguments.size
    name = f"minber_bench_archive_{size}"
    try:
        with scratch() as folder:
            times = 10 if size == LARGE else 1
            # All of the pages have to be kept: each takes some eight kilobytes.
            own = site.served(folder) | {"PAGE_STORE_BYTES": str(max(2 * 2**30, size * 14_000))}
            environment = site.archive(address, name, size, own, times=times)
            run_python(environment, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
            archive = Archive(environment, folder)
            rows, first = _measure(archive, arguments.rounds, arguments.seconds)
    finally:
        if not arguments.keep:
            ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    over = overruns(rows, OF_LARGE if size == LARGE else 1.0)
    text = report(rows, over, size, first, rounds=arguments.rounds, seconds=arguments.seconds)
    print(f"\n{text}")
    if arguments.write:
        document.write("archive", text)
    return min(len(over), 1)


# --- What is asked for ---


def find_addresses(environment: dict[str, str]) -> list[str]:
    """Returns the address of every release, the newest first: as the sitemap has them."""
    script = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
        "django.setup()\n"
        "from press.models import Edition\n"
        "live = Edition.objects.live().select_related('release').order_by('-release__first_published_at')\n"
        "for each in live.only('release__language', 'release__slug').iterator():\n"
        "    print(each.release.get_absolute_url())"
    )
    return run_python(environment, "-c", script).split()


def by_zipf(addresses: Sequence[str], number: int) -> list[str]:
    """Returns so many of them, the n-th asked for 1/n as often as the first."""
    chance = random.Random(1)  # noqa: S311 - no secret
    ordered = chance.sample(addresses, len(addresses))
    weights = list(accumulate(1 / rank for rank in range(1, len(ordered) + 1)))
    return chance.choices(ordered, cum_weights=weights, k=number)


def equally(addresses: Sequence[str], number: int) -> list[str]:
    chance = random.Random(2)  # noqa: S311 - no secret
    return chance.choices(addresses, k=number)


def _requests(addresses: Sequence[str]) -> list[Request]:
    """Every third has no display of their own, as in the other tables."""
    tokens = cycle(visit.display for visit in visits(""))
    return [Request(address, token, headers=GZIP) for address, token in zip(addresses, tokens)]  # noqa: B905


# --- What is measured ---


class First(NamedTuple):
    """The first reading of all pages: how many a second were rendered, and what each takes of the server's
    processor (milliseconds) and of the disk.
    """

    each_second: float
    cpu: float
    kilobytes: float


def _measure(archive: Archive, rounds: int, seconds: int) -> tuple[list[Row], First]:
    addresses = find_addresses(archive.environment)
    asked = {
        ONE: [addresses[len(addresses) // 2]] * 60,
        ZIPF: by_zipf(addresses, REQUESTS),
        EQUALLY: equally(addresses, REQUESTS),
    }
    files = archive.folder / "files"
    with archive.serve() as pid, step(f"{len(addresses):,} pages read for the first time"):
        began, spent = time.monotonic(), load.cpu_seconds(pid)
        _read_all(archive.port, addresses, files)
        taken, spent = time.monotonic() - began, load.cpu_seconds(pid) - spent
    first = First(
        each_second=len(addresses) / taken,
        cpu=spent / len(addresses) * 1000,
        kilobytes=_disk_usage(archive.folder / "pages") / len(addresses) / 1024,
    )
    requests = {name: _requests(wanted) for name, wanted in asked.items()}
    rows: dict[tuple[str, str], Row] = {}
    with _peers(archive.folder, files, asked) as peers, archive.serve() as pid:
        servers = [*peers, Server(OURS, archive.port, pid, requests)]
        for number in range(1, rounds + 1):
            print(f"- round {number} of {rounds}", flush=True)
            for server in servers:
                _measure_round(archive, server, seconds, rows)
    for _ in range(RESTARTS):
        with archive.serve() as pid:
            found = load.drive(archive.port, requests[ZIPF], FIRST_SECONDS, pid, archive.folder)
            share = found.each_second / rows[OURS, ZIPF].each_second
            row = rows.setdefault((OURS, RESTARTED), Row(OURS, RESTARTED))
            row.runs.append(Run(found, share, _private_memory(pid)))
            _tell(row)
    return list(rows.values()), first


def _measure_round(archive: Archive, server: Server, seconds: int, rows: dict[tuple[str, str], Row]) -> None:
    hot = 0.0
    for name, wanted in server.requests.items():
        load.drive(server.port, wanted, WARM_UP, server.pid, archive.folder)
        published: list[float] = []
        with _publishing(archive, published) if server.name == OURS else nullcontext():
            found = load.drive(server.port, wanted, seconds, server.pid, archive.folder)
        hot = hot or found.each_second
        row = rows.setdefault((server.name, name), Row(server.name, name))
        run = Run(found, found.each_second / hot, _private_memory(server.pid), len(published))
        row.runs.append(run)
        _tell(row)


def _tell(row: Row) -> None:
    run = row.runs[-1]
    print(f"  {row.server}, {row.name}: {run.found.each_second:,.0f} a second, {run.share:.0%}", flush=True)


def _disk_usage(folder: Path) -> int:
    """Returns how many bytes of the disk its files take."""
    return sum(each.stat().st_blocks * 512 for each in folder.rglob("*") if each.is_file())


@contextmanager
def _peers(folder: Path, files: Path, asked: dict[str, list[str]]) -> Iterator[list[Server]]:
    """Gives servers of nothing but the same bytes."""
    page = _file(files, asked[ONE][0])
    of_bytes = granian(PYTHON, bytes_port := free_port(), "app:application")
    environment = os.environ | {"PAGE": str(page)}
    builds.nginx()
    own = folder / "nginx"
    own.mkdir()
    of_files = builds.nginx_of(files_port := free_port(), own, files, "location / { gzip_static always; }")
    path = _file_address(asked[ONE][0])
    with (
        started(of_bytes, environment, PEERS / "bytes", port=bytes_port, path="/", name="bytes") as bytes_pid,
        started(of_files, dict(os.environ), own, port=files_port, path=path, name="files") as files_pid,
    ):
        as_files = {name: _requests([*map(_file_address, wanted)]) for name, wanted in asked.items()}
        yield [
            Server(GRANIAN, bytes_port, bytes_pid, {ONE: _requests(asked[ONE])}),
            Server(NGINX, files_port, files_pid, as_files),
        ]


def _file_address(address: str) -> str:
    return f"{address.rstrip('/')}.html"


def _file(files: Path, address: str) -> Path:
    return files / f"{_file_address(address)[1:]}.gz"


def _read_all(port: int, addresses: Sequence[str], files: Path) -> None:
    """Reads each page once, and writes it as a file for who serves files."""

    def read(part: Sequence[str]) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=60)
        for address in part:
            answer = load.ask(line, Request(address, headers=GZIP))
            if answer.status != 200:
                raise Refusal(f"{address} is not there.")
            file = _file(files, address)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(answer.body)
        line.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, [addresses[number::8] for number in range(8)]))


@contextmanager
def _publishing(archive: Archive, published: list[float]) -> Iterator[None]:
    """Publishes a release every second until the end; notes the moments."""
    script = (
        "import os, sys, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
        "django.setup()\n"
        "from press import publishing\n"
        "from press.models import Topic\n"
        "from tests.factories import make_officer\n"
        "from press.models import User\n"
        "author, editor = (User.objects.filter(username=n).first() or make_officer(n, g)\n"
        "                  for n, g in (('writer', 'author'), ('reviewer', 'editor')))\n"
        "topics = list(Topic.objects.all()[:2])\n"
        "from contextlib import suppress\n"
        "from django.db import connection\n"
        "with suppress(OSError):  # PostgreSQL's part of it, too, is the officer's\n"
        f"    os.sched_setaffinity(connection.connection.info.backend_pid, {{{load.LOAD_CORE}}})\n"
        f"why = {site.A_BENCHMARK!r}\n"
        "print('ready', flush=True)\n"
        "for number, line in enumerate(sys.stdin):\n"
        "    edition = publishing.start_release(language=['kk', 'ru', 'en'][number % 3], by=author,\n"
        "        title=f'Published under load {line}', body='<p>A text.</p>', contact=None)\n"
        "    publishing.revise_story(edition, by=author, topics=topics, people=[], related=[],\n"
        "        pinned_until=None)\n"
        "    publishing.submit(edition, by=author, override_reason=why)\n"
        "    publishing.approve(edition, by=editor, override_reason=why)\n"
        "    print('done', flush=True)\n"
    )
    # Beside wrk, which goes first: else the time of a request would be that of the officer.
    command = ["taskset", "-c", load.LOAD_CORE, "nice", "-n", "19", PYTHON, "-c", script]
    stop = threading.Event()
    with subprocess.Popen(
        command, cwd=ROOT, env=archive.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        if process.stdout.readline() != "ready\n":
            raise Refusal("Nothing can be published.")

        def publish() -> None:
            assert process.stdin
            assert process.stdout
            while not stop.wait(1):
                process.stdin.write(f"{len(published)}\n")
                process.stdin.flush()
                if process.stdout.readline() != "done\n":
                    return
                published.append(time.monotonic())

        thread = threading.Thread(target=publish)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            process.stdin.close()


def _private_memory(pid: int) -> float:
    """Returns MiB that the largest process of the server shares with no other."""
    most = 0.0
    for each in load._tree(pid):
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        own = sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE))
        most = max(most, own / 1024)
    return most


# --- What is told ---


def overruns(rows: Sequence[Row], of_shares: float) -> list[str]:
    ours = {row.name: row for row in rows if row.server == OURS}
    over = []
    for name, share in SHARES.items():
        least = share * of_shares
        if ours[name].share < least:
            over.append(f"{name}: {ours[name].share:.0%} of the hot page's rate, not {least:.0%}.")
        if ours[name].p99 > P99:
            over.append(f"{name}: p99 {ours[name].p99:.1f} ms, not {P99:.0f}.")
    if ours[RESTARTED].share < AFTER_RESTART:
        over.append(f"{RESTARTED}: {ours[RESTARTED].share:.0%} of the steady rate, not {AFTER_RESTART:.0%}.")
    for name, row in ours.items():
        if row.memory > MEMORY:
            over.append(f"{name}: {row.memory:.0f} MiB, not {MEMORY:.0f}.")
    over += [f"{row.server}, {row.name}: {row.failed} failed." for row in rows if row.failed]
    return over


def report(
    rows: Sequence[Row], over: Sequence[str], size: int, first: First, *, rounds: int, seconds: int
) -> str:
    today = datetime.date.today()  # noqa: DTZ011
    lines = [
        (
            f"`benchmarks.archive`, {today:%d.%m.%Y}, {size:,} releases, PostgreSQL, a process; medians of "
            f"{rounds} rounds of {seconds} s, the most of memory. The pages were rendered for the first time "
            f"at {first.each_second:.0f} a second, {first.cpu:.1f} ms of the server's processor each; one "
            f"takes {first.kilobytes:.1f} KiB of the disk."
        ),
        "",
        "| | requests/s | of its one page | least, most | CPU µs each | p99 ms | memory, MiB | published |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        shares = sorted(run.share for run in row.runs)
        spread = "" if row.name == ONE else f"{shares[0]:.0%} … {shares[-1]:.0%}"
        of = " of the steady rate" * (row.name == RESTARTED)
        lines.append(
            f"| {row.server}, {row.name} | {row.each_second:,.0f} | {row.share:.0%}{of} | {spread} | "
            f"{row.cpu:.0f} | {row.p99:.1f} | {row.memory:.0f} | {row.published or ''} |"
        )
    return "\n".join([*lines, *(["", *over] if over else [])])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
