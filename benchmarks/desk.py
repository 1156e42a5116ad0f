"""`.venv/bin/python -m benchmarks.desk`: what the desk's list, its search and its first page cost.

Makes an archive on PostgreSQL (`make_archive`: a story has up to three languages) and what it lacks:
translations that know their original, photographs of forty photographers, reads of the last days, texts that
wait. Each page is asked as an editor's browser does, through Django. `--releases` is the archive's size;
`--keep` leaves the database, and the next run takes what it finds; `--write` writes the table into
docs/performance.md.
"""

import argparse
import datetime
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import document
from benchmarks.site import A_BENCHMARK, archive, ask, run_python
from tools.setting_up import Refusal
from tools.test import find_postgresql

RELEASES = 30_000
ROUNDS = 40
# Other work on the machine is none of ours: of each round it is the least of so many times.
TIMES = 3
WARMING = 3
# Milliseconds that 95 of a hundred pages keep within.
BAR = 100

# What is added to the archive.
PHOTOGRAPHERS = 40
WAITING = 60
# Of a hundred translations, so many are older than their original.
OLDER = 3
MARK = "bench-desk"
LIST = "/admin/press/edition/"

# By what was asked: milliseconds of each time, and how many questions the database was asked.
Found = dict[str, tuple[list[float], int]]


def main() -> int:
    """Returns 0 when every page keeps within the bar."""
    arguments = _arguments()
    if arguments.answer:
        return _answer(arguments.rounds)
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    name = f"minber_bench_desk_{arguments.releases}"
    try:
        # The desk is measured, not its door.
        environment = archive(address, name, arguments.releases, {"SECOND_FACTOR": "demo"})
        said = run_python(environment, "-m", "benchmarks.desk", "--answer", f"--rounds={arguments.rounds}")
    finally:
        if not arguments.keep:
            ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    told = json.loads(said.splitlines()[-1])
    text, over = report(told["stories"], told["found"])
    print(f"\n{text}\n\n{over} over {BAR} ms")
    if arguments.write:
        document.write("desk", text)
    return min(over, 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.desk", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--releases", type=int, default=RELEASES)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times that each page is asked")
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def report(stories: int, found: Found) -> tuple[str, int]:
    """Returns the table, and how many pages are over the bar."""
    lines = ["| | p50 | p95 | questions |", "|---|--:|--:|--:|"]
    over = 0
    for name, (times, questions) in found.items():
        middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        over += high > BAR
        mark = " **over**" * (high > BAR)
        lines.append(f"| {name} | {middle:,.0f} | {high:,.0f}{mark} | {questions} |")
    today = datetime.date.today()  # noqa: DTZ011
    rounds = len(next(iter(found.values()))[0])
    head = f"`benchmarks.desk`, {today:%d.%m.%Y}, {stories:,} stories, PostgreSQL; milliseconds, "
    head += f"{rounds} rounds, of each the least of {TIMES} times."
    return "\n".join([head, "", *lines]), over


# --- In the archive's own process ---


