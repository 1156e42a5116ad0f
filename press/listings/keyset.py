"""Lists of live releases: what a list shows of each, and pages by key, newest first.

A page is found by the release that stands before it (`?before=<id>`), never by an offset: as fast at
any depth, and nothing slips while new releases come in on top.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from press.converters import parse_number
from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.models import Edition, ListEntry, Release
from press.models.releases import EditionQuerySet
from press.photographs.pictures import prefetch_illustrations

PAGE = 20

NEWEST_FIRST = ("-release__first_published_at", "-release_id")
OLDEST_FIRST = ("release__first_published_at", "release_id")


@dataclass(frozen=True, slots=True)
class Day:
    """The releases of one day of the press room's time zone."""

    date: datetime.date
    editions: list[Edition]


@dataclass(frozen=True, slots=True)
class Month:
    """The releases of one month of the press room's time zone."""

    first_day: datetime.date
    editions: list[Edition]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page next to this one: where it is, and the days from its oldest to its newest release."""

    url: str
    oldest: datetime.datetime
    newest: datetime.datetime


@dataclass(frozen=True, slots=True)
class Page:
    editions: list[Edition]
    newer: Neighbour | None
    older: Neighbour | None

    @property
    def days(self) -> list[Day]:
        return group_by_day(self.editions)

    @property
    def months(self) -> list[Month]:
        return [
            Month(first_day, list(group))
            for first_day, group in groupby(self.editions, key=lambda each: _day(each).replace(day=1))
        ]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a release stands in a list."""

    published_at: datetime.datetime
    release: int


def live_in(language: str, at: datetime.datetime) -> EditionQuerySet:
    """Returns what is live in a language.

    What is live was published: saying so keeps what is scheduled out of a walk from the newest on.
    """
    return Edition.objects.live(at).filter(release__language=language, release__first_published_at__lte=at)


def select_for_cards(editions: EditionQuerySet) -> EditionQuerySet:
    """Returns the editions with all that a list shows of each; five queries however many there are."""
    return (
        editions.select_related("release", "release__story")
        .prefetch_related("release__story__topics", prefetch_illustrations())
        .defer("body", "search_text", "description")
        .order_by(*NEWEST_FIRST)
    )


def select_for_links(editions: EditionQuerySet) -> EditionQuerySet:
    """Returns the editions with what a link to each says: its title, address and day."""
    return editions.select_related("release").only(
        "title", "release__language", "release__slug", "release__first_published_at"
    )


def group_by_day(editions: Iterable[Edition]) -> list[Day]:
    """Groups editions, already in order, by the day of first publication."""
    return [Day(date, list(group)) for date, group in groupby(editions, key=_day)]


def _day(edition: Edition) -> datetime.date:
    return timezone.localdate(edition.release.first_published_at)


def get_page(
    editions: EditionQuerySet,
    *,
    query: "PositionQuery | None" = None,
    find_cards: Callable[[Sequence[int]], list[Edition]] | None = None,
    tops: Sequence[str] | None = None,
    before: str = "",
    size: int = PAGE,
    **parameters: str,
) -> Page:
    """Returns the page of live editions older than the release `before` (its id), else the first page.

    `query` is the list, where it is not the editions themselves; `find_cards` a quicker way to read them
    (`cards.cards_in`); `tops` what is touched when the list has a new top (`invalidation.names`): by default
    when the language of the page has. `parameters` is what else stands in the addresses of the neighbours.
    Raises Http404 where `before` names no release that was ever public, and where none is older.
    """
    query = query or KeysetQuery(
        editions, tops=[names.newest(get_language() or "")] if tops is None else tops
    )
    start = _get_position(before) if before else None
    older = query.fetch(start, limit=2 * size)
    if start and not older:
        raise Http404
    newer = query.fetch(start, limit=size + 1, newer=True) if start else []
    shown, following = older[:size], older[size:]
    keys = [position.release for position in shown]
    with reading():
        found = find_cards(keys) if find_cards else list(select_for_cards(editions.filter(release__in=keys)))
    depend_on(names.of_cards(found))
    by_release = {each.release_id: each for each in found}
    return Page(
        editions=[by_release[key] for key in keys if key in by_release],
        newer=_newer(newer, shown, size, parameters) if newer else None,
        older=_neighbour(following, {**parameters, "before": str(keys[-1])}) if following else None,
    )


def _get_position(before: str) -> Position:
    key = parse_number(before)
    if key is None:
        raise Http404
    published = Release.objects.filter(pk=key, first_published_at__lte=timezone.now())
    with reading(names.release(key)):
        at = published.values_list("first_published_at", flat=True).first()
    if at is None:
        raise Http404
    return Position(at, key)


def is_at_the_top(at: datetime.datetime) -> bool:
    """Whether something may still come between a release of that moment and what was before it."""
    return at >= timezone.now() - names.SETTLED


def older_than(published_at: datetime.datetime, release: int, *, by: str = "release__") -> Q:
    """Returns the condition for what stands below that place in a list; `by` leads to what dates its rows.

    The bound comes first by itself: no database walks an index by an "or".
    """
    at = f"{by}first_published_at"
    return Q((f"{at}__lte", published_at)) & (Q((f"{at}__lt", published_at)) | Q(release__lt=release))


def not_older_than(published_at: datetime.datetime, release: int, *, by: str = "release__") -> Q:
    at = f"{by}first_published_at"
    return Q((f"{at}__gte", published_at)) & (Q((f"{at}__gt", published_at)) | Q(release__gte=release))


class PositionQuery(Protocol):
    """A list in its own order, as its pages read it."""

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        """Returns what is older than start, newest first; or (`newer`) start and above, oldest first."""


class KeysetQuery:
    """A list in its own order: rows that have a release, and `by` leads from them to what dates it.

    `tops`: what is touched when something comes on top of it.
    """

    def __init__(self, rows: QuerySet[Any], by: str = "release__", tops: Sequence[str] = ()) -> None:
        self.rows = rows
        self.by = by
        self.tops = tops

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        """Returns what is older than start, newest first; or (`newer`) start and above, oldest first."""
        rows = self.rows
        if start:
            side = not_older_than if newer else older_than
            rows = rows.filter(side(start.published_at, start.release, by=self.by))
        columns = (f"{self.by}first_published_at", "release_id")
        ordered = rows.order_by(*(column if newer else f"-{column}" for column in columns))
        with reading():
            found = [Position(*row) for row in ordered.values_list(*columns)[:limit]]
        depend_on(names.release(position.release) for position in found)
        highest = found[-1] if newer and len(found) == limit else None if newer else start
        if highest is None or is_at_the_top(highest.published_at):
            depend_on(self.tops)
        return found


class ListEntryQuery(KeysetQuery):
    """The list of a topic or a person, of what is live."""

    def __init__(self, entries: QuerySet[ListEntry], editions: EditionQuerySet, tops: Sequence[str]) -> None:
        live = Exists(editions.filter(release=OuterRef("release")))
        super().__init__(entries.filter(live), by="", tops=tops)


def _newer(newer: list[Position], shown: list[Position], size: int, parameters: dict[str, str]) -> Neighbour:
    if len(newer) > size:
        return _neighbour(newer[size - 1 :: -1], {**parameters, "before": str(newer[size].release)})
    return _neighbour((newer[::-1] + shown)[:size], parameters)


def _neighbour(positions: list[Position], parameters: dict[str, str]) -> Neighbour:
    address = f"?{urlencode(parameters)}" if parameters else "."
    return Neighbour(address, positions[-1].published_at, positions[0].published_at)
