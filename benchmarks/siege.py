"""`.venv/bin/python -m benchmarks.siege`: kept pages while strangers do all they can at once.

A press room on two processes, asked straight and through the proxy of deploy/: 40 guess passwords, 100 send
half a form, 3,000 say nothing, an officer uploads pictures that unfold, eight at a time, a crawler reads an
archive that nobody has read; each alone, then all but the crawler together. Meanwhile a few readers ask for
kept pages, each time by a new connection, reads are counted, and an officer saves texts. Printed is how long
the pages took, and whether a read or a text that was answered is lost.

The attackers and the readers are processes of their own, and the readers' goes first at the processor: what
is measured is the server's time, on a machine that it shares with the attackers.
"""

import argparse
import asyncio
import os
import re
import resource
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from benchmarks import attacks, document
from benchmarks.browser import ENDINGS, Browser, Place
from benchmarks.front import NAME, nginx
from benchmarks.site import HOST, Machine, database, scratch
from tools.setting_up import PYTHON, ROOT, Refusal
from tools.test import find_postgresql

SECONDS, ALONE_SECONDS = 60, 20
PROCESSES = 2
READERS, EVERY = 4, 0.05  # seconds between a reader's pages
TOGETHER, NOTHING = "all together", "nothing else"
KINDS = (NOTHING, attacks.READERS, attacks.CRAWLER, *attacks.STRANGERS, attacks.BOMBS, TOGETHER)
WAYS = ("bare", "nginx")
PROMISED = {"nginx": 50.0}  # milliseconds, p99
MOST_MEMORY = 400  # MB a process
FILES = 20_000
ARCHIVE = ("make_archive", "--releases=4000")  # more than are rendered meanwhile
NO_ANSWER = 1.0  # seconds for which a page is not there when all is over
STANDS_AFTER, WAITS_FOR_BOTH = 4.0, 120.0  # seconds
SIGN_INS = 10
OF_THE_PROXY = "/readyz"  # its own page of what is not there

_barrier: Barrier  # of attackers and readers, in each of their processes
PASSWORD = "of the benchmark, for nobody"  # noqa: S105


@dataclass
class Seen:
    """What readers and an officer saw: milliseconds of each page, what failed, what was answered.

    `files` are those of a file that the proxy has itself: the least that anything behind it can take.
    """

    pages: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    reads_sent: int = 0
    reads: int = 0
    saves: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass
class Row:
    """One run, and what was found in the database after it."""

    code: str
    way: str
    kind: str
    seen: Seen
    counts: attacks.Counts
    counted: int
    kept: int
    memory: int

    def holds(self) -> bool:
        """Whether no read and no text is lost, and the pages came as promised."""
        nothing_lost = self.seen.reads <= self.counted <= self.seen.reads_sent and self.kept == len(
            self.seen.texts
        )
        in_time = _quantile(self.seen.pages, 0.99) <= PROMISED.get(self.way, float("inf"))
        is_answered = self.way not in PROMISED or not self.seen.failed
        return nothing_lost and in_time and is_answered and self.memory <= MOST_MEMORY


def main() -> int:
    """Returns 0 when what is promised held of these sources."""
    arguments = _arguments()
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (FILES, max(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    )
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # of these sources and of those before
    address = "" if arguments.sqlite else find_postgresql(dict(os.environ))
    rows: list[Row] = []
    roots = {"now": ROOT} if arguments.before is None else {"before": arguments.before.resolve(), "now": ROOT}
    for way in WAYS:
        for kind in KINDS:
            if arguments.way in (None, way) and arguments.kind in (None, kind):
                for code, root in roots.items():
                    seconds = arguments.seconds or (SECONDS if kind == TOGETHER else ALONE_SECONDS)
                    rows.append(_run(address, code, root, way, kind, seconds))
                    print(_line(rows[-1]), flush=True)
                    print(
                        "  ",
                        ", ".join(f"{name}: {number:,}" for name, number in sorted(rows[-1].counts.items())),
                    )
    if arguments.write:
        document.write("siege", _table(rows, "PostgreSQL" if address else "SQLite"))
    return 0 if all(row.holds() for row in rows if row.code == "now") else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.siege", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--way", choices=WAYS, help="straight, or through the proxy; else both")
    parser.add_argument("--kind", choices=KINDS, help="one kind of siege; else all")
    parser.add_argument(
        "--seconds", type=int, help=f"of each; else {ALONE_SECONDS}, and {SECONDS} of all together"
    )
    parser.add_argument(
        "--before", type=Path, help="other sources (`git worktree add`) to measure beside these"
    )
    parser.add_argument("--sqlite", action="store_true", help="on SQLite also where PostgreSQL answers")
    parser.add_argument("--write", action="store_true", help="puts the table into docs/performance.md")
    return parser.parse_args()


# --- One run ---


