"""The list of what a question finds, by fit or by date, and how many it is.

By fit: what has all that is asked for in its title, then in title and lead, then in the text too, then
anywhere; within each what matches more closely first, within those the newest. Each such *tier* is one
expression, which the index answers alone; so both databases order alike, and a list is read tier by tier as
far as its page goes. What only a letter skeleton finds comes after all else.

A word that half of all releases have would still be found half a million times: where a language has MANY
releases, a tier is looked for among the newest first, and what is more than EXACT is estimated from a sample.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from press.listings.keyset import KeysetQuery, Position
from press.models import ListEntry, MonthCount, SearchEntry, SubjectTerm
from press.models.releases import live_times_condition
from press.search.expressions import NOTHING, But, Expression, Lexeme, all_of, any_of, at_least
from press.search.questions import BY_SKELETON, BY_STEMS, CLOSE, Group, Part, Question
from press.search.texts import EVERY, FIELDS, MONTH, PERSON, SAMPLE, SAMPLES, TOPIC

# Counted to the last; of more it is said that it is about so many.
EXACT = 10_000
# What is estimated to be more than this is more than EXACT, whatever the error of the sample.
_SURELY_MORE = EXACT * 1.3
# Of two spellings that so many have neither is the likelier.
COMMON = 1_000
# Releases of a language from which on a list looks among the newest first, so many of them.
MANY, WINDOW = 20_000, 2_000
# So few are read at once, the newest or not.
FEW = 2_000
# What is read of a sample: enough that a tenth of all is said to one part in twenty.
SAMPLE_SIZE = 4_000
# Of more things asked for, what has fewer than all is one tier for each number: seventy tiers are half a
# megabyte each, seconds for PostgreSQL to read.
MANY_THINGS = 6
# Of more topics or people that a word names the first are meant.
MAX_SUBJECTS = 200
# Where a word stands that is to be left out: nobody leaves out a release for the office of whom it names.
_WRITTEN = FIELDS[:-1]
# For what the index finds: with less PostgreSQL forgets which rows of a page of the table were meant.
_WORK_MEM = "64MB"


# Each month of a language, and how many releases it ends with.
Months = list[tuple[datetime.date, int]]
# Within `searching`, the months of each language that was asked.
_searched: ContextVar[dict[str, Months] | None] = ContextVar("_searched", default=None)


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
        return [Lexeme(f"{language}{sign}{key}") for sign, key in named if key is not None]

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


class Tier(NamedTuple):
    """In which fields so many things of a question are found, and how closely."""

    fields: str
    closeness: int
    least: int

    def is_within(self, other: "Tier") -> bool:
        """Whether the other finds all that this one finds."""
        return (
            other.fields.startswith(self.fields)
            and self.closeness <= other.closeness
            and self.least >= other.least
        )


_PLACES = [FIELDS[:last] for last in range(1, len(FIELDS) + 1)]
# The best first.
TIERS = [
    *((fields, closeness) for fields in _PLACES for closeness in (CLOSE, BY_STEMS)),
    *((fields, BY_SKELETON) for fields in _PLACES),
]


EVERYTHING = Filters()


class FilterCount(NamedTuple):
    """How many of the results a filter would leave."""

    value: int
    number: int


class SearchQuery(KeysetQuery):
    """The live releases of a language that have what is asked for."""

    def __init__(
        self,
        question: Question,
        at: datetime.datetime,
        filters: Filters = EVERYTHING,
        *,
        by_date: bool = False,
    ) -> None:
        rows = SearchEntry.objects.filter(
            live_times_condition(at),
            filters.condition(),
            language=question.language,
            first_published_at__lte=at,
        )
        super().__init__(rows, by="")
        self.question = question
        self.at = at
        self.filters = filters
        self.by_date = by_date

    # --- What is looked for ---

    @cached_property
    def everything(self) -> Expression:
        return self._asked(FIELDS, BY_SKELETON)

    @cached_property
    def tiers(self) -> list[Expression]:
        """Returns what each tier has and none before it, the best first."""
        if self.by_date or not self.question.groups:
            return [self.everything]
        before: list[tuple[Tier, Expression]] = []
        tiers = []
        for tier in self._tiers():
            asked = self._asked(tier.fields, tier.closeness, tier.least)
            if any(asked == expression for _, expression in before):
                continue
            widest = [
                expression
                for other, expression in before
                if not any(other.is_within(third) for third, _ in before if third != other)
            ]
            tiers.append(But(asked, any_of(widest)) if widest else asked)
            before.append((tier, asked))
        return tiers

    def _tiers(self) -> Iterator[Tier]:
        """Yields the tiers of what has all that is asked for, then those of what has less and less of it."""
        number = len(self.question.groups)
        for least in range(number, (self.question.least or number) - 1, -1):
            is_one = least < number and number > MANY_THINGS
            for fields, closeness in [TIERS[-1]] if is_one else TIERS:
                yield Tier(fields, closeness, least)

    def _asked(self, fields: str, closeness: int, least: int = 0) -> Expression:
        """Returns what has all that is asked for in those fields, found that closely."""
        language = self.question.language
        wanted = [self._group(group, fields, closeness) for group in self.question.groups]
        least = least or self.question.least or len(wanted)
        all_else = Lexeme(f"{language}{EVERY}") if self._asks_for_all else NOTHING
        asked = all_of([*self.filters.lexemes(language), at_least(least, wanted) if wanted else all_else])
        unwanted = [self._group(group, _WRITTEN, BY_STEMS) for group in self.question.excluded]
        return But(asked, any_of(unwanted)) if unwanted else asked

    def _group(self, group: Group, fields: str, closeness: int) -> Expression:
        return any_of(
            all_of(self._part(part, fields, closeness) for part in alternative)
            for alternative in group.alternatives
        )

    def _part(self, part: Part, fields: str, closeness: int) -> Expression:
        language = self.question.language
        suffixes = part[closeness]
        written = [
            suffix if suffix.startswith(EVERY) else f"{field}{suffix}"
            for suffix in suffixes
            for field in fields
        ]
        named = self._subjects if FIELDS[-1] in fields else {}
        about = [subject for suffix in suffixes for subject in named.get(suffix, ())]
        return any_of(Lexeme(f"{language}{each}") for each in [*written, *about])

    @property
    def _asks_for_all(self) -> bool:
        """Whether it says only what is left out, or nothing beside the filters; signs ask for nothing."""
        return bool(self.question.excluded) or not self.question.text.strip()

    @cached_property
    def _subjects(self) -> dict[str, list[str]]:
        """Returns the topics and people that each suffix of the question names, as lexemes."""
        groups = (*self.question.groups, *self.question.excluded)
        suffixes = {suffix for group in groups for part in group.parts() for suffix in part.all}
        found: dict[str, list[str]] = {}
        for term, topic, person in (
            SubjectTerm.objects.filter(language=self.question.language, term__in=suffixes)
            .order_by("pk")
            .values_list("term", "topic", "person")
        ):
            named = found.setdefault(term, [])
            if len(named) < MAX_SUBJECTS:
                named.append(f"{TOPIC}{topic}" if topic else f"{PERSON}{person}")
        return found

    @property
    def named_subjects(self) -> set[str]:
        """Returns the topics and people that the question names, as lexemes without a language."""
        return {subject for named in self._subjects.values() for subject in named}

    # --- How many ---

    @cached_property
    def count(self) -> ResultCount:
        with searching():
            estimated = self._estimate()
            if estimated <= _SURELY_MORE:
                number = self._matching(self.everything)[: EXACT + 1].count()
                if number <= EXACT:
                    return ResultCount(number)
            return ResultCount(_round(max(estimated, EXACT)), is_exact=False)

    def exists(self) -> bool:
        with searching():
            return self._matching(self.everything).exists()

    def count_forms(self) -> int:
        """Returns how many have what is asked for by its stems, up to COMMON."""
        with searching():
            return self._matching(self._asked(FIELDS, BY_STEMS))[:COMMON].count()

    def _estimate(self) -> int:
        """Returns about how many there are; 0 where that need not be known, for all can be counted."""
        if self._all < MANY:
            return 0
        sample, share = self._sample
        return round(self._matching(all_of([self.everything, sample])).count() * share)

    @cached_property
    def _sample(self) -> tuple[Expression, float]:
        """Returns what a part of the releases has, and of how many one is in it."""
        size = min(SAMPLES, ceil(SAMPLES * SAMPLE_SIZE / self._all))
        language = self.question.language
        return any_of(Lexeme(f"{language}{SAMPLE}{number}") for number in range(size)), SAMPLES / size

    @cached_property
    def _all(self) -> int:
        """Returns how many releases there are in the language, live or about to be."""
        return self._months[-1][1] if self._months else 0

    @cached_property
    def _months(self) -> Months:
        """Returns the months of the language, the oldest first, and how many releases each ends with."""
        known = _searched.get()
        if known is None:
            return self._read_months()
        if self.question.language not in known:
            known[self.question.language] = self._read_months()
        return known[self.question.language]

    def _read_months(self) -> Months:
        months = MonthCount.objects.filter(language=self.question.language).order_by("first_day")
        days = months.values_list("first_day", "releases")
        numbers = list(days)
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
        share, wanted = 1.0, self.everything
        if not self.count.is_exact:
            sample, share = self._sample
            wanted = all_of([wanted, sample])
        with searching():
            return share, dict(self._matching(wanted).order_by().values_list("release", "year"))

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

    def _matching(self, expression: Expression) -> QuerySet[SearchEntry]:
        return self.rows.filter(lexemes__matches=expression)

    # --- Which ---

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        with searching():
            first = self._tier_of(start.release) if start else 0
            if first is None:
                return []
            tiers = self.tiers[first::-1] if newer else self.tiers[first:]
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
        matching = (own.filter(lexemes__matches=tier).exists() for tier in self.tiers)
        return next((number for number, matches in enumerate(matching) if matches), None)

    def _fetch_tier(
        self, tier: Expression, start: Position | None, *, limit: int, newer: bool
    ) -> list[Position]:
        if self._all >= MANY and not (self.count.is_exact and self.count.number <= FEW):
            window = self._window(start, newer=newer)
            if window:
                found = self._within(all_of([tier, window]), start, limit=limit, newer=newer)
                if len(found) >= limit:
                    return found
        return self._within(tier, start, limit=limit, newer=newer)

    def _within(
        self, expression: Expression, start: Position | None, *, limit: int, newer: bool
    ) -> list[Position]:
        return KeysetQuery(self._matching(expression), by="").fetch(start, limit=limit, newer=newer)

    def _window(self, start: Position | None, *, newer: bool) -> Expression | None:
        """Returns what the releases nearest to a place have: the months of the next WINDOW of them."""
        months = self._months if newer else self._months[::-1]
        if start:
            here = timezone.localdate(start.published_at).replace(day=1)
            months = [month for month in months if (month[0] >= here if newer else month[0] <= here)]
        if not months:
            return None
        begin = months[0][1]
        near = [day for day, end in months if abs(end - begin) <= WINDOW]
        return any_of(Lexeme(f"{self.question.language}{MONTH}{day:%Y%m}") for day in near)


@contextmanager
def searching() -> Iterator[None]:
    """Has PostgreSQL ask the index of lexemes, for common words too: it would read every row for them.

    Within another it is that one: all questions of a page are asked in one transaction.
    """
    if _searched.get() is not None:
        yield
        return
    token = _searched.set({})
    try:
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('work_mem', %s, true), set_config('enable_seqscan', 'off', true), "
                "set_config('jit', 'off', true)",
                [_WORK_MEM],
            )
            yield
    finally:
        _searched.reset(token)


def _round(number: float) -> int:
    """Returns the number to two digits: 16,483 is about 16,000."""
    digits = len(str(int(number)))
    return int(round(number, 2 - digits))
