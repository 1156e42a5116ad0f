"""Lists: Word writes paragraphs with a mark before them, Google a list beside the item that it belongs to."""

import re
from typing import NamedTuple

from bs4 import Tag

from press.richtext.pasting.tree import HEADINGS, LISTS, element_before, find, is_blank, new_tag, style, words

_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.IGNORECASE)
_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBER = re.compile(r"[(\[]?(?:\d+\.)*(\d+)[.)\]]*")
# The first of each alphabet by which items are counted.
_LETTER = re.compile(r"[(\[]?([a-z]|[ivxlc]+)[.)\]]", re.IGNORECASE)
_DEEPEST = 9


class _Mark(NamedTuple):
    name: str
    type: str
    number: int


def build_lists(root: Tag) -> None:
    _keep_numbers_of_headings(root)
    _build_from_paragraphs(root)
    _put_into_items(root)
    _free_headings(root)


def _keep_numbers_of_headings(root: Tag) -> None:
    """The number of a heading is part of its words: the text may refer to it."""
    for heading in find(root, HEADINGS):
        for mark in _marks(heading):
            number = words(mark)
            mark.replace_with(f"{number} " if any(map(str.isalnum, number)) else "")


def _marks(element: Tag) -> list[Tag]:
    return [inside for inside in find(element, "span") if _MARK.search(style(inside))]


class _Open(NamedTuple):
    """A list that may go on, and its last item, in which a deeper one would stand."""

    level: int
    list: Tag
    item: Tag


def _build_from_paragraphs(root: Tag) -> None:
    opened: list[_Open] = []
    for paragraph in find(root, "p"):
        said = _LIST.search(style(paragraph))
        if said is None:
            continue
        if opened and element_before(paragraph) is not opened[0].list:
            opened = []
        _add_item(paragraph, min(int(said[1]), _DEEPEST), opened)


def _add_item(paragraph: Tag, level: int, opened: list[_Open]) -> None:
    mark = _take_mark(paragraph)
    while opened and opened[-1].level > level:
        opened.pop()
    last = opened.pop() if opened and opened[-1].level == level else None
    goes_on = last is not None and last.list.name == mark.name and mark.number != 1
    target = last.list if last is not None and goes_on else _new_list(mark)
    if target.parent is None and opened:
        opened[-1].item.append(target)
    elif target.parent is None:
        paragraph.insert_before(target)
    paragraph.name = "li"
    target.append(paragraph.extract())
    opened.append(_Open(level, target, paragraph))


def _take_mark(paragraph: Tag) -> _Mark:
    """Returns how the item is counted; the mark itself is gone, since a list has its own."""
    said = ""
    for mark in _marks(paragraph):
        said = said or words(mark)
        mark.extract()
    if number := _NUMBER.fullmatch(said):
        return _Mark("ol", "", int(number[1][:4]))
    if letter := _LETTER.fullmatch(said):
        return _letter_mark(letter[1])
    return _Mark("ul", "", 0)


def _letter_mark(letters: str) -> _Mark:
    lower = letters.lower()
    is_roman = lower == "i" or len(lower) > 1
    kind = "i" if is_roman else "a"
    number = _roman(lower) if is_roman else ord(lower) - ord("a") + 1
    return _Mark("ol", kind if letters.islower() else kind.upper(), number)


def _roman(letters: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _new_list(mark: _Mark) -> Tag:
    attributes = {"type": mark.type} if mark.type else {}
    if mark.number > 1:
        attributes["start"] = str(mark.number)
    return new_tag(mark.name, **attributes)


def _put_into_items(root: Tag) -> None:
    """A list stands in the item that it belongs to, not beside it."""
    for inner in find(root, LISTS):
        outer = inner.parent
        if outer is None or outer.name not in LISTS:
            continue
        items = [sibling for sibling in inner.previous_siblings if isinstance(sibling, Tag)]
        if items and items[0].name == "li":
            items[0].append(inner.extract())
        else:
            inner.wrap(new_tag("li"))


def _free_headings(root: Tag) -> None:
    """LibreOffice writes numbered headings as items of a list."""
    for item in find(root, "li"):
        inside = [child for child in item.children if not is_blank(child)]
        if inside and all(isinstance(child, Tag) and child.name in HEADINGS for child in inside):
            around = item.parent
            if around is not None and around.name in LISTS and not item.find_next_siblings("li", limit=1):
                item.unwrap()
                around.unwrap()
