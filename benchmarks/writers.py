"""`.venv/bin/python -m benchmarks.writers`: fifty officers type while the public reads.

Each has a text of 2,000 words open and sends it as the page's script does, every second and a half. Measured
is what that costs the database and the readers' hottest page; then the server is killed in the middle of it,
twenty times, and what it had answered for is looked for. `--write` writes into docs/performance.md.
"""

import argparse
import datetime
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from benchmarks import document, load
from benchmarks.site import HOST, Machine, database, run_python, scratch
from tools.setting_up import Refusal
from tools.test import find_postgresql

OFFICERS, WORDS, EVERY, KILLS = 50, 2_000, 1.5, 20
STILL = 5.0  # seconds
AUTOSAVE = "/admin/press/edition/autosave/"
TOKEN = "a" * 32


def main() -> int:
    """Returns 0 when nothing that was answered for is lost, and no page of readers was made anew."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.writers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--seconds", type=int, default=20, help="of each run")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--desks", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.desks:
        print(json.dumps(_open_desks(arguments.desks)))
        return 0
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    with scratch() as folder, database(address, folder) as environment:
        found = _measure(folder, environment, arguments.seconds)
    print(f"\n{found.text}")
    if arguments.write:
        document.write("writers", found.text)
    return int(found.is_broken)


# --- The officers ---


@dataclass
class Writer:
    """One officer before one text; `answered` is the last number that the server said it has kept."""

    port: int
    desk: dict[str, Any]
    number: int = 0
    answered: int = 0
    failed: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def write(self, until: float) -> None:
        words = [f"word{number}" for number in range(WORDS)]
        time.sleep(random.random() * EVERY)  # noqa: S311 - not all in one moment
        while (began := time.monotonic()) < until:
            self.number += 1
            words[self.number % WORDS] = f"typed{self.number}"
            self._send(" ".join(words))
            time.sleep(max(0.0, EVERY - (time.monotonic() - began)))

    def _send(self, text: str) -> None:
        form = {
            **self.desk["form"],
            "body": f"<p>{text}</p>",
            "copy_number": self.number,
            "csrfmiddlewaretoken": TOKEN,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self.desk['cookie']}; csrftoken={TOKEN}",
            "Sec-Fetch-Site": "same-origin",
        }
        began = time.perf_counter()
        line = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            line.request("POST", AUTOSAVE, urlencode(form), headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.failed += 1
            return
        finally:
            line.close()
        if answer.status != 200:
            self.failed += 1
            return
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        self.answered = self.number


def _open_desks(number: int) -> list[dict[str, Any]]:
    """Returns what each officer's browser has: the session, and the form of a draft of their own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import Group
    from django.test import Client

    from press import publishing
    from press.models import User

    desks = []
    for each in range(number):
        officer = User.objects.create_user(f"writer{each}", is_staff=True, interface_language="en")
        officer.groups.add(Group.objects.get(name="author"))
        edition = publishing.start_release(language="en", by=officer, title=f"Text {each}")
        client = Client()
        client.force_login(officer)
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        form = {
            "officer": officer.pk,
            "edition": edition.pk,
            "version": edition.version,
            "window": f"window-of-officer-{each:04}",
            "title": edition.title,
        }
        desks.append({"cookie": cookie, "form": form})
    return desks


# --- What is measured ---


@dataclass
class Found:
    text: str
    is_broken: bool


def _measure(folder: Path, environment: dict[str, str], seconds: int) -> Found:
    desks = json.loads(run_python(environment, "-m", "benchmarks.writers", f"--desks={OFFICERS}"))
    machine = Machine(folder, environment, workers=2)
    try:
        machine.wait_until_it_answers()
        writers = [Writer(machine.port, desk) for desk in desks]
        page = load.Request(_hot_page(machine.port))
        _when_still(environment)
        alone = load.drive(machine.port, [page], seconds, machine.server.pid, folder)
        before = _count(environment)
        began = time.monotonic()
        threads = _start(writers, seconds + 2)
        beside = load.drive(machine.port, [page], seconds, machine.server.pid, folder)
        _join(threads)
        lasted = time.monotonic() - began
        after = _count(environment)
        kills = _kill(machine, writers)
        machine.wait_until_it_answers()
        lost = _count_lost(environment, writers)
    finally:
        machine.stop()
    sent = [each for writer in writers for each in writer.milliseconds]
    text = _report(alone, beside, sent, before, after, lasted, kills, lost)
    return Found(text, bool(lost) or before.moved != after.moved)


