"""Two texts as one: what only the earlier says in `<del>`, what only the later says in `<ins>`.

First blocks are paired by how much they say alike, then the words of each pair; a list's items, a table's
rows and cells are blocks of their own. What cannot stand in `<ins>` (an item, a row) says by `data-change`
what it is, and its contents are marked. Without what is deleted the result is the later text, without what
is inserted the earlier one; always valid HTML. Each mark says in words what it is: colour and line are not
heard.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from press.richtext.tree import Element, Line, Unit, iterate_words, parse, write_line

# Of longer passages that differ all words are marked: to compare them takes the square of their number.
_MOST_WORDS = 2_000
# Of as many blocks in a row that differ each is compared with each.
_MOST_BLOCKS = 40
# Blocks that share fewer of their words are two: to read it word by word tells nothing.
_ALIKE = 0.35
# Words between two changes that only tear them apart: so many, of so many letters together.
_TORN_WORDS, _TORN_LETTERS = 2, 8
# Elements that stand only in certain others, so in no `<ins>`.
_OF_LISTS_AND_TABLES = {
    "caption", "col", "colgroup", "dd", "dt", "figcaption", "li", "summary", "tbody", "td", "tfoot", "th",
    "thead", "tr",
}  # fmt: skip
# Its spaces count.
_WHOLE = {"pre"}

Mark = Literal["", "del", "ins"]


class Piece(NamedTuple):
    mark: Mark
    html: str


class Block(NamedTuple):
    """A paragraph, heading, list or table as HTML; in one that changed its new and gone words are marked."""

    html: SafeString
    is_changed: bool


class Comparison:
    """Two texts as one."""

    def __init__(self, units: Sequence[Sequence[Piece]]) -> None:
        self._units = units

    @property
    def html(self) -> SafeString:
        """Returns both, what differs marked."""
        return self._without("")

    @property
    def before(self) -> SafeString:
        """Returns the earlier text, what is gone of it marked."""
        return self._without("ins")

    @property
    def after(self) -> SafeString:
        """Returns the later text, what is new in it marked."""
        return self._without("del")

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(mark_safe("".join(piece.html for piece in unit)), any(piece.mark for piece in unit))  # noqa: S308 - sanitised or escaped, and only marked
            for unit in self._units
        ]

    @property
    def is_changed(self) -> bool:
        return self.changes > 0

    @property
    def changes(self) -> int:
        """Returns how many passages differ; one that was replaced by another is one of them."""
        marks = [piece.mark for unit in self._units for piece in unit]
        return sum(
            bool(mark) and not (mark == "ins" and before == "del")
            for before, mark in zip(["", *marks], marks, strict=False)
        )

    def _without(self, mark: Mark) -> SafeString:
        texts = (
            "".join(piece.html for piece in unit if piece.mark != (mark or None)) for unit in self._units
        )
        return mark_safe("\n".join(filter(None, texts)))  # noqa: S308 - as above


def compare_texts(before: str, after: str) -> Comparison:
    """Compares two plain texts; their lines are `<br>`."""
    old, new = (parse(str(escape(text)).replace("\n", "<br>")).units for text in (before, after))
    return Comparison(list(_compare_units(old, new)))


def compare_html(before: str, after: str) -> Comparison:
    """Compares two sanitised texts."""
    return Comparison(list(_compare_units(parse(before).units, parse(after).units)))


# --- Which blocks are compared with which ---


def _compare_units(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[list[Piece]]:
    """Yields the pieces of each block of both, in their order."""
    for old, new in _pair(before, after):
        if old is None:
            assert new is not None
            yield list(_mark_unit(new, "ins"))
        elif new is None:
            yield list(_mark_unit(old, "del"))
        else:
            yield list(_compare_pair(old, new))


def _pair(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    keys, new_keys = ([_key(unit) for unit in side] for side in (before, after))
    matcher = SequenceMatcher(None, keys, new_keys, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old, new = before[start:end], after[new_start:new_end]
        if kind == "equal":
            yield from zip(old, new, strict=True)
        else:
            yield from _pair_alike(old, new)


def _pair_alike(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yields pairs in the order of both sides, so that they share most; what has none, alone."""
    if len(before) == len(after) == 1 and _are_comparable(before[0], after[0]):
        yield before[0], after[0]  # in one place: what is alike in them or not, the one is the other now
        return
    at = new_at = 0
    for one, other in [*_find_alike(before, after), (len(before), len(after))]:
        yield from ((old, None) for old in before[at:one])
        yield from ((None, new) for new in after[new_at:other])
        if one < len(before):
            yield before[one], after[other]
        at, new_at = one + 1, other + 1


def _find_alike(before: Sequence[Unit], after: Sequence[Unit]) -> list[tuple[int, int]]:
    """Returns places of pairs, as in the longest common subsequence, each weighed by its likeness."""
    if max(len(before), len(after)) > _MOST_BLOCKS:
        return [
            (place, place)
            for place, (old, new) in enumerate(zip(before, after, strict=False))
            if _likeness(old, new) >= _ALIKE
        ]
    words = [[_count_words(unit) for unit in side] for side in (before, after)]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for one in reversed(range(len(before))):
        for other in reversed(range(len(after))):
            likeness = _likeness(before[one], after[other], words[0][one], words[1][other])
            paired = likeness + best[one + 1][other + 1] if likeness >= _ALIKE else 0.0
            best[one][other] = max(paired, best[one + 1][other], best[one][other + 1])
    pairs, one, other = [], 0, 0
    while one < len(before) and other < len(after):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            pairs.append((one, other))
            one, other = one + 1, other + 1
    return pairs


