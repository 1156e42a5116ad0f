"""The texts of several languages paragraph beside paragraph, with what only some of them say marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accessibility.content import Content, Text
from accessibility.content.figures import Figure
from press.desk.marks import show_marked
from press.models import Edition, Illustration
from press.richtext.blocks import split_blocks
from press.richtext.tables import framed

# To match longer texts takes the square of their number.
_MOST_BLOCKS = 300
_TAG_NAME = re.compile(r"\A<([a-z]+[1-6]?)")
_HEADING = re.compile(r"<h[1-6]\b")
# An item of a list that is typed, a paragraph of its own: "1. …", "- …". A dialogue has long dashes.
_TYPED_ITEM = re.compile(r"<p[^>]*>\s*(?:<[^>]+>\s*)*(?:(?P<number>[0-9]{1,2}[.)])|[-–•*])(?=\s)")
_OF_A_PHOTOGRAPH = re.compile(r"photograph-(\d+)-(\w+)")

# A figure and what is said beside it.
Mark = tuple[Figure, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or one field, in each language: HTML, empty where a language has none."""

    label: str
    name: str
    languages: list[tuple[str, SafeString]]


def find_passages(
    contents: Sequence[Content], editions: Sequence[Edition], marks: Sequence[Sequence[Mark]]
) -> list[Passage]:
    """Returns the texts of the contents in their order, the bodies paragraph by paragraph.

    Paragraphs stand beside one another by their place, from heading to heading where all have as many, and
    tables and lists beside their like.
    """
    named = [{text.name: text for text in content.texts} for content in contents]
    passages = []
    for name in dict.fromkeys(name for texts in named for name in texts):
        sides = [_show(texts.get(name), of_one) for texts, of_one in zip(named, marks, strict=True)]
        rows = _align_bodies(sides, contents) if name == "body" else [sides]
        for number, row in enumerate(filter(any, rows)):
            label = "" if number else name_field(name, editions)
            passages.append(Passage(label, name, _in_languages(row, contents)))
    return passages


def name_field(name: str, editions: Sequence[Edition]) -> str:
    """Returns the label of a text as the content rules name it."""
    if of_photograph := _OF_A_PHOTOGRAPH.fullmatch(name):
        keys = dict.fromkeys(
            each.photograph_id for edition in editions for each in edition.illustrations.all()
        )
        field = Illustration._meta.get_field(of_photograph[2])
        number = list(keys).index(int(of_photograph[1])) + 1
        words = {"number": number, "field": field.verbose_name}  # type: ignore[union-attr]
        return _("Photograph %(number)s: %(field)s") % words
    return capfirst(str(Edition._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _in_languages(row: Sequence[str], contents: Sequence[Content]) -> list[tuple[str, SafeString]]:
    sides = zip(contents, row, strict=True)
    return [(content.language, mark_safe(side)) for content, side in sides]  # noqa: S308 - sanitised or escaped


def _align_bodies(sides: Sequence[str], contents: Sequence[Content]) -> list[Sequence[str]]:
    """Returns the blocks of the bodies beside one another, tables in frames that their own language names."""
    blocks = []
    for side, content in zip(sides, contents, strict=True):
        with translation.override(content.language):
            blocks.append(_join_typed_lists(split_blocks(framed(side))))
    return _align(blocks)


def _join_typed_lists(blocks: list[str]) -> list[str]:
    """Returns the blocks, the items of a list that is typed as one: its like may be a list indeed."""
    joined: list[str] = []
    for is_item, run in groupby(blocks, lambda block: _TYPED_ITEM.match(block) is not None):
        found = list(run)
        joined += ["".join(found)] if is_item else found
    return joined


def _align(sides: Sequence[list[str]]) -> list[Sequence[str]]:
    sections = [_split_at_headings(side) for side in sides]
    filled = [side for side in sections if side != [[]]]
    if len({len(side) for side in filled}) > 1:
        sections = [[side] for side in sides]
    rows: list[Sequence[str]] = []
    for of_one in zip_longest(*sections, fillvalue=[]):
        longest = max(of_one, key=len)
        rows += zip(*(_place(side, longest) for side in of_one), strict=True)
    return rows


def _place(side: list[str], longest: list[str]) -> list[str]:
    """Returns the blocks in as many places as the longest side has, tables beside tables, lists beside lists.

    What finds no place of its sort stands with the block before it.
    """
    if len(side) == len(longest) or len(longest) > _MOST_BLOCKS:
        return [*side, *[""] * (len(longest) - len(side))]
    places = [""] * len(longest)
    matcher = SequenceMatcher(None, _sorts(longest), _sorts(side), autojunk=False)
    for _kind, start, end, first, last in matcher.get_opcodes():
        for number, block in enumerate(side[first:last], start):
            places[max(0, min(number, end - 1))] += block
    return places


def _sorts(blocks: list[str]) -> list[str]:
    """Returns of each block the name of its element, of a typed list that of a real one; of words nothing."""
    return [_name_list(block) or "".join(_TAG_NAME.findall(block)) for block in blocks]


def _name_list(block: str) -> str:
    item = _TYPED_ITEM.match(block)
    return "" if item is None else "ol" if item["number"] else "ul"


def _split_at_headings(blocks: list[str]) -> list[list[str]]:
    """Returns the blocks before the first heading, and those from each heading on."""
    sections: list[list[str]] = [[]]
    for block in blocks:
        if _HEADING.match(block):
            sections.append([])
        sections[-1].append(block)
    return sections


def _show(text: Text | None, marks: Sequence[Mark]) -> str:
    """Returns a text as HTML, each of the figures that are its own in `<mark>` with the words about it."""
    if text is None:
        return ""
    note = ' <span class="lacking" lang="{}">({})</span>'
    return show_marked(
        text,
        {
            (figure.start, figure.end): format_html(note, get_language(), words)
            for figure, words in marks
            if figure.text is text
        },
    )
