"""What a release must have to be an answer, and how good an answer it is.

By fit: what has all that is asked for in its title, then in title and lead, then in the text too, then
anywhere; within each what matches more closely first. Each such *tier* is one expression, which the index
answers alone; so both databases order alike. What only a letter skeleton finds comes after all else.
"""

from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

from press.models import SubjectTerm
from press.prepared import prepared
from press.search.expressions import NOTHING, But, Expression, all_of, any_of, at_least
from press.search.questions import BY_SKELETON, BY_STEMS, CLOSE, Group, Part, Question
from press.search.remembering import remembered
from press.search.skeleton import skeletons
from press.search.stems import is_cyrillic
from press.search.texts import EVERY, FIELDS, PERSON, SKELETON, STEM, TOPIC, asked

# Of more things asked for, what has fewer than all is one tier for each number: seventy tiers are half a
# megabyte each, seconds for PostgreSQL to read.
MANY_THINGS = 6
# Of more topics or people that a word names the first are meant.
MAX_SUBJECTS = 200
# Where a word stands that is to be left out: nobody leaves out a release for the office of whom it names.
_WRITTEN = FIELDS[-2]


class Tier(NamedTuple):
    """In which of FIELDS, or one above it, so many things of a question are found, and how closely."""

    field: str
    closeness: int
    least: int

    def is_within(self, other: "Tier") -> bool:
        """Whether the other finds all that this one finds."""
        return self.field <= other.field and self.closeness <= other.closeness and self.least >= other.least


# The best first.
TIERS = [
    *((field, closeness) for field in FIELDS for closeness in (CLOSE, BY_STEMS)),
    *((field, BY_SKELETON) for field in FIELDS),
]


class Wanted:
    """What a question asks the index for; `narrowed` is what each answer must have beside it."""

    def __init__(self, question: Question, narrowed: Sequence[Expression] = ()) -> None:
        self.question = question
        self.language = question.language
        self.narrowed = narrowed

    @cached_property
    def everything(self) -> Expression:
        return self._asked(FIELDS[-1], BY_SKELETON)

    @cached_property
    def forms(self) -> Expression:
        """Returns what has what is asked for by its stems."""
        return self._asked(FIELDS[-1], BY_STEMS)

    @cached_property
    def tiers(self) -> list[Expression]:
        """Returns what each tier has and none before it, the best first."""
        before: list[tuple[Tier, Expression]] = []
        tiers = []
        for tier in self._tiers() if self.question.groups else ():
            expression = self._asked(*tier)
            if any(expression == other for _, other in before):
                continue
            widest = [
                found
                for other, found in before
                if not any(other.is_within(third) for third, _ in before if third != other)
            ]
            tiers.append(But(expression, any_of(widest)) if widest else expression)
            before.append((tier, expression))
        return tiers or [self.everything]

    def _tiers(self) -> Iterator[Tier]:
        """Yields the tiers of what has all that is asked for, then those of what has less and less of it."""
        number = len(self.question.groups)
        for least in range(number, (self.question.least or number) - 1, -1):
            is_one = least < number and number > MANY_THINGS
            for field, closeness in [TIERS[-1]] if is_one else TIERS:
                yield Tier(field, closeness, least)

    def _asked(self, field: str, closeness: int, least: int = 0) -> Expression:
        """Returns what has all that is asked for in that field or one above it, found that closely."""
        wanted = [self._group(group, field, closeness) for group in self.question.groups]
        least = least or self.question.least or len(wanted)
        all_else = f"{self.language}{EVERY}" if self._asks_for_all else NOTHING
        expression = all_of([*self.narrowed, at_least(least, wanted) if wanted else all_else])
        unwanted = [self._group(group, _WRITTEN, BY_STEMS) for group in self.question.excluded]
        return But(expression, any_of(unwanted)) if unwanted else expression

    def _group(self, group: Group, field: str, closeness: int) -> Expression:
        return any_of(
            all_of(self._part(part, field, closeness) for part in alternative)
            for alternative in group.alternatives
        )

    def _part(self, part: Part, field: str, closeness: int) -> Expression:
        suffixes = part[closeness]
        written = [
            suffix if suffix.startswith(EVERY) else f"{each}{suffix}"
            for suffix in without_implied(suffixes)
            for each in asked(field)
        ]
        named = self._subjects if field == FIELDS[-1] else {}
        about = [subject for suffix in suffixes for subject in named.get(suffix, ())]
        return any_of(f"{self.language}{each}" for each in [*written, *about])

    @property
    def _asks_for_all(self) -> bool:
        """Whether it says only what is left out, or nothing beside the filters; signs ask for nothing."""
        return bool(self.question.excluded) or not self.question.text.strip()

    @cached_property
    def _subjects(self) -> dict[str, list[str]]:
        """Returns the topics and people that each suffix of the question names, as lexemes."""
        groups = (*self.question.groups, *self.question.excluded)
        suffixes = {suffix for group in groups for part in group.parts() for suffix in part.all}
        # As `texts.term_suffixes` has them.
        terms = sorted(suffix for suffix in suffixes if suffix.startswith((STEM, SKELETON)))
        found: dict[str, list[str]] = {}
        for term, topic, person in _find_terms(self.language, " ".join(terms)) if terms else ():
            named = found.setdefault(term, [])
            if len(named) < MAX_SUBJECTS:
                named.append(f"{TOPIC}{topic}" if topic else f"{PERSON}{person}")
        return found

    @property
    def named_subjects(self) -> set[str]:
        """Returns the topics and people that the question names, as lexemes without a language."""
        return {subject for named in self._subjects.values() for subject in named}


def without_implied(suffixes: Sequence[str]) -> list[str]:
    """Returns them without the stems whose skeleton is among them: what has the one has the other.

    So `texts.term_suffixes` enters a Cyrillic word; half as much of the index is read.
    """
    bones = {suffix for suffix in suffixes if suffix.startswith(SKELETON)}
    return [suffix for suffix in suffixes if not _is_implied(suffix, bones)]


def _is_implied(suffix: str, bones: Container[str]) -> bool:
    stem = suffix.removeprefix(STEM)
    return (
        stem != suffix and is_cyrillic(stem) and any(f"{SKELETON}{bone}" in bones for bone in skeletons(stem))
    )


@remembered
@prepared
def _find_terms(language: str, terms: str) -> "QuerySet[SubjectTerm, tuple[str, int | None, int | None]]":
    """Returns who and what is named so: the term, and the topic or the person."""
    named = SubjectTerm.objects.filter(language=language, term__among_words=terms).order_by("pk")
    return named.values_list("term", "topic", "person")
