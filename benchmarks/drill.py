"""`.venv/bin/python -m benchmarks.drill`: what must hold while a whole archive is kept.

Two machines on one PostgreSQL, the second behind a line that can be cut; every page of the archive is kept
on the first one. Each run prints what was promised and what was found:

- counts: how old the number of views on a page may be, on both machines;
- scheduled: when a release is on its page, list and feed after its moment, and never before;
- withdrawn: how long anything shows a text that was taken back;
- cut: what a machine without its database shows, and after STALE_LIMIT;
- killed: processes killed 200 times while they write pages, and files cut and flipped between.

`--size` releases (30,000), `--keep` leaves the database for the next run, `--only` one of them.
"""

import argparse
import datetime
import hashlib
import http.client
import os
import random
import re
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from benchmarks import document, load, site
from benchmarks.archive import find_addresses
from benchmarks.load import Answer, Request
from benchmarks.site import A_BENCHMARK, HOST, Machine, ask, run_python, scratch
from tools.setting_up import Refusal, step
from tools.test import find_postgresql

if TYPE_CHECKING:
    from press.models import Release

SIZE, KILLS, TIMES, PROCESSES = 30_000, 200, 5, 2
COUNTED_WITHIN, SEEN_WITHIN = 5.0, 1.0  # seconds
STALE_LIMIT = 15  # seconds; an hour where nobody waits for it
LOOKED_FOR = 3.0  # seconds after a deed
_VIEWS = re.compile(rb'<data class="views" value="(\d+)">[^<]*</data>')


