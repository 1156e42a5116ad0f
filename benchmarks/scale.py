"""`.venv/bin/python -m benchmarks.scale`: what a page costs with 10,000, 100,000 and a million releases.

Makes a database of each size on PostgreSQL (`make_archive`), renders each page several times through Django
without any page cache, and prints the medians and how much dearer the largest is. The databases are dropped
at the end; `--keep` leaves them, and the next run takes what it finds.
"""

import argparse
import datetime
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks import document
from tools.setting_up import PYTHON, ROOT, Refusal, step
from tools.test import find_postgresql

if TYPE_CHECKING:
    from django.test import Client

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
READS = 20_000
# What a million may cost beside ten thousand.
BAR = 1.5

# Renders before it is measured; and of what takes long, fewer are enough.
WARMING, SLOW_ROUNDS = 2, 3

LANGUAGE = "ru"
COMMON, NEVER = "парламента", "единорог"
FOLD, SIZE = f"fold of {READS:,} reads", "database, MB"
SLOW = (FOLD, SIZE)

# By what was asked and the size of the archive: the times, one of each round.
Found = dict[str, dict[int, list[float]]]


def main() -> int:
    """Returns 0 when every page keeps within the bar."""
    arguments = _arguments()
    if arguments.answer:
        return _answer()
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    try:
        for size in arguments.sizes:
            _make(address, size)
        return _tell(_measure(address, arguments), into_the_document=arguments.write)
    finally:
        if not arguments.keep:
            for size in arguments.sizes:
                _ask(address, f"DROP DATABASE IF EXISTS {_name(size)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="RELEASES")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="renders of each page")
    parser.add_argument("--only", default="", metavar="WORD", help="only what has this word in its name")
    parser.add_argument("--keep", action="store_true", help="leave the databases for the next run")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- The databases ---


def _name(size: int) -> str:
    return f"minber_bench_{size}"


def _named(address: str, size: int) -> str:
    return urlsplit(address)._replace(path=f"/{_name(size)}").geturl()


def _ask(address: str, question: str) -> list[Any]:
    import psycopg

    server = urlsplit(address)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as line:
        cursor = line.execute(question)
        return cursor.fetchall() if cursor.description else []


def _make(address: str, size: int) -> None:
    """Makes the database and its archive, unless it is there already; migrates it anyhow."""
    import psycopg

    named = "SELECT 1 FROM pg_database WHERE datname = "
    there = bool(_ask(address, f"{named}'{_name(size)}'"))
    if not there:
        _ask(address, f"CREATE DATABASE {_name(size)}")
    with step(f"{size:,} releases, {'found' if there else 'made'}"):
        commands = [
            ["migrate", "--verbosity=0"],
            *([] if there else [["make_archive", f"--releases={size}"]]),
        ]
        for command in commands:
            subprocess.run(
                [PYTHON, "manage.py", *command],
                cwd=ROOT,
                env=_environment(address, size),
                stdout=subprocess.DEVNULL,
                check=True,
            )
        own = urlsplit(_named(address, size))._replace(scheme="postgresql").geturl()
        with psycopg.connect(own, autocommit=True) as line:
            line.execute("VACUUM ANALYZE")  # as autovacuum does by itself, in time


def _environment(address: str, size: int) -> dict[str, str]:
    named = {"DATABASE_URL": _named(address, size), "LOG_LEVEL": "ERROR"}
    return os.environ | named | {"SECOND_FACTOR": "demo"}  # the desk is measured, not its door


# --- Measuring: a process for each database, asked in turn, so that other work on the machine meets all ---


def _measure(address: str, arguments: argparse.Namespace) -> Found:
    """Returns the milliseconds of each page with each size, round by round; and the databases' MB."""
    processes = {
        size: subprocess.Popen(
            [PYTHON, "-m", "benchmarks.scale", "--answer"],
            cwd=ROOT,
            env=_environment(address, size),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for size in arguments.sizes
    }
    found: Found = {}
    try:
        names, *_ = [_said(process) for process in processes.values()]
        for name in [name for name in names if arguments.only in name]:
            rounds = arguments.rounds if name not in SLOW else min(SLOW_ROUNDS, arguments.rounds)
            with step(name):
                times: dict[int, list[float]] = {size: [] for size in processes}
                for number in range(-WARMING, rounds):
                    for size, process in processes.items():
                        answer = _said(process, name)
                        if number >= 0:
                            times[size].append(answer)
            found[name] = times
    finally:
        for process in processes.values():
            process.communicate()  # the end of its questions ends it
    return found


def _said(process: "subprocess.Popen[str]", question: str = "") -> Any:
    assert process.stdin and process.stdout
    if question:
        process.stdin.write(f"{question}\n")
        process.stdin.flush()
    if not (line := process.stdout.readline()):
        raise Refusal("What measures has ended, for the reason above.")
    return json.loads(line)


def _answer() -> int:
    """Says which pages there are, then for each name that it reads how long that page took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    questions = dict(_pages())
    questions |= {FOLD: _fold, SIZE: _megabytes}
    print(json.dumps(list(questions)), flush=True)
    for line in sys.stdin:
        print(json.dumps(questions[line.strip()]()), flush=True)
    return 0


def _pages() -> Iterator[tuple[str, Callable[[], float]]]:
    from django.test import Client
    from django.utils import timezone

    from press.models import Edition, Person, User

    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    live = Edition.objects.live().filter(release__language=LANGUAGE).select_related("release")
    deep = live.order_by("release__first_published_at")[300].release
    halfway = Edition.objects.order_by("-release").values_list("release", flat=True)[0] // 2
    corrected = live.filter(release__story__people__isnull=False, number=2, release__gte=halfway)
    middle = corrected.order_by("release")[0].release
    assert middle.first_published_at
    day = timezone.localdate(middle.first_published_at)
    person = Person.objects.filter(stories=middle.story_id)[0]
    root = f"/{LANGUAGE}/"
    for name, address in {
        "home": root,
        "list": f"{root}releases/",
        "list, deep": f"{root}releases/?before={deep.pk}",
        "archive": f"{root}archive/",
        "archive, year": f"{root}archive/{day.year}/",
        "archive, month": f"{root}archive/{day.year}/{day.month}/",
        "topic": f"{root}topics/budget/",
        "topic, deep": f"{root}topics/budget/?before={deep.pk}",
        "person": person.get_absolute_url(),
        "release": middle.get_absolute_url(),
        "release, history": f"{middle.get_absolute_url()}history/",
        "search, one found": f"{root}search/?q={_record(middle)}",
        "search, common word": f"{root}search/?q={COMMON}",
        "search, nothing found": f"{root}search/?q={NEVER}",
        "feed": f"{root}feed.atom",
        "sitemap": "/sitemap.xml",
        "sitemap, a part": "/sitemap.xml?p=2",
    }.items():
        yield name, _asking(client, address)
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(User.objects.filter(is_superuser=True).first() or _chief())
    yield "desk", _asking(desk, "/admin/press/edition/")
    yield "desk, published", _asking(desk, "/admin/press/edition/?standing=live")


def _record(release: Any) -> str:
    """Returns the number in its text that no other story has."""
    found = re.search(r"A-[0-9]{7}", release.live_edition().body)
    assert found
    return found[0]


def _chief() -> Any:
    from press.models import User

    return User.objects.create_superuser("bench", password=None)


def _asking(client: "Client", address: str) -> Callable[[], float]:
    def ask() -> float:
        began = time.perf_counter()
        response = client.get(address)
        content = response.getvalue() if response.streaming else response.content
        milliseconds = (time.perf_counter() - began) * 1000
        if response.status_code != 200 or not content:
            raise Refusal(f"{address} was answered {response.status_code}.")
        return milliseconds

    return ask


def _fold() -> float:
    """Returns milliseconds for the fold of READS reads: half of them of the twenty newest releases."""
    from django.conf import settings

    from press.models import Release
    from press.reads.fold import fold_reads
    from press.reads.log import ReadLogWriter

    chance = random.Random(1)  # noqa: S311  # no secret
    newest = list(Release.objects.live().order_by("-first_published_at").values_list("pk", flat=True)[:20])
    last = Release.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with tempfile.TemporaryDirectory() as folder:
        settings.READ_LOG_DIR = Path(folder)
        log = ReadLogWriter(Path(folder))
        for number in range(READS):
            log.append(chance.choice(newest) if number % 2 else chance.randint(1, last))
        log.close()
        began = time.perf_counter()
        fold_reads()
        return (time.perf_counter() - began) * 1000


def _megabytes() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1_000_000


def _tell(found: Found, *, into_the_document: bool) -> int:
    """Prints the table, and writes it where it is asked to; returns 0 when no page is over the bar."""
    sizes = sorted(next(iter(found.values())))
    lines = [
        "| milliseconds, medians | " + " | ".join(f"{size:,}" for size in sizes) + " | ratio |",
        "|---|" + "--:|" * (len(sizes) + 1),
    ]
    over = 0
    for name, times in found.items():
        row = [statistics.median(times[size]) for size in sizes]
        # Of each round, in which all three met the same machine.
        ratio = statistics.median(
            large / small for small, large in zip(times[sizes[0]], times[sizes[-1]], strict=True)
        )
        # A fold and a database grow with what is in them.
        too_much = ratio > BAR and name not in (FOLD, SIZE)
        over += too_much
        numbers = " | ".join(f"{value:,.1f}" for value in row)
        lines.append(f"| {name} | {numbers} | {ratio:.2f}{' **over**' * too_much} |")
    text = "\n".join(lines)
    print(f"\n{text}\n\n{over} over {BAR}")
    if into_the_document:
        document.write("scale", f"`benchmarks.scale`, {datetime.date.today():%d.%m.%Y}.\n\n{text}")  # noqa: DTZ011
    return min(over, 1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
