"""Prepared querysets: each call reads what the plain queryset would have read."""

import datetime
import inspect
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from press import publishing
from press.models import Contact, DailyReads, Edition, Photograph, ReadTotal, Release, Topic, User
from press.prepared import LONGEST_LIST, planned_once, prepared
from press.search.expressions import NOTHING, write
from press.search.texts import EVERY
from tests.factories import illustrate, make_contact, make_person, photograph_file

DAY = datetime.datetime(2023, 3, 18, 6, 0, tzinfo=datetime.UTC)


def of(language: str, at: datetime.datetime, not_this: int, titles: list[str]) -> QuerySet[Edition]:
    editions = Edition.objects.live(at).filter(release__language=language, title__in=titles)
    return editions.exclude(release=not_this).select_related("release__story").order_by("-pk")


read = prepared(of)


def test_it_reads_what_the_plain_queryset_reads_whatever_it_is_given(
    make_release: Callable[..., Release],
) -> None:
    for hours, title, language in ((0, "One", "kk"), (1, "Two", "kk"), (2, "Two", "ru"), (3, "Three", "kk")):
        make_release(title=title, language=language, at=DAY + datetime.timedelta(hours=hours))
    now, two = timezone.now(), Release.objects.get(language="kk", editions__title="Two").pk
    questions: list[tuple[str, datetime.datetime, int, list[str]]] = [
        ("kk", now, 0, ["One", "Two"]),
        ("ru", now, 0, ["One", "Two"]),
        ("kk", DAY + datetime.timedelta(minutes=30), 0, ["One", "Two"]),
        ("kk", now, two, ["One", "Two"]),
        ("kk", now, 0, ["Three"]),
        ("kk", now, 0, ["' OR 1=1 --"]),
        ("kk", now, 0, []),
        ("kk", now, 0, ["Two"] * (LONGEST_LIST + 1)),
    ]
    for question in questions:
        assert read(*question) == list(of(*question))
    assert [edition.title for edition in read("kk", now, 0, ["One", "Two"])] == ["Two", "One"]


def test_what_was_selected_beside_a_row_is_not_asked_for_again(
    make_release: Callable[..., Release], django_assert_num_queries: Any
) -> None:
    make_release(title="One", language="kk", at=DAY)
    read("kk", timezone.now(), 0, ["One"])
    with django_assert_num_queries(1):
        (edition,) = read("kk", timezone.now(), 0, ["One"])
        assert edition.release.story.pk == edition.release.story_id


def test_the_statement_is_written_once(make_release: Callable[..., Release]) -> None:
    built = []

    def build(title: str) -> QuerySet[Edition]:
        built.append(title)
        return Edition.objects.filter(title=title)

    make_release(title="One", at=DAY)
    ask = prepared(build)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [len(ask(title)) for title in ("One", "Two", "One")] == [1, 0, 1]
    assert len(built) == 1
    assert len(asked) == 3


@pytest.mark.django_db(transaction=True)
def test_what_is_planned_once_is_planned_once_a_connection_and_read_on_the_next_one_too(
    make_release: Callable[..., Release],
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite keeps no plans of its own
    for number in range(3):
        make_release(title=f"Release {number}", language="kk", at=DAY)
    ask = planned_once(of)
    for _ in range(2):
        for number in range(3):
            (edition,) = ask("kk", timezone.now(), 0, [f"Release {number}"])
            assert edition.title == f"Release {number}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
            assert cursor.fetchall() == [(3, 0)]
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_read_each_others_rows(make_release: Callable[..., Release]) -> None:
    titles = [f"Release {number}" for number in range(8)]
    for title in titles:
        make_release(title=title, language="kk", at=DAY)

    def ask(title: str) -> list[str]:
        try:
            return [edition.title for edition in read("kk", timezone.now(), 0, [title])]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, titles * 8)) == [[title] for title in titles * 8]


@pytest.mark.django_db
def test_a_query_that_changes_what_it_is_given_is_refused() -> None:
    def doubled(release: int) -> QuerySet[Edition]:
        return Edition.objects.filter(release=release * 2)

    def unused(release: int, title: str) -> QuerySet[Edition]:
        return Edition.objects.filter(release=release)

    def small(number: int) -> QuerySet[Edition]:
        return Edition.objects.filter(number=number)

    def usual(title: str = "One") -> QuerySet[Edition]:
        return Edition.objects.filter(title=title)

    with pytest.raises(TypeError):
        prepared(usual)(title="Two")
    for build, arguments in ((doubled, [1]), (unused, [1, "One"]), (doubled, [1.5])):
        with pytest.raises(TypeError):
            prepared(build)(*arguments)  # type: ignore[operator]
    if connection.vendor == "postgresql":  # SQLite's numbers are all of one size
        with pytest.raises(TypeError):
            prepared(small)(1)


PRESS = Path(__file__).resolve().parent.parent.parent / "press"
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(PRESS.rglob("*.py"))}
PREPARED = [
    f"{'.'.join(path.relative_to(PRESS.parent).with_suffix('').parts)}.{name}"
    for path, source in SOURCES.items()
    for name in re.findall(r"^@(?:prepared|planned_once)\ndef (\w+)", source, re.MULTILINE)
]