def _hot_page(port: int) -> str:
    line = http.client.HTTPConnection(HOST, port, timeout=20)
    line.request("GET", "/en/", headers={"User-Agent": load.READER})
    page = line.getresponse().read().decode()
    line.close()
    return page.partition('href="/en/releases/')[2].partition('"')[0].join(["/en/releases/", ""])


def _start(writers: Sequence[Writer], seconds: float) -> list[threading.Thread]:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=writer.write, args=[until]) for writer in writers]
    for thread in threads:
        thread.start()
    return threads


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _kill(machine: Machine, writers: Sequence[Writer]) -> int:
    """Kills processes of the server while everybody types; returns how many requests failed of it."""
    failed = sum(writer.failed for writer in writers)
    threads = _start(writers, KILLS + 2.0)
    for _ in range(KILLS):
        time.sleep(1)
        for process in machine.processes()[:1]:
            os.kill(process, signal.SIGKILL)
        machine.revive()
    _join(threads)
    return sum(writer.failed for writer in writers) - failed


def _count_lost(environment: dict[str, str], writers: Sequence[Writer]) -> int:
    """Returns how many officers the server has kept less of than it had answered for."""
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"]) as line:
        rows = line.execute('SELECT "window", number FROM press_workingcopy').fetchall()
    kept: dict[str, int] = {row[0]: row[1] for row in rows}
    return sum(kept.get(writer.desk["form"]["window"], 0) < writer.answered for writer in writers)


class Counters(NamedTuple):
    """Of the database since it began; `moved`: the generation of readers' pages, and entries of the audit."""

    transactions: int
    rows: int
    log: int
    moved: list[Any]


def _count(environment: dict[str, str]) -> Counters:
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as line:
        line.execute("SELECT pg_stat_clear_snapshot()")
        (counted,) = line.execute(
            "SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, "
            "pg_current_wal_lsn() - '0/0'::pg_lsn FROM pg_stat_database WHERE datname = current_database()"
        ).fetchall()
        moved = line.execute(
            "SELECT *, (SELECT count(*) FROM press_auditentry) FROM press_generation"
        ).fetchall()
    transactions, rows, log = map(int, counted)
    return Counters(transactions, rows, log, moved)


def _when_still(environment: dict[str, str]) -> Counters:
    """Returns the counters once the worker has made what the sample press room lacks."""
    before, since = _count(environment), time.monotonic()
    while time.monotonic() - since < STILL:
        time.sleep(1)
        now = _count(environment)
        if now.moved != before.moved:
            before, since = now, time.monotonic()
    return _count(environment)


def _report(
    alone: load.Measured,
    beside: load.Measured,
    sent: list[float],
    before: Counters,
    after: Counters,
    lasted: float,
    failed: int,
    lost: int,
) -> str:
    ordered = sorted(sent)
    number = max(1, round(OFFICERS * lasted / EVERY))
    statements, rows, log = ((now - then) / number for then, now in zip(before[:3], after[:3], strict=True))
    moved = "not once" if before.moved == after.moved else f"{before.moved} → {after.moved}"
    kept = f"{ordered[len(ordered) // 2]:.0f} / {ordered[len(ordered) * 95 // 100]:.0f} ms"
    told = {
        "a working copy kept, p50 / p95": kept,
        "transactions of the database for one, the session's among them": f"{statements:.1f}",
        "rows written for one": f"{rows:.2f}",
        "log of the database for one": f"{log / 1000:.0f} kB",
        "the hot page without them, requests a second / p99": _speed(alone),
        "the hot page beside them": _speed(beside),
        "the number of the kept pages, and the audit, moved": moved,
        f"a process of the server killed {KILLS} times: requests that failed": str(failed),
        "officers of whom less is kept than was answered for": str(lost),
    }
    today = datetime.date.today()  # noqa: DTZ011
    beginning = (
        f"`benchmarks.writers`, {today:%d.%m.%Y}; {OFFICERS} officers, {WORDS:,} words each, sent every "
        f"{EVERY} seconds; PostgreSQL, two processes, all on two cores."
    )
    lines = [f"| {what} | {value} |" for what, value in told.items()]
    return "\n".join([beginning, "", "| | |", "|---|--:|", *lines])


def _speed(measured: load.Measured) -> str:
    return f"{measured.each_second:,.0f} / {measured.p99:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
