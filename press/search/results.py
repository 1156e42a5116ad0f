"""The list of what a question finds, by fit or by date, and how many it is.

By fit it is read tier by tier (`tiers`), the newest first within each, as far as its page goes.

A word that half of all releases have would still be found half a million times: where a language has MANY
releases, a tier is looked for among the newest first, and what is more than EXACT is estimated from a sample.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from press.listings.keyset import PAGE, KeysetQuery, Position
from press.models import ListEntry, MonthCount, SearchEntry
from press.models.releases import live_times_condition
from press.prepared import prepared
from press.search.expressions import All, Expression, any_of, write
from press.search.questions import Question
from press.search.remembering import is_remembering, remembered, remembering
from press.search.texts import MONTH, PERSON, SAMPLE, SAMPLES, TOPIC
from press.search.tiers import MANY_THINGS, Wanted

# Counted to the last; of more it is said that it is about so many.
EXACT = 10_000
# Of two spellings that so many have neither is the likelier.
COMMON = 1_000
# Releases of a language from which on a list looks among the newest first, so many of them.
MANY, WINDOW = 20_000, 2_000
# So many times as many as are wanted are expected there: results do not come evenly.
ENOUGH = 2
# Of so many releases it is counted of which year, topic and person they are, where not all can be.
COUNTED = 4_000
# So few are read at once, the newest or not.
FEW = 2_000
# A page and the one after it.
MOST = 2 * PAGE
# So many releases tell whether all can be counted, or else so many more: to read the largest sample takes
# half as long as to count what is near EXACT. Of what is common so many that it is told to a thirtieth.
SAMPLE_SIZE, SECOND_SAMPLE, LARGEST_SAMPLE, PRECISION = 500, 3_000, 16_000, 30
# For what the index finds: with less PostgreSQL forgets which rows of a page of the table were meant.
_WORK_MEM = "64MB"


# Each month of a language, and how many releases it ends with.
Months = list[tuple[datetime.date, int]]


class ResultCount(NamedTuple):
    """How many releases were found; or, rounded, about so many."""

    number: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """What the results are narrowed to; days in the press room's time zone, both among them."""

    year: int | None = None
    topic: int | None = None
    person: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    def lexemes(self, language: str) -> list[Expression]:
        named = ((TOPIC, self.topic), (PERSON, self.person))
        return [f"{language}{sign}{key}" for sign, key in named if key is not None]

    def condition(self) -> Q:
        condition = Q()
        if self.year is not None:
            condition &= Q(year=self.year)
        # Of the first and the last day there is no beginning or end in every time zone, nor need of one.
        if self.since and self.since > datetime.date.min:
            condition &= Q(first_published_at__gte=_beginning(self.since))
        if self.until and self.until < datetime.date.max:
            condition &= Q(first_published_at__lt=_beginning(self.until + datetime.timedelta(days=1)))
        return condition


