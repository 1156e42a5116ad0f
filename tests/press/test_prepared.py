"""Prepared querysets: each call reads what the plain queryset would have read."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press.models import Edition, Release
from press.prepared import LONGEST_LIST, prepared

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
