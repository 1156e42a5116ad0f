"""A sanitised text as a tree: its blocks, and the words that stand in a line, each with what it stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import NamedTuple

from press.richtext.blocks import INLINE, VOID

# Of sanitised text: no other angle bracket is left in it.
_PART = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>|[^<]+")
_ID = re.compile(r'\s(?:id|headers)="[^"]*"')
# A word, number, sign or character reference and the space before it; space that nothing follows.
_WORD = re.compile(r"(\s*)(&#?\w+;|\w+(?:(?:[-.,'’]|&#x27;|&#39;)\w+)*|[^\w\s])|\s+")


@dataclass(eq=False)
class Element:
    """`opening` is its start tag as it is written; the root of a text has none."""

    tag: str
    opening: str
    children: "list[Element | str]" = field(default_factory=list)
    # Whether it stands in a line, and all that is in it.
    is_inline: bool = False

    @property
    def closing(self) -> str:
        return "" if self.tag in VOID else f"</{self.tag}>"

    @cached_property
    def source(self) -> str:
        inner = (child if isinstance(child, str) else child.source for child in self.children)
        return f"{self.opening}{''.join(inner)}{self.closing}"

    @cached_property
    def has_words(self) -> bool:
        return any(child.strip() if isinstance(child, str) else child.has_words for child in self.children)

    @cached_property
    def units(self) -> "list[Unit]":
        """Returns its blocks, and between them the words that stand in a line."""
        units: list[Unit] = []
        line: list[Element | str] = []
        for child in (*self.children, None):
            if isinstance(child, str) or (child is not None and child.is_inline):
                line.append(child)
                continue
            if words := _read_words(line):
                units.append(words)
            line = []
            if child is not None:
                units.append(child)
        return units


class Word(NamedTuple):
    """A word, or what stands for one in a line (`<br>`), as HTML; `within`: the elements that it stands in,
    the outermost first.
    """

    html: str
    has_space_before: bool
    within: tuple[Element, ...] = ()

    def said(self) -> tuple[str, ...]:
        """Returns by what it is compared: its characters, and the tags around them."""
        return unescape(self.html), *(element.opening for element in self.within)


Line = tuple[Word, ...]
Unit = Element | Line


def parse(html: str) -> Element:
    """Returns the root of a sanitised text. Ids are left out: what is compared stands beside the text."""
    root = Element("", "")
    waiting = [root]
    for part in _PART.finditer(html):
        if part[2] is None:
            waiting[-1].children.append(part[0])
            continue
        if not part[1]:
            element = Element(part[2], _ID.sub("", part[0]))
            waiting[-1].children.append(element)
            waiting.append(element)
        if part[1] or part[2] in VOID:
            element = waiting.pop()
            element.is_inline = element.tag in INLINE and all(
                isinstance(child, str) or child.is_inline for child in element.children
            )
    return root


def iterate_words(unit: Unit) -> Iterator[Word]:
    """Yields the words of a block, of all that is in it."""
    if isinstance(unit, tuple):
        yield from unit
    else:
        for each in unit.units:
            yield from iterate_words(each)


def _read_words(nodes: "list[Element | str]") -> Line:
    words: list[Word] = []
    is_spaced = False
    waiting: list[tuple[Element | str, tuple[Element, ...]]] = [(node, ()) for node in reversed(nodes)]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node, str):
            for part in _WORD.finditer(node):
                is_spaced |= part[2] is None or bool(part[1])
                if part[2]:
                    words.append(Word(part[2], is_spaced and bool(words), within))
                    is_spaced = False
        elif node.has_words:
            waiting += [(child, (*within, node)) for child in reversed(node.children)]
        else:
            words.append(Word(node.source, is_spaced and bool(words), within))
            is_spaced = False
    return tuple(words)


def write_line(words: Line) -> str:
    """Returns words as HTML, in their elements."""
    parts: list[str] = []
    opened: tuple[Element, ...] = ()
    for word in words:
        common = 0
        for one, other in zip(opened, word.within, strict=False):
            if one is not other:
                break
            common += 1
        parts += [element.closing for element in reversed(opened[common:])]
        if word.has_space_before and parts:
            parts.append(" ")
        parts += [element.opening for element in word.within[common:]]
        parts.append(word.html)
        opened = word.within
    return "".join([*parts, *(element.closing for element in reversed(opened))])