def _answer(rounds: int) -> int:
    """Prints what was measured, as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    from press.models import Story

    settings.ALLOWED_HOSTS = ["localhost"]
    _fill()
    told = {"stories": Story.objects.count(), "found": dict(_measure(rounds))}
    print(f"\n{json.dumps(told)}")
    return 0


def _measure(rounds: int) -> Iterator[tuple[str, tuple[list[float], int]]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from press.models import User

    desk = Client(SERVER_NAME="localhost")
    desk.force_login(User.objects.get(username=f"{MARK}-editor"))

    def get(address: str) -> float:
        began = time.perf_counter()
        answer = desk.get(address)
        milliseconds = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise Refusal(f"{address} was answered {answer.status_code}.")
        return milliseconds

    pages = list(_pages())
    for _name, address in pages:
        for _time in range(WARMING):
            get(address)
    gc.collect()
    gc.freeze()  # as the server's processes do (config/serving.py)
    for name, address in pages:
        with CaptureQueriesContext(connection) as questions:
            get(address)
        asked = sum(
            not (each["sql"] or "").startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
            for each in questions
        )
        times = [min(get(address) for _time in range(TIMES)) for _round in range(rounds)]
        yield name, (times, asked)


def _pages() -> Iterator[tuple[str, str]]:
    from press.models import Edition, Topic

    middle = Edition.objects.live().select_related("release").order_by("release")[5_000]
    rare = next(word for word in middle.body.replace("<", " ").replace(">", " ").split() if "A-" in word)
    yield "first page", "/admin/"
    yield "list", LIST
    yield "list, last page", f"{LIST}?p=33"
    yield "list, oldest first", f"{LIST}?order=oldest"
    yield "list, published", f"{LIST}?standing=live"
    yield "list, older than the original", f"{LIST}?standing=older"
    yield "list, Kazakh", f"{LIST}?release__language__exact=kk"
    yield "list, a topic", f"{LIST}?release__story__topics__id__exact={Topic.objects.all()[0].pk}"
    yield "list, all editions", f"{LIST}?editions=all"
    for name, question in {
        "a rare word": rare.strip(".,;()"),
        "two words": "бюджет комитет",
        "a word of half of all": "парламента",
        "nothing found": "единорог",
        "a number": str(middle.release_id),
        "an address": f"https://example.org{middle.release.get_absolute_url()}",
        "a photographer": "фотограф 17",
        "an officer": f"{MARK}-author",
        "a contact": "74-72-27",
    }.items():
        yield f"search, {name}", f"{LIST}?q={question}"


# --- What an archive has not ---


def _fill() -> None:
    """Adds it, once."""
    from django.db import connection, transaction

    from press.models import User

    if User.objects.filter(username=f"{MARK}-editor").exists():
        return
    with transaction.atomic():
        author, _editor = (_make_officer(group) for group in ("author", "editor"))
        _add_translations()
        _add_photographs()
        _add_reads()
        _add_waiting(author)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_officer(group: str) -> Any:
    from django.contrib.auth.models import Group

    from press.models import User

    officer = User.objects.create_user(f"{MARK}-{group}", is_staff=True, interface_language="ru")
    officer.groups.add(Group.objects.get(name=group))
    return officer


def _add_translations() -> None:
    """The text of a story that was first is the original of its others; some have been changed since."""
    from press.models import Edition, EditionVersion

    newest = Edition.objects.newest().order_by("release__story", "release").select_related("release")
    original: Any = None
    versions: dict[int, EditionVersion] = {}
    translations: list[tuple[Any, int]] = []
    for edition in newest.iterator(2_000):
        if original is None or original.release.story_id != edition.release.story_id:
            original = edition
            continue
        is_older = len(versions) % 100 < OLDER
        content = {"title": original.title, "lead": original.lead, "body": original.body}
        versions.setdefault(
            original.pk,
            EditionVersion(
                edition=original, number=1, content={**content, **({"lead": "It was."} if is_older else {})}
            ),
        )
        translations.append((edition, original.pk))
    EditionVersion.objects.bulk_create(versions.values(), batch_size=1_000)
    later = [
        EditionVersion(edition_id=version.edition_id, number=2, content=version.content)
        for version in versions.values()
        if version.content["lead"] == "It was."
    ]
    EditionVersion.objects.bulk_create(later, batch_size=1_000)
    Edition.objects.filter(pk__in=[version.edition_id for version in later]).update(version=2)
    for edition, source in translations:
        edition.translated_from = versions[source]
    Edition.objects.bulk_update(
        [edition for edition, _of in translations], ["translated_from"], batch_size=500
    )


def _add_photographs() -> None:
    """One for each story, in all its newest texts."""
    from press.models import Edition, Illustration, Photograph, Story

    photographs = [
        Photograph(
            story_id=story,
            original=f"{MARK}.jpg",
            sha256=f"{story:064x}",
            width=640,
            height=480,
            credit_ru=f"Фотограф {place % PHOTOGRAPHERS}",
        )
        for place, story in enumerate(Story.objects.order_by("pk").values_list("pk", flat=True))
    ]
    Photograph.objects.bulk_create(photographs, batch_size=1_000)
    of_story = {photograph.story_id: photograph.pk for photograph in photographs}
    newest = Edition.objects.newest().values_list("pk", "release__story")
    shown = [
        Illustration(edition_id=pk, photograph_id=of_story[story], alternative_text="A hall")
        for pk, story in newest
    ]
    Illustration.objects.bulk_create(shown, batch_size=1_000)


def _add_reads() -> None:
    """Two thousand releases are read on each of the last fourteen days."""
    from django.utils import timezone

    from press.models import DailyReads, Release

    days = [timezone.localdate() - datetime.timedelta(days=ago) for ago in range(14)]
    releases: Sequence[int] = list(Release.objects.order_by("pk").values_list("pk", flat=True)[:2_000])
    reads = [DailyReads(release_id=release, day=day, reads=7) for release in releases for day in days]
    DailyReads.objects.bulk_create(reads, batch_size=1_000, ignore_conflicts=True)


def _add_waiting(author: Any) -> None:
    """Texts that the editor may approve, and as many that go out by and by."""
    from press import publishing
    from press.models import User

    chief = User.objects.filter(groups__name="chief editor").first() or _make_officer("chief editor")
    ahead = datetime.datetime.now(datetime.UTC)
    for number in range(2 * WAITING):
        edition = publishing.start_release(
            language="en", by=author, title=f"Sitting {number}", body="<p>It sits.</p>"
        )
        publishing.submit(edition, by=author, override_reason=A_BENCHMARK)
        if number % 2:
            ahead += datetime.timedelta(minutes=20)
            publishing.approve(edition, by=chief, live_from=ahead, override_reason=A_BENCHMARK)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
