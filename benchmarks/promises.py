"""`.venv/bin/python -m benchmarks.promises`: what must hold on the evening when everybody comes.

Three runs against the server of production, each printed with what was promised:

- reads: 100,000 at 64 at once against four processes: counted = answered;
- kills: the same while processes of the server and the worker are killed twenty times:
  answered ≤ counted ≤ sent;
- publications: 2,000 visitors, each with a display of their own, on two machines, and a new edition every
  second for a minute: how old the oldest text was that anybody saw, and whose display.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from accessibility.preferences import CHOICES, Preferences
from benchmarks.site import A_BENCHMARK, HOST, Machine, database, scratch
from tools.setting_up import Refusal
from tools.test import find_postgresql

READS, LINES, PROCESSES, KILLS = 100_000, 64, 4, 20
VISITORS, SECONDS, LATEST = 2_000, 60, 1.0
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def main() -> int:
    """Returns 0 when every promise held."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.promises", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--only", choices=["reads", "kills", "publications"])
    parser.add_argument("--sqlite", action="store_true", help="on SQLite also where PostgreSQL answers")
    parser.add_argument("--reads", type=int, default=READS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of publications")
    arguments = parser.parse_args()
    address = "" if arguments.sqlite else find_postgresql(dict(os.environ))
    print(f"On {'PostgreSQL' if address else 'SQLite'}:")
    kept = True
    for name, run in (("reads", reads), ("kills", kills), ("publications", publications)):
        if arguments.only in (None, name):
            with scratch() as folder, database(address, folder) as environment:
                kept = run(folder, environment, arguments) and kept
    return 0 if kept else 1


# --- Reads ---


@dataclass
class Tally:
    """What the readers saw."""

    sent: int = 0
    answered: int = 0
    began: float = field(default_factory=time.monotonic)


def reads(folder: Path, environment: dict[str, str], arguments: argparse.Namespace) -> bool:
    machine = Machine(folder, environment, PROCESSES)
    try:
        machine.wait_until_it_answers()
        release = _some_release(environment)
        tally = asyncio.run(_read(machine, release, arguments.reads))
        seconds = time.monotonic() - tally.began
        counted = _counted(machine, environment, release, tally.answered)
    finally:
        machine.stop()
    print(
        f"- reads: {tally.sent:,} sent in {seconds:.0f} s, {tally.answered:,} answered, {counted:,} counted, "
        f"difference {counted - tally.answered}"
    )
    return tally.sent == tally.answered == counted


def kills(folder: Path, environment: dict[str, str], arguments: argparse.Namespace) -> bool:
    machine = Machine(folder, environment, PROCESSES)
    killed: Counter[str] = Counter()
    try:
        machine.wait_until_it_answers()
        release = _some_release(environment)

        def kill(number: int) -> None:
            machine.revive()
            if number % 2:
                machine.kill_worker()
                killed["worker"] += 1
            elif processes := machine.processes():
                os.kill(random.choice(processes), signal.SIGKILL)  # noqa: S311  # no secret
                killed["server"] += 1

        tally = asyncio.run(_read(machine, release, arguments.reads, kill))
        machine.revive()
        counted = _counted(machine, environment, release, tally.answered)
    finally:
        machine.stop()
    print(
        f"- kills: {killed['server']} of the server and {killed['worker']} of the worker; "
        f"{tally.answered:,} answered ≤ {counted:,} counted ≤ {tally.sent:,} sent"
    )
    return tally.answered <= counted <= tally.sent and killed.total() >= KILLS


async def _read(
    machine: Machine, release: int, number: int, kill: Callable[[int], None] | None = None
) -> Tally:
    tally = Tally()
    question = (
        f"POST /read/{release} HTTP/1.1\r\nHost: {HOST}:{machine.port}\r\nUser-Agent: {READER}\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n\r\n"
    ).encode()
    every = number // (KILLS + 2)

    async def reader() -> None:
        line: _Line | None = None
        while tally.sent < number:
            try:
                line = line or await _Line.to(machine.port)
            except OSError:
                machine.revive()
                await asyncio.sleep(0.05)
                continue
            tally.sent += 1
            if kill and tally.sent % every == 0 and tally.sent // every <= KILLS:
                await asyncio.to_thread(kill, tally.sent // every)
            try:
                status, _ = await line.ask(question)
                tally.answered += status == 204
            except (OSError, EOFError, ValueError):
                line.close()
                line = None
        if line:
            line.close()

    await asyncio.gather(*(reader() for _ in range(LINES)))
    return tally


class _Line:
    """A connection that is kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "_Line":
        return cls(*await asyncio.open_connection(HOST, port, limit=2**20))

    async def ask(self, question: bytes) -> tuple[int, bytes]:
        """Returns the status and the body. Raises OSError, EOFError or ValueError where it is cut."""
        self._writer.write(question)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), body

    def close(self) -> None:
        self._writer.close()


def _some_release(environment: dict[str, str]) -> int:
    return int(_of_django(environment, "Release.objects.live().order_by('pk').first().pk"))


def _counted(machine: Machine, environment: dict[str, str], release: int, at_least: int) -> int:
    """Waits until the worker beside the server has counted all, and looks once more for what came twice."""
    machine.server.terminate()
    machine.server.wait(30)
    until = time.monotonic() + 60
    asked = f"sum(ReadTotal.objects.filter(release={release}).values_list('reads', flat=True))"
    counted = 0
    while counted < at_least and time.monotonic() < until:
        time.sleep(2)
        counted = int(_of_django(environment, asked))
    time.sleep(6)
    return int(_of_django(environment, asked))


def _of_django(environment: dict[str, str], expression: str) -> str:
    import subprocess

    from tools.setting_up import PYTHON, ROOT

    asked = f"from press.models import *; print({expression})"
    shell = [PYTHON, "manage.py", "shell", "--verbosity=0", "-c", asked]
    run = subprocess.run(shell, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.strip().splitlines()[-1]


# --- Publications ---


@dataclass
class Seen:
    """What the visitors saw: how many answers, how old the text was at most (seconds), whose display."""

    answers: int = 0
    older: int = 0
    oldest: float = 0.0
    displays_of_others: int = 0
    failed: int = 0


def publications(folder: Path, environment: dict[str, str], arguments: argparse.Namespace) -> bool:
    machines = [Machine(folder / name, environment, 2) for name in ("here", "there")]
    try:
        for machine in machines:
            machine.wait_until_it_answers()
        # The one that publishes is on the first machine.
        os.environ.update(environment | {"DATA_DIR": str(folder / "here")})
        committed: list[float] = []
        address, publish = _room(committed)
        seen = asyncio.run(_visit(machines, address, committed, publish, arguments.seconds))
    finally:
        for machine in machines:
            machine.stop()
    for name, of_machine in zip(("here", "on another machine"), seen, strict=True):
        print(
            f"- publications: {len(committed) - 1} in {arguments.seconds} s; {VISITORS:,} visitors {name}, "
            f"{of_machine.answers:,} answers, {of_machine.older} of them of the edition before, "
            f"the last {of_machine.oldest * 1000:.0f} ms after the next was committed; "
            f"{of_machine.displays_of_others} with another's display, {of_machine.failed} failed"
        )
    return all(
        each.oldest <= LATEST and each.displays_of_others == each.failed == 0 and each.answers > VISITORS
        for each in seen
    )


def _room(committed: list[float]) -> tuple[str, Callable[[], None]]:
    """Returns the address of a release, and how its next edition is published, told in `committed`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.contrib.auth.models import Group

    from press import publishing
    from press.models import User

    def officer(name: str, group: str) -> User:
        user = User.objects.create_user(name, is_staff=True, password=None)
        user.groups.add(Group.objects.get(name=group))
        return user

    author, editor = officer("bench-author", "author"), officer("bench-editor", "editor")
    edition = publishing.start_release(language="en", by=author, title="Edition 0", body="<p>Text.</p>")
    release = edition.release
    publishing.submit(edition, by=author, override_reason=A_BENCHMARK)
    publishing.approve(edition, by=editor, override_reason=A_BENCHMARK)
    committed.append(time.monotonic())
    release.refresh_from_db()

    def publish() -> None:
        following = publishing.start_edition(release, by=author)
        number = len(committed)
        publishing.revise(following, by=author, title=f"Edition {number}", correction_note="Another second.")
        publishing.submit(following, by=author, override_reason=A_BENCHMARK)
        publishing.approve(following, by=editor, override_reason=A_BENCHMARK)
        committed.append(time.monotonic())

    return release.get_absolute_url(), publish


async def _visit(
    machines: list[Machine], address: str, committed: list[float], publish: Callable[[], None], seconds: int
) -> list[Seen]:
    seen = [Seen() for _ in machines]
    visitors = _visitors()
    ends = time.monotonic() + seconds

    async def publisher() -> None:
        while (now := time.monotonic()) < ends - 1:
            await asyncio.to_thread(publish)
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - now)))

    async def reader(number: int, place: int) -> None:
        line = await _Line.to(machines[place].port)
        turn = number
        while time.monotonic() < ends:
            visitor = visitors[turn % VISITORS]
            turn += 16
            question = (
                f"GET {address} HTTP/1.1\r\nHost: {HOST}:{machines[place].port}\r\n"
                f"Cookie: display={visitor.token()}\r\n\r\n"
            ).encode()
            asked = time.monotonic()
            try:
                status, body = await line.ask(question)
            except (OSError, EOFError, ValueError):
                seen[place].failed += 1
                line = await _Line.to(machines[place].port)
                continue
            _look(seen[place], status, body, visitor, asked, committed)
            await asyncio.sleep(0.005)
        line.close()

    readers = [reader(number, place) for place in range(len(machines)) for number in range(16)]
    await asyncio.gather(publisher(), *readers)
    return seen


def _look(
    seen: Seen, status: int, body: bytes, visitor: Preferences, asked: float, committed: list[float]
) -> None:
    title = re.search(rb"<title>Edition (\d+)", body)
    root = re.search(rb"<html[^>]*>", body)
    if status != 200 or not title or not root:
        seen.failed += 1
        return
    seen.answers += 1
    if f'<html lang="en"{visitor.attributes()}>'.encode() != root[0]:
        seen.displays_of_others += 1
    following = int(title[1]) + 1
    if following < len(committed) and committed[following] <= asked:
        seen.older += 1
        seen.oldest = max(seen.oldest, asked - committed[following])


def _visitors() -> list[Preferences]:
    chance = random.Random(4)  # noqa: S311  # no secret
    found: dict[str, Preferences] = {}
    while len(found) < VISITORS:
        visitor = Preferences().changed({name: chance.choice(values) for name, values in CHOICES.items()})
        found[visitor.token()] = visitor
    return list(found.values())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
