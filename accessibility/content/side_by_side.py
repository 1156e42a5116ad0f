"""The languages of one publication side by side: where each figure and name stands, how many parts it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accessibility.content.figures import Figure, Kind, is_among, read_figures
from accessibility.content.markup import BACKLINK, HEADINGS, REFERENCE
from accessibility.content.registered_names import may_compare_names, read_names
from accessibility.content.texts import Content, Role


class Part(StrEnum):
    """What is counted of a text."""

    QUOTATION = "quotation"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    LINK = "link"
    PHOTOGRAPH = "photograph"


_ELEMENTS = {Part.HEADING: HEADINGS, Part.PARAGRAPH: ("p",), Part.TABLE: ("table",), Part.LINK: ("a",)}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure or name; in `places` where each of the contents has it.

    None: its language has no spelling of the name, so that it cannot be found.
    """

    kind: Kind
    places: tuple[tuple[Figure, ...] | None, ...]

    @property
    def differs(self) -> bool:
        return () in self.places


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one part each of the contents has; in `words` how its quotations begin."""

    part: Part
    numbers: tuple[int, ...]
    words: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        return len(set(self.numbers)) > 1


def compare_figures(contents: Sequence[Content]) -> list[Row]:
    """Returns a row for each number, date, telephone number and name that one of the contents certainly has.

    As `rules.translations.compare_translations` tells them, which compares two.
    """
    read = [[*read_figures(content), *read_names(content)] for content in contents]
    left_out = {Kind.QUOTATION} if may_compare_names(contents) else {Kind.QUOTATION, Kind.NAME}
    return [row for kind in Kind if kind not in left_out for row in _compare(kind, contents, read)]


def _compare(kind: Kind, contents: Sequence[Content], read: Sequence[Sequence[Figure]]) -> Iterator[Row]:
    figures = [[each for each in of_one if each.kind == kind] for of_one in read]
    certain = [each.value for of_one in figures for each in of_one if each.is_certain]
    known = [{name.key for name in content.names} for content in contents]
    done: set[str] = set()
    # Of two telephone numbers the longer one stands for both.
    for value in sorted(dict.fromkeys(certain), key=lambda each: -len(each) * (kind == Kind.TELEPHONE)):
        if is_among(kind, value, done):
            continue
        done.add(value)
        is_known = (kind != Kind.NAME or value in keys for keys in known)
        places = (tuple(each for each in of_one if is_among(kind, each.value, {value})) for of_one in figures)
        row = Row(kind, tuple(at if known else None for at, known in zip(places, is_known, strict=True)))
        if sum(place is not None for place in row.places) > 1:
            yield row


def count_parts(contents: Sequence[Content]) -> list[Count]:
    """Returns how many of each part there are: in the bodies, quotations in all texts; none that none has."""
    counts = [Count(part, *_count(part, contents)) for part in Part]
    return [each for each in counts if any(each.numbers)]


def _count(part: Part, contents: Sequence[Content]) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    if part == Part.QUOTATION:
        words = tuple(
            tuple(each.words for each in read_figures(content) if each.kind == Kind.QUOTATION)
            for content in contents
        )
        return tuple(map(len, words)), words
    return tuple(_count_elements(part, content) for content in contents), ((),) * len(contents)


def _count_elements(part: Part, content: Content) -> int:
    if part == Part.PHOTOGRAPH:
        return len(content.images)
    body = content.text(Role.BODY)
    elements = body.markup.root.find(*_ELEMENTS[part]) if body else ()
    # A note is no link, nor is the way back from it.
    return sum(each.attributes.get("role") not in (REFERENCE, BACKLINK) for each in elements)
