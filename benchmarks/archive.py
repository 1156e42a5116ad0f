"""`.venv/bin/python -m benchmarks.archive`: twenty years of releases, read as archives are read.

One process of the server on PostgreSQL, driven by wrk with the cookies of many visitors, gzip: one release
again and again, then releases by Zipf's law (exponent 1.0), then each equally often, as a crawler reads;
while a release is published every second, and each after five seconds of the same. Then the server is
started anew, and its first ten seconds are measured. Before it bare granian with the bytes of one page, and
nginx with all of them as files.
`--size`, `--large` (300,000), `--keep` leaves the database for the next run, `--write` writes the table into
docs/performance.md. It fails below SHARES of the hot page's rate.
"""

import argparse
import datetime
import http.client
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
SECONDS, REQUESTS = 10, 150_000
WARM_UP = 5  # seconds before what is measured: a process that has just started hears of an hour's reads first
OURS, GRANIAN, NGINX = "Minber", "bare granian", "nginx"
ONE, ZIPF, EQUALLY = "one page again and again", "by Zipf's law", "each equally often"
RESTARTED, FIRST_SECONDS = "by Zipf's law, the first ten seconds after a restart", 10
# Of the rate of one page again and again.
SHARES = {ZIPF: 0.60, EQUALLY: 0.45}
AFTER_RESTART = 0.80  # of the steady rate
P99, MEMORY = 10.0, 200.0  # milliseconds; MiB of a process that are its own
GZIP = (("Accept-Encoding", "gzip"),)


class Row(NamedTuple):
    server: str
    name: str
    found: Measured
    memory: float  # MiB
    published: int = 0


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
            environment = site.archive(address, name, size, site.served(folder), times=times)
            run_python(environment, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
            archive = Archive(environment, folder)
            rows, first = _measure(archive, arguments.seconds)
    finally:
        if not arguments.keep:
            ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    over = overruns(rows)
    text = report(rows, over, size, first, arguments.seconds)
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
    """The first reading of all pages: how many a second were rendered, and what each takes on the disk."""

    each_second: float
    kilobytes: float


def _measure(archive: Archive, seconds: int) -> tuple[list[Row], First]:
    addresses = find_addresses(archive.environment)
    asked = {
        ONE: [addresses[len(addresses) // 2]] * 60,
        ZIPF: by_zipf(addresses, REQUESTS),
        EQUALLY: equally(addresses, REQUESTS),
    }
    files = archive.folder / "files"
    with archive.serve() as pid, step(f"{len(addresses):,} pages read for the first time"):
        began = time.monotonic()
        _read_all(archive.port, addresses, files)
        taken = time.monotonic() - began
    first = First(len(addresses) / taken, _disk_usage(archive.folder / "pages") / len(addresses) / 1024)
    rows = [*_measure_peers(archive.folder, files, asked, seconds)]
    with archive.serve() as pid:
        for name, wanted in asked.items():
            load.drive(archive.port, _requests(wanted), WARM_UP, pid, archive.folder)
            with _publishing(archive) as published:
                found = load.drive(archive.port, _requests(wanted), seconds, pid, archive.folder)
            rows.append(_told(Row(OURS, name, found, _private_memory(pid), len(published))))
    with archive.serve() as pid:
        again = _requests(asked[ZIPF])
        found = load.drive(archive.port, again, FIRST_SECONDS, pid, archive.folder)
        rows.append(_told(Row(OURS, RESTARTED, found, _private_memory(pid))))
    return rows, first


def _disk_usage(folder: Path) -> int:
    """Returns how many bytes of the disk its files take."""
    return sum(each.stat().st_blocks * 512 for each in folder.rglob("*") if each.is_file())


def _measure_peers(folder: Path, files: Path, asked: dict[str, list[str]], seconds: int) -> Iterator[Row]:
    """Yields what a server of nothing but the same bytes does."""
    page = _file(files, asked[ONE][0])
    command = granian(PYTHON, port := free_port(), "app:application")
    environment = os.environ | {"PAGE": str(page)}
    with started(command, environment, PEERS / "bytes", port=port, path="/", name="bytes") as pid:
        found = load.drive(port, _requests(asked[ONE]), seconds, pid, folder)
        yield _told(Row(GRANIAN, ONE, found, _private_memory(pid)))
    builds.nginx()
    own = folder / "nginx"
    own.mkdir()
    locations = "location / { gzip_static always; }"
    command = builds.nginx_of(port := free_port(), own, files, locations)
    path = _file_address(asked[ONE][0])
    with started(command, dict(os.environ), own, port=port, path=path, name="files") as pid:
        for name, wanted in asked.items():
            found = load.drive(port, _requests([*map(_file_address, wanted)]), seconds, pid, folder)
            yield _told(Row(NGINX, name, found, _private_memory(pid)))


def _told(row: Row) -> Row:
    print(f"- {row.server}, {row.name}: {row.found.each_second:,.0f} a second", flush=True)
    return row


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
def _publishing(archive: Archive) -> Iterator[list[float]]:
    """Publishes a release every second until the end; gives the moments."""
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
    published: list[float] = []
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
            yield published
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


def overruns(rows: Sequence[Row]) -> list[str]:
    ours = {row.name: row for row in rows if row.server == OURS}
    rates = {name: row.found.each_second for name, row in ours.items()}
    over = []
    for name, least in SHARES.items():
        if (share := rates[name] / rates[ONE]) < least:
            over.append(f"{name}: {share:.0%} of the hot page's rate, not {least:.0%}.")
        if (p99 := ours[name].found.p99) > P99:
            over.append(f"{name}: p99 {p99:.1f} ms, not {P99:.0f}.")
    if (share := rates[RESTARTED] / rates[ZIPF]) < AFTER_RESTART:
        over.append(f"{RESTARTED}: {share:.0%} of the steady rate, not {AFTER_RESTART:.0%}.")
    for name, row in ours.items():
        if row.memory > MEMORY:
            over.append(f"{name}: {row.memory:.0f} MiB, not {MEMORY:.0f}.")
    over += [f"{row.server}, {row.name}: {row.found.failed} failed." for row in rows if row.found.failed]
    return over


def report(rows: Sequence[Row], over: Sequence[str], size: int, first: First, seconds: int) -> str:
    today = datetime.date.today()  # noqa: DTZ011
    hot = {row.server: row.found.each_second for row in rows if row.name == ONE}
    lines = [
        (
            f"`benchmarks.archive`, {today:%d.%m.%Y}, {size:,} releases, PostgreSQL, a process, {seconds} s "
            f"a row. The pages were rendered for the first time at {first.each_second:.0f} a second; each "
            f"takes {first.kilobytes:.1f} KiB of the disk."
        ),
        "",
        "| | requests/s | of its one page | CPU µs each | p99 ms | own memory, MiB | published meanwhile |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for server, name, found, memory, published in rows:
        lines.append(
            f"| {server}, {name} | {found.each_second:,.0f} | {found.each_second / hot[server]:.0%} | "
            f"{found.cpu:.0f} | {found.p99:.1f} | {memory:.0f} | {published or ''} |"
        )
    return "\n".join([*lines, *(["", *over] if over else [])])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