def _likeness(
    old: Unit, new: Unit, old_words: "Counter[str] | None" = None, new_words: "Counter[str] | None" = None
) -> float:
    """Returns which part of their words both have, 0 to 1; 0 of blocks of two kinds.

    Cells are those of two rows with as many, so each is the other's.
    """
    if not _are_comparable(old, new):
        return 0.0
    if isinstance(old, Element) and old.tag in ("td", "th"):
        return 1.0
    one = _count_words(old) if old_words is None else old_words
    other = _count_words(new) if new_words is None else new_words
    number = one.total() + other.total()
    return 2 * (one & other).total() / number if number else 1.0


def _count_words(unit: Unit) -> "Counter[str]":
    return Counter(word.html for word in iterate_words(unit))


def _are_comparable(old: Unit, new: Unit) -> bool:
    if isinstance(old, tuple) or isinstance(new, tuple):
        return isinstance(old, tuple) and isinstance(new, tuple)
    if old.opening != new.opening or old.tag in _WHOLE:
        return False
    # With another number of cells or columns it would be torn, word by word.
    return old.tag not in ("table", "tr") or _columns(old) == _columns(new)


def _columns(element: Element) -> set[int]:
    """Returns how many cells its rows have."""
    if element.tag == "tr":
        return {len(element.units)}
    return {
        columns
        for child in element.children
        if isinstance(child, Element) and child.tag in ("thead", "tbody", "tfoot", "tr")
        for columns in _columns(child)
    }


def _key(unit: Unit) -> Hashable:
    if isinstance(unit, tuple):
        return tuple(word.said() for word in unit)
    return " ".join(unit.source.split())


# --- What is written of them ---


def _compare_pair(old: Unit, new: Unit) -> Iterator[Piece]:
    if isinstance(old, tuple) and isinstance(new, tuple):
        yield from _compare_lines(old, new)
    elif isinstance(old, Element) and isinstance(new, Element):
        if _key(old) == _key(new):
            yield Piece("", new.source)
            return
        yield Piece("", new.opening)
        for pieces in _compare_units(old.units, new.units):
            yield from pieces
        yield Piece("", new.closing)


def _compare_lines(old: Line, new: Line) -> Iterator[Piece]:
    for kind, gone, come in _find_changes(old, new):
        if kind == "equal":
            yield Piece("", _spaced(come))
            continue
        if gone:
            yield Piece("del", _marked(gone, "del"))
        if come:
            # At the beginning of a line no space parts them, and they would be read as one word.
            is_begin = come[0] is new[0] and gone and gone[0] is old[0]
            yield Piece("ins", " " * bool(is_begin) + _marked(come, "ins"))


def _find_changes(old: Line, new: Line) -> list[tuple[str, Line, Line]]:
    if max(len(old), len(new)) > _MOST_WORDS or _likeness(old, new) < _ALIKE:
        return [("replace", old, new)]
    said, said_now = ([word.said() for word in line] for line in (old, new))
    changes: list[tuple[str, Line, Line]] = []
    opcodes = SequenceMatcher(None, said, said_now, autojunk=False).get_opcodes()
    for number, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        gone, come = old[start:end], new[new_start:new_end]
        is_within = 0 < number < len(opcodes) - 1
        if kind == "equal" and not (is_within and _tears(come)):
            changes.append((kind, gone, come))
        elif changes and changes[-1][0] != "equal":
            _, gone_before, come_before = changes.pop()
            changes.append(("replace", gone_before + gone, come_before + come))
        else:
            changes.append(("replace", gone, come))
    return changes


def _tears(words: Line) -> bool:
    return len(words) <= _TORN_WORDS and sum(len(word.html) for word in words) <= _TORN_LETTERS


def _mark_unit(unit: Unit, name: Literal["del", "ins"]) -> Iterator[Piece]:
    """Yields a block that only one side has; where it cannot stand in the mark, the mark stands in it."""
    if isinstance(unit, tuple):
        yield Piece(name, _marked(unit, name))
    else:
        yield Piece(name, _mark_block(unit, name, is_outermost=True))


def _mark_block(element: Element, name: Literal["del", "ins"], *, is_outermost: bool = False) -> str:
    if element.tag not in _OF_LISTS_AND_TABLES:
        return _in_block_mark(element.source, name)
    opening = element.opening
    if is_outermost:
        opening = f'{opening[:-1]} data-change="{name}">'
    inner = (
        _marked(unit, name) if isinstance(unit, tuple) else _mark_block(unit, name) for unit in element.units
    )
    return f"{opening}{''.join(inner)}{element.closing}"


def _marked(words: Line, name: Literal["del", "ins"]) -> str:
    space = " " if words[0].has_space_before else ""
    return space + _in_mark(write_line(words), name)


def _spaced(words: Line) -> str:
    return (" " if words[0].has_space_before else "") + write_line(words)


def _in_mark(html: str, name: Literal["del", "ins"]) -> str:
    begins = _("[deleted:") if name == "del" else _("[added:")
    return f'<{name} class="change">{_label(begins)}{html}{_label("]")}</{name}>'


def _in_block_mark(html: str, name: Literal["del", "ins"]) -> str:
    """Of whole paragraphs everybody reads which they are; only who hears them, where they end."""
    if name == "del":
        begins, ends = _("Deleted:"), _("End of what was deleted.")
    else:
        begins, ends = _("Added:"), _("End of what was added.")
    return f'<{name} class="change block">{_label(begins)}{html}{_label(ends)}</{name}>'


def _label(words: str) -> str:
    return f'<span class="change-label" lang="{get_language()}">{words} </span>'