def main() -> int:
    """Returns 0 when every promise held."""
    parser = argparse.ArgumentParser(prog="benchmarks.drill", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=SIZE, metavar="RELEASES")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--only", choices=["counts", "scheduled", "withdrawn", "cut", "killed"])
    arguments = parser.parse_args()
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    name = f"minber_bench_archive_{arguments.size}"
    with scratch() as folder:
        try:
            environment = site.archive(address, name, arguments.size, site.served(folder))
            run_python(environment, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
            return int(not _drill(environment, folder, arguments))
        finally:
            if not arguments.keep:
                ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drill(environment: dict[str, str], folder: Path, arguments: argparse.Namespace) -> bool:
    addresses = find_addresses(environment)
    line = Line(environment["DATABASE_URL"])
    here = Machine(folder / "here", environment, PROCESSES)
    there = Machine(
        folder / "there", environment | {"DATABASE_URL": line.url, "STALE_LIMIT": str(STALE_LIMIT)}, PROCESSES
    )
    machines = (here, there)
    # The officers are on the first machine.
    os.environ.update(
        environment | {"DATA_DIR": str(folder / "here"), "SITE_URL": here.environment["SITE_URL"]}
    )
    try:
        for machine in machines:
            machine.wait_until_it_answers()
        room = Room.open()
        with step(f"{len(addresses):,} pages are kept on one machine, some on the other"):
            _read_all(here, addresses)
            _read_all(there, addresses[:200])
        runs: dict[str, Callable[[], Result]] = {
            "counts": lambda: counts(room, machines, addresses),
            "scheduled": lambda: scheduled(room, machines),
            "withdrawn": lambda: withdrawn(room, machines),
            "cut": lambda: cut(room, here, there, line, addresses),
            "killed": lambda: killed(here, folder / "here", addresses, arguments.kills),
        }
        results = []
        for name, run in runs.items():
            if arguments.only in (None, name):
                results.append(run())
                print(f"- {name}: {results[-1].found}", flush=True)
    finally:
        line.cut()
        for machine in machines:
            machine.stop()
    if arguments.write:
        today = datetime.date.today()  # noqa: DTZ011
        lines = [f"- {each.found[:1].upper()}{each.found[1:]}." for each in results]
        document.write("drill", "\n".join([f"{today:%d.%m.%Y}, {arguments.size:,} releases:", "", *lines]))
    return all(each.held for each in results)


# --- Asking ---


def get(machine: Machine, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(HOST, machine.port, timeout=20)
    try:
        return load.ask(connection, Request(path, headers=tuple(headers.items())))
    finally:
        connection.close()


def views(answer: Answer) -> int:
    found = _VIEWS.search(answer.body)
    return int(found[1]) if found else -1


def digest_of(answer: Answer) -> bytes:
    """Returns what tells the page from another one: not its count."""
    return hashlib.blake2b(_VIEWS.sub(b"", answer.body), digest_size=16).digest()


def _read_all(machine: Machine, addresses: Sequence[str]) -> dict[str, bytes]:
    def read(part: Sequence[str]) -> dict[str, bytes]:
        found = {}
        for address in part:
            answer = get(machine, address)
            if answer.status != 200:
                raise Refusal(f"{address}: {answer.status}")
            found[address] = digest_of(answer)
        return found

    with ThreadPoolExecutor(4) as pool:
        parts = pool.map(read, [addresses[number::4] for number in range(4)])
    return {address: digest for part in parts for address, digest in part.items()}


class Result(NamedTuple):
    """What was found, and whether it is what was promised."""

    found: str
    held: bool


class Line:
    """The way of one machine to its database, which can be cut and mended."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or HOST, parts.port or 5432)
        self._listener = socket.create_server((HOST, 0))
        self._ends: set[socket.socket] = set()
        self.is_whole = True
        port = self._listener.getsockname()[1]
        account = f"{parts.username}@" if parts.username else ""
        self.url = parts._replace(netloc=f"{account}{HOST}:{port}").geturl()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self.is_whole = False
        for end in tuple(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        self.is_whole = True

    def _listen(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if not self.is_whole:
                near.close()
                continue
            far = socket.create_connection(self._to)
            self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=[one, other], daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@dataclass
class Room:
    """Two officers of the press room, in this process."""

    author: object
    editor: object

    @classmethod
    def open(cls) -> "Room":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from press.models import User
        from tests.factories import make_officer

        def officer(name: str, group: str) -> object:
            return User.objects.filter(username=name).first() or make_officer(name, group)

        return cls(officer("drill-author", "author"), officer("drill-editor", "editor"))

    def publish(self, title: str, at: datetime.datetime | None = None) -> "Release":
        from press import publishing

        edition = publishing.start_release(language="en", by=self.author, title=title, body="<p>A text.</p>")  # type: ignore[arg-type]
        publishing.submit(edition, by=self.author, override_reason=A_BENCHMARK)  # type: ignore[arg-type]
        publishing.approve(edition, by=self.editor, live_from=at, override_reason=A_BENCHMARK)  # type: ignore[arg-type]
        edition.release.refresh_from_db()
        return edition.release

    def withdraw(self, release: "Release") -> None:
        from press import publishing

        publishing.withdraw(release, by=self.editor, reason="It was a drill.")  # type: ignore[arg-type]


# --- The promises ---


def counts(room: Room, machines: Iterable[Machine], addresses: Sequence[str]) -> Result:
    """Reads are sent to the first machine; how long until each page says as many."""
    here, *_ = machines = list(machines)
    worst = 0.0
    for address in random.Random(1).sample(addresses, TIMES):  # noqa: S311 - no secret
        number = re.search(r"/releases/(\d+)", address)
        assert number
        before = {machine: views(get(machine, address)) for machine in machines}
        for _ in range(20):
            _read(here, int(number[1]))
        began = time.monotonic()
        waiting = set(machines)
        while waiting and time.monotonic() - began < 3 * COUNTED_WITHIN:
            asked = time.monotonic()
            waiting = {each for each in waiting if views(get(each, address)) < before[each] + 20}
            if waiting:
                worst = max(worst, asked - began)
            time.sleep(0.02)
        worst = max(worst, asked - began if waiting else worst)
    found = f"{TIMES} × 20 reads; the oldest count on a page of two machines was {worst:.1f} s old"
    return Result(found, worst <= COUNTED_WITHIN)


def _read(machine: Machine, release: int) -> None:
    connection = http.client.HTTPConnection(HOST, machine.port, timeout=20)
    sent = Request(f"/read/{release}", method="POST", headers=(("Sec-Fetch-Site", "same-origin"),))
    if (status := load.ask(connection, sent).status) != 204:
        raise Refusal(f"A read was answered {status}.")
    connection.close()


def scheduled(room: Room, machines: Sequence[Machine]) -> Result:
    latest, early = 0.0, 0
    for number in range(TIMES):
        title = f"Scheduled {number} {time.time():.0f}"
        moment = time.time() + 3
        at = datetime.datetime.fromtimestamp(moment, datetime.UTC)
        address = room.publish(title, at).get_absolute_url()
        missing = {(each, path) for each in machines for path in (address, *TOPS)}
        while missing and time.time() < moment + 10 * SEEN_WITHIN:
            for each, path in tuple(missing):
                asked = time.time()
                if title.encode() in get(each, path).body:
                    early += time.time() < moment
                    missing.discard((each, path))
                elif asked > moment:
                    latest = max(latest, asked - moment)
            time.sleep(0.01)
        if missing:
            latest = 10 * SEEN_WITHIN
    found = (
        f"{TIMES} releases, their pages, list, feed and home on two machines; the last that did "
        f"not show one yet was asked {latest * 1000:.0f} ms after its moment; {early} showed it before"
    )
    return Result(found, latest <= SEEN_WITHIN and not early)


TOPS = ("/en/", "/en/releases/", "/en/feed.atom")


def withdrawn(room: Room, machines: Sequence[Machine]) -> Result:
    latest = 0.0
    for number in range(TIMES):
        title = f"To be withdrawn {number} {time.time():.0f}"
        release = room.publish(title)
        address = release.get_absolute_url()
        time.sleep(SEEN_WITHIN)
        for each in machines:
            for path in (address, *TOPS):
                if title.encode() not in get(each, path).body:
                    raise Refusal(f"{path} does not show what was published.")
        room.withdraw(release)
        done = time.monotonic()
        while (asked := time.monotonic()) < done + LOOKED_FOR:
            for each in machines:
                page = get(each, address)
                is_there = b"It was a drill." not in page.body
                if is_there or any(title.encode() in get(each, path).body for path in TOPS):
                    latest = max(latest, asked - done)
    found = (
        f"{TIMES} releases on page, list, feed and home of two machines; the last answer with "
        f"one was asked for {latest * 1000:.0f} ms after it was withdrawn"
    )
    return Result(found, latest <= SEEN_WITHIN)


def cut(room: Room, here: Machine, there: Machine, line: Line, addresses: Sequence[str]) -> Result:
    """The second machine loses its database after a withdrawal of which it has heard."""
    kept = addresses[:100]
    release = room.publish(f"Taken back before the line is cut {time.time():.0f}")
    address = release.get_absolute_url()
    get(there, address)
    room.withdraw(release)
    time.sleep(2 * SEEN_WITHIN)
    for path in kept:  # a withdrawal makes every page old
        get(there, path)
    line.cut()
    time.sleep(3)
    statuses = Counter(get(there, path).status for path in kept)
    taken_back = b"A text." in get(there, address).body
    unknown = get(there, addresses[5_000 % len(addresses)]).status
    time.sleep(STALE_LIMIT)
    after = Counter(get(there, path).status for path in kept)
    line.mend()
    mended = time.monotonic()
    while get(there, kept[0]).status != 200 and time.monotonic() < mended + 30:
        time.sleep(0.05)
    back = time.monotonic() - mended
    found = (
        f"without its database {dict(statuses)} for {len(kept)} kept pages, {unknown} for one that "
        f"was not; a text that was taken back {'shown' if taken_back else 'not shown'}; after STALE_LIMIT "
        f"{dict(after)}; mended, it served again after {back:.1f} s"
    )
    right = (Counter({200: 100}), Counter({503: 100}), False, 503)
    return Result(found, (statuses, after, taken_back, unknown) == right)


def killed(machine: Machine, folder: Path, addresses: Sequence[str], kills: int) -> Result:
    """Whole answers are compared with what each page was; a line that is cut by the kill is asked again."""
    chance = random.Random(2)  # noqa: S311 - no secret
    stop, seen = threading.Event(), Counter[str]()
    chosen = chance.sample(addresses, min(len(addresses), 400))
    truth = _read_all(machine, chosen)

    def read(number: int) -> None:
        mine = random.Random(number)  # noqa: S311 - no secret
        while not stop.is_set():
            address = mine.choice(chosen)
            try:
                answer = get(machine, address)
            except (OSError, http.client.HTTPException):
                seen["cut"] += 1
                time.sleep(0.02)
                continue
            seen["answers"] += 1
            seen["errors"] += answer.status != 200
            seen["wrong"] += answer.status == 200 and digest_of(answer) != truth[address]

    readers = [threading.Thread(target=read, args=[number], daemon=True) for number in range(4)]
    for reader in readers:
        reader.start()
    damaged = 0
    for _ in range(kills):
        until = time.monotonic() + 20
        while len(processes := _processes(machine)) < PROCESSES and time.monotonic() < until:
            machine.revive()  # granian starts another one, and gives up where one ends too soon
            time.sleep(0.05)
        os.kill(chance.choice(processes), signal.SIGKILL)
        seen["kills"] += 1
        damaged += sum(_damage(file, chance) for file in (folder / "pages").iterdir())
        time.sleep(chance.uniform(0.1, 0.8))
    stop.set()
    for reader in readers:
        reader.join()
    found = (
        f"{seen['kills']} times, {damaged} times the file of pages deleted, cut or flipped; "
        f"{seen['answers']:,} answers, {seen['wrong']} of them wrong, {seen['errors']} errors "
        f"({seen['cut']} cut by a kill)"
    )
    return Result(found, seen["kills"] >= kills and not seen["wrong"] and not seen["errors"])


def _processes(machine: Machine) -> list[int]:
    with suppress(OSError):  # it has just ended
        return machine.processes()
    return []


def _damage(file: Path, chance: random.Random) -> bool:
    """Deletes it, cuts it, or flips a bit in each of a thousand places."""
    with suppress(OSError):
        size = file.stat().st_size
        match chance.randrange(8):
            case 0:
                file.unlink()
            case 1 | 2:
                os.truncate(file, chance.randrange(size + 1))
            case _ if size:
                with file.open("r+b", buffering=0) as pages:
                    for _ in range(1_000):
                        place = chance.randrange(size)
                        pages.seek(place)
                        byte = pages.read(1) or b"\0"
                        pages.seek(place)
                        pages.write(bytes([byte[0] ^ 1 << chance.randrange(8)]))
        return True
    return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