def _run(address: str, code: str, root: Path, way: str, kind: str, seconds: int) -> Row:
    contents = ARCHIVE if kind == attacks.CRAWLER else ("load_sample",)
    with scratch() as folder, database(address, folder, root, contents) as environment:
        environment |= {"READS_PER_ADDRESS_HOUR": "0", "ALLOWED_HOSTS": f"{HOST},{NAME}"}
        if way == "nginx":
            environment |= {"SITE_URL": f"https://{NAME}", "TRUSTED_PROXIES": HOST}
        _of_django(root, environment, _MAKE_OFFICER)
        _of_django(root, environment, _MAKE_RENDITIONS)
        machine = Machine(folder, environment, PROCESSES, root, _bounds(root))
        before = int(_of_django(root, environment, _READS))
        try:
            machine.wait_until_it_answers()
            with _place(way, root, folder, machine.port) as place:
                pages = _of_django(root, environment, _PAGES).split()
                others = _of_django(root, environment, _OTHERS).split() if kind == attacks.CRAWLER else []
                seen, counts = _besiege(place, kind, seconds, pages, others)
            memory = max(map(_peak, machine.processes()), default=0)
            counted = _counted(root, machine, before + seen.reads) - before
        finally:
            machine.stop()
        kept = int(
            _of_django(root, environment, f"print(Edition.objects.filter(title__in={seen.texts!r}).count())")
        )
    return Row(code, way, kind, seen, counts, counted, kept, memory)


@contextmanager
def _place(way: str, root: Path, folder: Path, port: int) -> Iterator[Place]:
    if way == "nginx":
        with nginx(root / "deploy", folder / "nginx", port) as place:
            yield place
    else:
        yield Place(port, f"{HOST}:{port}")


def _besiege(
    place: Place, kind: str, seconds: int, pages: list[str], others: list[str]
) -> tuple[Seen, attacks.Counts]:
    context = get_context("spawn")
    with ProcessPoolExecutor(2, context, _meet, (context.Barrier(2),)) as processes:
        besieging = processes.submit(_attack, place, kind, others)
        reading = processes.submit(_read, place, pages, seconds)
        return reading.result(), besieging.result()


def _meet(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


async def _until_both() -> None:
    """Waits until attackers and readers have come so far."""
    await asyncio.to_thread(_barrier.wait, WAITS_FOR_BOTH)


def _attack(place: Place, kind: str, others: list[str]) -> attacks.Counts:
    """In a process of its own, with what the server leaves of the machine: strangers have their own."""
    os.nice(10)
    counts = attacks.Counts()

    async def all_of_them() -> None:
        officer = await _sign_in(place, "127.0.0.4")
        await _until_both()
        tasks = [
            attack(place, counts) for name, attack in attacks.STRANGERS.items() if kind in (name, TOGETHER)
        ]
        if kind == attacks.READERS:
            tasks.append(attacks.crowd(place, counts))
        if kind == attacks.CRAWLER:
            tasks.append(attacks.crawl(place, counts, others))
        if kind in (attacks.BOMBS, TOGETHER):
            tasks.append(attacks.upload(officer, counts))
        await _while(_stand(), *tasks)

    async def _stand() -> None:
        await asyncio.sleep(STANDS_AFTER)
        await _until_both()
        await _until_both()

    asyncio.run(all_of_them())
    return counts


def _read(place: Place, pages: list[str], seconds: float) -> Seen:
    """In a process of its own: what a reader waits for is the server, not us."""
    with suppress(PermissionError):
        os.nice(-10)
    seen = Seen()

    async def all_of_them() -> None:
        officer = await _sign_in(place, "127.0.0.5")
        token = await officer.token(attacks.ADD)
        for address in pages[1:] * 4 * PROCESSES:
            await Browser(place, "127.0.0.6", keep=False).get(address)
        await _until_both()
        await _until_both()
        readers = [_reader(place, pages[1:], number, seen) for number in range(READERS)]
        if place.tls:
            readers.append(_file(place, seen))
        beacons, officers = _beacons(place, int(pages[0]), seen), _officer(officer, token, seen)
        await _while(asyncio.sleep(seconds), *readers, beacons, officers)
        await _until_both()

    asyncio.run(all_of_them())
    return seen


async def _while(lasting: Coroutine[Any, Any, None], *endless: Coroutine[Any, Any, None]) -> None:
    """Does the endless ones while the lasting one lasts; raises what any of them raises."""
    tasks = [asyncio.ensure_future(each) for each in (lasting, *endless)]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _reader(place: Place, pages: list[str], number: int, seen: Seen) -> None:
    browser, turn = Browser(place, f"127.0.0.{10 + number}", keep=False), number
    while True:
        began = time.monotonic()
        try:
            answer = await browser.get(pages[turn % len(pages)])
            if answer.status == 200:
                seen.pages.append((time.monotonic() - began) * 1000)
            else:
                seen.failed[str(answer.status)] += 1
        except (TimeoutError, *ENDINGS) as error:
            seen.failed[type(error).__name__] += 1
        except asyncio.CancelledError:
            seen.failed["no answer"] += time.monotonic() - began > NO_ANSWER
            raise
        turn += 1
        await asyncio.sleep(EVERY)


async def _file(place: Place, seen: Seen) -> None:
    browser = Browser(place, "127.0.0.8", keep=False)
    while True:
        began = time.monotonic()
        with suppress(TimeoutError, *ENDINGS):
            await browser.get(OF_THE_PROXY)
            seen.files.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(EVERY)


async def _beacons(place: Place, release: int, seen: Seen) -> None:
    browser = Browser(place, "127.0.0.7", keep=False)
    while True:
        seen.reads_sent += 1
        with suppress(TimeoutError, *ENDINGS):
            seen.reads += (await browser.read(release)).status == 204
        await asyncio.sleep(EVERY)


async def _officer(browser: Browser, token: str, seen: Seen) -> None:
    """Saves a text a second, each a release of its own."""
    for number in range(1_000_000):
        began, title = time.monotonic(), f"Text {number} of the siege"
        with suppress(TimeoutError, *ENDINGS):
            answer = await browser.post(attacks.ADD, {"csrfmiddlewaretoken": token, **attacks.written(title)})
            if answer.status == 302:
                seen.texts.append(title)
                seen.saves.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began)))


