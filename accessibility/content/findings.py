"""What the rules find: where it stands, why it matters, and how it can be repaired."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from accessibility.content.texts import Content, Text

_LONGEST_QUOTE = 80


class Severity(IntEnum):
    """How grave: an error stops publication, a warning and a notice do not."""

    ERROR = 3
    WARNING = 2
    NOTICE = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the source and what takes its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What is done, in words for its button, and how the source of the text changes."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    `message` is a sentence in the active language; `quote` the words that it is about, empty where there are
    none; `start` and `end` are places in the source of `text`.
    """

    text: "Text"
    message: str
    start: int = 0
    end: int = 0
    quote: str = ""
    repair: Repair | None = None
    # Where it differs from its rule's.
    severity: Severity | None = None
    rule: "Rule" = field(default=None)  # type: ignore[assignment]  # `check` tells it
    # Of several that a rule finds in the same words.
    number: int = 1

    @property
    def key(self) -> str:
        """Returns what a dismissal is remembered by: the same until the words change that it is about.

        So much as the spaces and the letters' case may change, and all around it.
        """
        said = (self.rule.name, self.text.name, normalise(self.quote or self._source()), str(self.number))
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]

    def _source(self) -> str:
        return self.text.source[self.start : self.end]


def normalise(words: str) -> str:
    """Returns the words without what does not change them: case, spaces, how their accents are written."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def shorten(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Rule:
    """`number` and `name` are those of the table in README.md; `title` is a lazy string."""

    number: int
    name: str
    severity: Severity
    title: Promise
    find: "Callable[[Content], Iterable[Finding]]"


RULES: dict[str, Rule] = {}


def rule(
    number: int, name: str, severity: Severity, title: Promise
) -> "Callable[[Callable[[Content], Iterable[Finding]]], Callable[[Content], Iterable[Finding]]]":
    """Enters a function among the rules: what it is given is read, never changed."""

    def enter(
        find: "Callable[[Content], Iterable[Finding]]",
    ) -> "Callable[[Content], Iterable[Finding]]":
        assert name not in RULES, name
        RULES[name] = Rule(number, name, severity, title, find)
        return find

    return enter


def find_all(content: "Content", rules: Iterable[Rule]) -> Iterator[Finding]:
    """Yields what the rules find, each with its rule, its severity, and its number among equals."""
    for each in rules:
        seen: dict[str, int] = {}
        for found in each.find(content):
            finding = replace(found, rule=each, severity=found.severity or each.severity)
            number = seen[finding.key] = seen.get(finding.key, 0) + 1
            yield replace(finding, number=number)


def repaired(source: str, edits: Sequence[Edit]) -> str:
    """Returns the source after the edits. Raises ValueError where two of them are about the same stretch."""
    result, place = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < place:
            raise ValueError("Two edits of the same words.")
        result += [source[place : edit.start], edit.text]
        place = edit.end
    return "".join([*result, source[place:]])