def test_every_prepared_function_is_found_here() -> None:
    """None is a method, stands under another decorator, or is prepared in another way."""
    uses = [
        use
        for source in SOURCES.values()
        for use in re.findall(r"@(?:prepared|planned_once)\n|\b(?:prepared|planned_once)\(\w+\)", source)
    ]
    assert len(PREPARED) == len(uses) > 0, "make it a function of its module, right below `@prepared`"


@pytest.fixture
def asked(
    make_release: Callable[..., Release], correct: Callable[..., Edition], contact: Contact, author: User
) -> Release:
    """A release that is read and illustrated, was corrected, will be again, and has two other languages, of
    which one says what it said first.
    """
    release = make_release(at=DAY, title="Asked", contact=contact)
    original = release.editions.get()
    ReadTotal.objects.create(release=release, reads=7)
    DailyReads.objects.create(release=release, day=DAY.date(), reads=7)
    illustrate(original, by=author)
    illustrate(correct(release, lead="Another."), photograph_file("red", size=(500, 400)), by=author)
    correct(release, at=timezone.now() + datetime.timedelta(hours=1))
    translation = make_release(at=DAY, language="ru", story=release.story)
    publishing.note_source(translation.editions.get(), original, original.version)
    make_release(state="scheduled", language="kk", story=release.story)
    return release


@pytest.fixture
def others(make_release: Callable[..., Release], editor: User, chief: User) -> list[Release]:
    """Releases of other stories in every state, before and after the one that is asked about; one was sent
    back, and one published by one person.
    """
    states = ("live", "draft", "submitted", "scheduled", "withdrawn", "removed")
    made = []
    for days, state, language in product((-1, 1), states, ("en", "ru")):
        at = None if state == "scheduled" else DAY + datetime.timedelta(days=days)
        made.append(make_release(state=state, language=language, at=at))
    returned, urgent = make_release(state="submitted"), make_release(state="draft")
    publishing.send_back(returned.editions.get(), by=editor, note="Mend it.")
    publishing.approve(urgent.editions.get(), by=chief, urgent_reason="An earthquake.")
    return [*made, returned, urgent]


@pytest.fixture
def values(
    asked: Release, others: list[Release], topic: Topic, author: User, editor: User
) -> dict[str, list[Any]]:
    """By the name of a parameter: with what a prepared function is asked, so that it finds some, not all."""
    person = make_person()
    for release in (asked, *others):
        release.story.topics.add(topic)
        release.story.people.add(person)
    asked.story.related.add(*(release.story for release in others[::2]))
    make_contact("Night desk", on_duty=True)
    live = next(release for release in others if release.live_edition())
    now = timezone.now()
    return {
        "at": [now, DAY, now + datetime.timedelta(days=2)],
        "day": [DAY.date(), now.date()],
        "edition": [*Edition.objects.filter(release=asked).values_list("pk", flat=True), 0],
        "editions": [list(Edition.objects.filter(release=asked).values_list("pk", flat=True)), [0], []],
        "end": [now + datetime.timedelta(days=2), now],
        "language": ["en", "ru", "kk"],
        "languages": [["en"], ["kk", "ru"], []],
        "now": [now],
        "officer": [author.pk, editor.pk],
        "photographs": [list(Photograph.objects.values_list("pk", flat=True)), []],
        "published_at": [DAY],
        "releases": [[asked.pk, *(release.pk for release in others)], [0], []],
        "release": [asked.pk, *(release.pk for release in others[::4])],
        "seen": [[asked.pk], [asked.pk, live.pk], []],
        "story": [asked.story_id, live.story_id, 0],
        "stories": [[asked.story_id, live.story_id], []],
        "terms": [" ".join(topic.search_terms.values_list("term", flat=True)), "sunicorn"],
        "topics": [[topic.pk], [0, topic.pk], []],
        "words": ["asked", "aske asked askers", "unicorn"],
        "written": [write(f"en{EVERY}"), write(NOTHING)],
    }


def what_was_read(row: Any, *above: Model) -> Any:
    """Returns the fields of a row and of those that were selected beside it, without asking for more."""
    if isinstance(row, tuple):
        return row
    beside = {
        name: one and what_was_read(one, row, *above)
        for name, one in row._state.fields_cache.items()
        if one not in above
    }
    return type(row), {**vars(row), "_state": (row._state.db, row._state.adding, beside)}


@pytest.mark.parametrize("name", PREPARED)
def test_every_prepared_function_reads_what_its_plain_queryset_reads(
    name: str, values: dict[str, list[Any]]
) -> None:
    function = import_string(name)
    parameters = inspect.signature(function).parameters
    unknown = sorted(parameters.keys() - values.keys())
    assert unknown == [], f"{name} has parameters of its own: say in the fixture `values` what they may be"
    found = set()
    for arguments in product(*(values[parameter] for parameter in parameters)):
        plain = function.__wrapped__(*arguments)
        rows, expected = ([what_was_read(row) for row in read] for read in (function(*arguments), plain))
        if isinstance(plain, QuerySet) and not plain.ordered:  # two plans, two orders
            rows, expected = sorted(rows, key=repr), sorted(expected, key=repr)
        assert rows == expected, arguments
        found.add(len(rows))
    assert found != {0}, f"{name} found nothing, whatever it was asked: give the fixtures what it looks for"
