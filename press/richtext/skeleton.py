"""The structure of a text without its words: what a translation into another language begins with.

Headings, paragraphs, lists, tables, quotations and links stay as they are, and what each says becomes a blank
(accessibility.content.blanks), which no text is published with. What is the same in every language stays: the
addresses of links, a table's cell that is a figure, the numbers of notes. What is marked within a line, bold
words or words of another language, goes with its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accessibility.content.blanks import UNNAMED, find_blanks
from accessibility.content.markup import (
    BACKLINK,
    ENDNOTES,
    HEADINGS,
    INLINE,
    REFERENCE,
    VOID,
    Element,
    Markup,
    Words,
)
from accessibility.content.texts import Text
from press.richtext.notes import heading_in, way_back_in

# Those that say nothing in words, nor in which language words are.
_ATTRIBUTES = {
    "colspan", "headers", "href", "hreflang", "id", "rel", "reversed", "role", "rowspan", "scope", "span",
    "start", "type", "value",
}  # fmt: skip
# As nh3 writes them: every value in double quotes, none of them holding one.
_ATTRIBUTE = re.compile(r' ([a-z]+)="[^"]*"')
# With signs that mean the same everywhere, or a sign that there is none. A comma or a point does not, but in
# a date: it parts a fraction in one language and thousands in another.
_FIGURE = re.compile(r"[-+−±]?\d+(?:[\s:/–-]\d+)*\s?%?|\d{1,2}\.\d{1,2}\.\d{4}|[-–—]")


def build_skeleton(html: str, language: str) -> str:
    """Returns sanitised html with a blank instead of the words of each block and link.

    `language` is that of the translation: the words of ours in the notes are in it. Idempotent.
    """
    skeleton = _Skeleton(html, language)
    return skeleton.write_within(Markup(html, language).root)


def is_skeleton(html: str, language: str) -> bool:
    """Whether sanitised html is what `build_skeleton` returned, and nobody has filled in anything yet."""
    has_blanks = any(True for _blank in find_blanks(Text("", html, language, is_html=True)))
    skeleton = build_skeleton(html, language)
    # Between blocks the editor writes spaces and line breaks.
    return has_blanks and "".join(html.split()) == "".join(skeleton.split())


@dataclass(frozen=True, slots=True)
class _Skeleton:
    source: str
    language: str

    def write_within(self, element: Element, *, is_figure: bool = False) -> str:
        """Returns what an element has within. `is_figure`: of a cell that is one, whose words stay."""
        has_words = _is_word(element.words())
        parts: list[str] = []
        words: list[Words] = []
        before: Element | None = None
        for node in (*_iterate_kept(element), None):
            if isinstance(node, Words):
                words.append(node)
                continue
            said = "".join(each.text for each in words)
            if is_figure or not said.strip():
                parts += [self.source[each.start : each.end] for each in words]
            elif _is_word(said) or not has_words:
                parts += [" " * _stands_in_line(before), UNNAMED, " " * _is_parted(said, node)]
            words = []
            if node is not None:
                parts.append(self._write(node, is_figure=is_figure))
                before = node
        return "".join(parts)

    def _write(self, element: Element, *, is_figure: bool) -> str:
        opening = self.source[element.start : element.inner_start]
        opening = _ATTRIBUTE.sub(lambda each: each[0] if each[1] in _ATTRIBUTES else "", opening)
        if element.name in VOID:
            return opening
        return f"{opening}{self._write_inner(element, is_figure=is_figure)}</{element.name}>"

    def _write_inner(self, element: Element, *, is_figure: bool) -> str:
        role = element.attributes.get("role")
        if role == BACKLINK:
            return way_back_in(self.language)
        if role == REFERENCE and not any(map(str.isalpha, element.words())):
            return element.words()
        if _heads_notes(element):
            return heading_in(self.language)
        if element.name in ("td", "th"):
            is_figure = _FIGURE.fullmatch(element.words()) is not None
        return self.write_within(element, is_figure=is_figure)


def _iterate_kept(element: Element) -> Iterator[Element | Words]:
    """Yields the words and what stays of the elements in one; what goes is gone through."""
    waiting = element.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Words) or _is_kept(node):
            yield node
        else:
            waiting += reversed(node.children)


def _is_kept(element: Element) -> bool:
    """Blocks and links stay, and what raises the number of a note. A paragraph or link that has nothing but
    empty elements would be empty itself then, and the sanitiser has none.
    """
    if element.name == "sup":
        return any(each.attributes.get("role") == REFERENCE for each in element.find("a"))
    if element.name in ("p", "a"):
        return bool(element.words())
    return element.name not in INLINE


def _heads_notes(element: Element) -> bool:
    section = element.parent
    if section is None or section.attributes.get("role") != ENDNOTES:
        return False
    return next(section.find(*HEADINGS), None) is element


def _stands_in_line(element: Element | None) -> bool:
    return element is not None and element.name in INLINE


def _is_parted(said: str, following: Element | None) -> bool:
    """Whether a space stands between words and what follows: not before the number of a note."""
    if following is None or not _stands_in_line(following):
        return False
    return following.name == "a" or said[-1].isspace()


def _is_word(said: str) -> bool:
    """Whether it is more than the signs between words."""
    return UNNAMED in said or any(map(str.isalnum, said))