async def _sign_in(place: Place, source: str) -> Browser:
    """Attackers and readers sign in at the same moment: one of them may be asked to come again."""
    browser = Browser(place, source)
    for _ in range(SIGN_INS):
        token = await browser.token(attacks.SIGN_IN)
        form = {"csrfmiddlewaretoken": token, "username": "siege", "password": PASSWORD}
        answer = await browser.post(f"{attacks.SIGN_IN}?next=/admin/", form)
        if answer.status == 302:
            return browser
        await asyncio.sleep(1)
    raise Refusal(f"The officer of the benchmark is not signed in: {answer.status}.")


# --- What is found afterwards ---

_MAKE_OFFICER = (
    "from django.contrib.auth.models import Group\n"
    f"user = User.objects.create_user('siege', is_staff=True, password={PASSWORD!r})\n"
    "user.groups.add(Group.objects.get(name='author'))"
)
# Else the worker makes them meanwhile, and each is a change of what is public.
_MAKE_RENDITIONS = "from press.photographs.renditions import make_missing\nwhile make_missing(): pass"
_PAGES = (
    "live = Release.objects.live().order_by('pk')\n"
    "pages = [one.get_absolute_url() for one in live[:12]]\n"
    "print(live[0].pk, '/en/', '/kk/', '/ru/', '/en/releases/', *pages)"
)
_READS = "print(sum(ReadTotal.objects.values_list('reads', flat=True)))"
_OTHERS = "print(*(one.get_absolute_url() for one in Release.objects.live().order_by('pk')[12:]))"


def _bounds(root: Path) -> str:
    asked = [PYTHON, "-c", "from tools.run import GRANIAN; print(GRANIAN)"]
    return subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout


def _of_django(root: Path, environment: dict[str, str], script: str) -> str:
    """Runs it in the shell of those sources; returns the last line that it prints."""
    shell = [PYTHON, "manage.py", "shell", "--verbosity=0", "-c", f"from press.models import *\n{script}"]
    run = subprocess.run(shell, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise Refusal(f"The shell of the benchmark failed: {run.stderr.strip().splitlines()[-1:]}")
    return (run.stdout.strip().splitlines() or [""])[-1]


def _peak(pid: int) -> int:
    """Returns the most memory that the process ever had, in MB (Linux)."""
    with suppress(FileNotFoundError):
        if found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()):
            return int(found[1]) // 1024
    return 0


def _counted(root: Path, machine: Machine, at_least: int) -> int:
    """Waits until the worker has counted all, and looks once more for what came twice."""
    machine.server.terminate()
    with suppress(subprocess.TimeoutExpired):
        machine.server.wait(30)
    until, counted = time.monotonic() + 30, 0
    while counted < at_least and time.monotonic() < until:
        time.sleep(2)
        counted = int(_of_django(root, machine.environment, _READS))
    time.sleep(4)
    return int(_of_django(root, machine.environment, _READS))


# --- What is printed ---


def _quantile(sorted_or_not: list[float], share: float) -> float:
    ordered = sorted(sorted_or_not)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("inf")


_HEAD = (
    "| way | siege | code | p50 ms | p99 ms | longest | nginx's own file p99 ms | pages | failed "
    "| reads: 204 ≤ counted | texts: 302 = kept | save p50 ms | MB a process |\n"
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def _line(row: Row) -> str:
    seen = row.seen
    times = " | ".join(_ms(_quantile(seen.pages, share)) for share in (0.5, 0.99, 1.0))
    file = _ms(_quantile(seen.files, 0.99))
    failed = sum(seen.failed.values())
    return (
        f"| {row.way} | {row.kind} | {row.code} | {times} | {file} | {len(seen.pages):,} | {failed:,} "
        f"| {seen.reads:,} ≤ {row.counted:,} | {len(seen.texts)} = {row.kept} "
        f"| {_ms(_quantile(seen.saves, 0.5))} | {row.memory} |"
    )


def _ms(milliseconds: float) -> str:
    return "–" if milliseconds == float("inf") else f"{milliseconds:,.1f}"


def _table(rows: list[Row], on: str) -> str:
    began = f"`benchmarks.siege`, {time.strftime('%d.%m.%Y')}, {on}, {PROCESSES} processes."
    return "\n".join([began, "", _HEAD, *map(_line, rows)])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