def _beginning(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


EVERYTHING = Filters()


class FilterCount(NamedTuple):
    """How many of the results a filter would leave."""

    value: int
    number: int


class SearchQuery:
    """The live releases of a language that have what is asked for."""

    def __init__(
        self,
        question: Question,
        at: datetime.datetime,
        filters: Filters = EVERYTHING,
        *,
        by_date: bool = False,
    ) -> None:
        self.language = question.language
        self.at = at
        self.condition = filters.condition()
        self.is_narrowed = bool(self.condition)
        self._estimated: dict[tuple[Expression, int], int] = {}
        self.wanted = Wanted(question, filters.lexemes(question.language))
        self.by_date = by_date

    @cached_property
    def rows(self) -> QuerySet[SearchEntry]:
        """Returns all that the question is asked of."""
        return _live(self.language, self.at).filter(self.condition)

    # --- How many ---

    @cached_property
    def count(self) -> ResultCount:
        with searching():
            if self._sample_size:
                return ResultCount(_round(max(self._estimate(self._sample_size), EXACT)), is_exact=False)
            number = self._count(self.wanted.everything)
            return ResultCount(number) if number <= EXACT else ResultCount(_round(number), is_exact=False)

    def exists(self) -> bool:
        """Returns whether there is any. PostgreSQL looks for all before it shows the first."""
        with searching():
            if self._all >= MANY and not self.is_narrowed:
                return bool(self._estimate(SAMPLE_SIZE) or self._count(self.wanted.everything))
            return self._matching(self.wanted.everything).exists()

    def count_forms(self) -> int:
        """Returns how many have what is asked for by its stems, up to COMMON."""
        with searching():
            is_common = self._all >= MANY and self._estimate(SAMPLE_SIZE, self.wanted.forms) > 2 * COMMON
            return COMMON if is_common else min(COMMON, self._count(self.wanted.forms))

    @cached_property
    def _sample_size(self) -> int:
        """Returns how many releases must be looked at to say about how many are found; 0: all that are.

        A part p of n has the standard error sqrt(p (1 - p) / n); three of them are never met.
        """
        if self._all < max(MANY, EXACT):
            return 0
        bound = EXACT / self._all
        for size in (SAMPLE_SIZE, SECOND_SAMPLE):
            part = min(1, self._estimate(size) / self._all)
            if part < bound:
                return 0
            if part >= bound + 3 * sqrt(bound * (1 - bound) / size):
                return max(size, min(LARGEST_SAMPLE, round(PRECISION**2 * (1 - part) / part)))
        return 0

    def _estimate(self, size: int, wanted: Expression | None = None) -> int:
        """Returns about how many have what is wanted: by default all that is found."""
        wanted = wanted or self.wanted.everything
        if (wanted, size) not in self._estimated:
            sample, share = self._sample(size)
            self._estimated[wanted, size] = round(self._count(wanted, sample) * share)
        return self._estimated[wanted, size]

    def _sample(self, size: int) -> tuple[Expression, float]:
        """Returns what about so many of the releases have, and of how many one is among them."""
        number = min(SAMPLES, ceil(SAMPLES * size / self._all))
        return any_of(f"{self.language}{SAMPLE}{each}" for each in range(number)), SAMPLES / number

    @cached_property
    def _all(self) -> int:
        """Returns how many releases there are in the language, live or about to be."""
        return self._months[-1][1] if self._months else 0

    @cached_property
    def _months(self) -> Months:
        """Returns the months of the language, the oldest first, and how many releases each ends with."""
        numbers = _months(self.language)
        return list(
            zip((day for day, _ in numbers), accumulate(number for _, number in numbers), strict=True)
        )

    def count_by(self, kind: str) -> list[FilterCount]:
        """Returns how many of the results are of each `year`, `topic` or `person`; rounded where all are."""
        share, found = self._counted
        numbers = Counter(found.values()) if kind == "year" else self._subjects_counted[kind]
        ordered = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            FilterCount(value, number if share == 1 else _round(number * share)) for value, number in ordered
        ]

    @cached_property
    def _counted(self) -> tuple[float, dict[int, int]]:
        """Returns the year of each release that is counted, and of how many it is one: all, or a sample."""
        share, wanted = 1.0, [self.wanted.everything]
        if not self.count.is_exact:
            sample, share = self._sample(COUNTED)
            wanted.append(sample)
        with searching():
            return share, dict(self._matching(*wanted).order_by().values_list("release", "year"))

    @cached_property
    def _subjects_counted(self) -> dict[str, Counter[int]]:
        """Returns how many of them each topic and person has.

        They are named to the database: it would guess how many they are, and walk the whole list for a few.
        """
        numbers: dict[str, Counter[int]] = {"topic": Counter(), "person": Counter()}
        _, found = self._counted
        rows = ListEntry.objects.filter(release__pk__among=found).order_by().values_list("topic", "person")
        with searching():
            for topic, person, number in rows.annotate(number=Count("pk")):
                kind, value = ("topic", topic) if topic else ("person", person)
                if value:
                    numbers[kind][value] += number
        return numbers

    def _matching(self, *expressions: Expression) -> QuerySet[SearchEntry]:
        return _matching(self.rows, *_written(expressions))

    def _count(self, *expressions: Expression) -> int:
        if self.is_narrowed:
            return self._matching(*expressions).count()
        counted = _count_by_language(self.language, self.at, *_written(expressions))
        return sum(number for (number,) in counted)

    # --- Which ---

    @property
    def _tiers(self) -> list[Expression]:
        return [self.wanted.everything] if self.by_date else self.wanted.tiers

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        with searching():
            first = self._tier_of(start.release) if start else 0
            if first is None:
                return []
            tiers = self._tiers[first::-1] if newer else self._tiers[first:]
            found: list[Position] = []
            for tier in tiers:
                found += self._fetch_tier(tier, start, limit=limit - len(found), newer=newer)
                start = None
                if len(found) >= limit or self._are_all(found, newer=newer, first=first):
                    break
        return found

    def _are_all(self, found: Sequence[Position], *, newer: bool, first: int) -> bool:
        return not newer and not first and self.count.is_exact and len(found) >= self.count.number

    def _tier_of(self, release: int) -> int | None:
        own = self.rows.filter(release=release)
        matching = (_matching(own, *_written([tier])).exists() for tier in self._tiers)
        return next((number for number, matches in enumerate(matching) if matches), None)

    def _fetch_tier(
        self, tier: Expression, start: Position | None, *, limit: int, newer: bool
    ) -> list[Position]:
        if self._all >= MANY and not (self.count.is_exact and self.count.number <= FEW):
            window = self._window(start, limit, newer=newer)
            if window:
                found = self._within([tier, window], start, limit=limit, newer=newer)
                if len(found) >= limit:
                    return found
        return self._within([tier], start, limit=limit, newer=newer)

    def _within(
        self, expressions: Sequence[Expression], start: Position | None, *, limit: int, newer: bool
    ) -> list[Position]:
        if start or newer or self.is_narrowed or limit > MOST:
            return KeysetQuery(self._matching(*expressions), by="").fetch(start, limit=limit, newer=newer)
        rows = _newest(self.language, self.at, *_written(expressions))
        return [Position(*row) for row in rows[:limit]]

    def _window(self, start: Position | None, limit: int, *, newer: bool) -> Expression | None:
        """Returns what the releases nearest to a place have: the months of the next WINDOW of them.

        Of more where it is known that so many would not have as many results as are wanted.
        """
        size = WINDOW
        if self.count.is_exact and self.count.number:
            size = max(size, min(ENOUGH * limit * self._all // self.count.number, self._all // 2))
        months = self._months if newer else self._months[::-1]
        if start:
            here = timezone.localdate(start.published_at).replace(day=1)
            months = [month for month in months if (month[0] >= here if newer else month[0] <= here)]
        if not months:
            return None
        begin = months[0][1]
        near = [day for day, end in months if abs(end - begin) <= size]
        return any_of(f"{self.language}{MONTH}{day:%Y%m}" for day in near)


# --- What is asked again and again, its SQL written once ---


def _live(language: str, at: datetime.datetime) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(live_times_condition(at), language=language, first_published_at__lte=at)


def _written(expressions: Iterable[Expression]) -> Iterator[str]:
    """Yields what the database is asked for, all of it.

    Asked apart, two things take the index of PostgreSQL half the time of both as one.
    """
    for expression in expressions:
        match expression:
            case All(parts) if connection.vendor == "postgresql" and len(parts) <= MANY_THINGS:
                yield from map(write, parts)
            case _:
                yield write(expression)


def _matching(rows: QuerySet[SearchEntry], *written: str) -> QuerySet[SearchEntry]:
    """Returns what has all of them."""
    for each in written:
        rows = rows.filter(lexemes__matches=each)
    return rows


@remembered
@prepared
def _count_by_language(
    language: str, at: datetime.datetime, *written: str
) -> "QuerySet[SearchEntry, tuple[int]]":
    found = _matching(_live(language, at), *written).order_by().values("language")
    return found.annotate(number=Count("pk")).values_list("number")


@prepared
def _newest(
    language: str, at: datetime.datetime, *written: str
) -> "QuerySet[SearchEntry, tuple[datetime.datetime, int]]":
    found = _matching(_live(language, at), *written).order_by("-first_published_at", "-release_id")
    return found.values_list("first_published_at", "release_id")[:MOST]


@remembered
@prepared
def _months(language: str) -> "QuerySet[MonthCount, tuple[datetime.date, int]]":
    months = MonthCount.objects.filter(language=language).order_by("first_day")
    return months.values_list("first_day", "releases")


@contextmanager
def searching() -> Iterator[None]:
    """Has PostgreSQL ask the index of lexemes, for common words too: it would read every row for them.

    It does so by one process: what no text has it takes for common where it is written in many ways, and to
    start others takes ten milliseconds; of what is common a sample is read.

    Within another it is that one: all questions of a page are asked in one transaction.
    """
    if is_remembering():
        yield
        return
    with remembering():
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('work_mem', %s, true), set_config('enable_seqscan', 'off', true), "
                "set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)",
                [_WORK_MEM],
            )
            yield


def _round(number: float) -> int:
    """Returns the number to two digits: 16,483 is about 16,000."""
    digits = len(str(int(number)))
    return int(round(number, 2 - digits))
