"""HTML as a tree that knows where each of its parts stands in the source.

So a finding can be shown in the text, and a repair is an edit of the source: nothing else of it is written
anew. Read with the standard library's parser; the commonest end tags that may be left out are implied (HTML
standard, 13.1.2.4). Reading never fails: what cannot be read as markup is taken for words.
"""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from operator import itemgetter

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
# What stands in a line; all else begins and ends a passage.
INLINE = {
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data",
    "del", "dfn", "em", "embed", "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "map",
    "mark", "math", "meter", "object", "output", "picture", "progress", "q", "rb", "rp", "rt", "ruby",
    "s", "samp", "select", "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "time",
    "track", "tt", "u", "var", "video", "wbr",
}  # fmt: skip
# What is no language of people.
CODE = ("code", "kbd", "samp", "tt", "var")
# A text's notes in the words of DPUB-ARIA 1.1: all of them, the number in the text, the link back.
ENDNOTES = "doc-endnotes"
REFERENCE = "doc-noteref"
BACKLINK = "doc-backlink"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Their contents are no words of the text.
_SILENT = {"script", "style", "template", "noscript", "title", "head", "textarea", "select", "option"}
_ENDS_A_PARAGRAPH = {
    *HEADINGS, "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "main", "menu", "nav", "ol", "p", "pre",
    "section", "table", "ul",
}  # fmt: skip
# What an opening tag ends, and the elements beyond which it ends nothing.
_ENDS: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(_ENDS_A_PARAGRAPH, ({"p"}, {"td", "th", "li", "button", "caption", "object"})),
    "li": ({"li", "p"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd", "p"}, {"dl"}),
    "dd": ({"dt", "dd", "p"}, {"dl"}),
    "td": ({"td", "th", "p"}, {"tr", "table"}),
    "th": ({"td", "th", "p"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th", "p"}, {"table", "thead", "tbody", "tfoot"}),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), ({"thead", "tbody", "tfoot", "tr", "td", "th", "p"}, {"table"})
    ),
}


_LAST_REFERENCE = re.compile(r"&#?\w+\Z", re.ASCII)


@dataclass(eq=False, slots=True)
class Words:
    """A run of words between two tags, character references read."""

    text: str
    start: int
    end: int
    parent: "Element"


@dataclass(eq=False, slots=True)
class Element:
    """`start` and `end` are places in the source, with its tags; `inner_start` and `inner_end` without."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None"
    language: str
    start: int
    inner_start: int
    inner_end: int = -1
    end: int = -1
    children: "list[Element | Words]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element | Words]":
        """Yields all that is within, in the order of the source."""
        waiting: list[Element | Words] = self.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Element):
                waiting.extend(reversed(node.children))

    def find(self, *names: str) -> "Iterator[Element]":
        return (node for node in self.walk() if isinstance(node, Element) and node.name in names)

    def ancestors(self) -> "Iterator[Element]":
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def is_within(self, *names: str) -> bool:
        return any(each.name in names for each in self.ancestors())

    def words(self) -> str:
        """Returns what is written within, in one line."""
        said = (
            node.text
            if isinstance(node, Words)
            else " "
            if node.name not in INLINE or node.name == "br"
            else ""
            for node in self.walk()
            if not (isinstance(node, Words) and node.parent.name in _SILENT)
        )
        return " ".join("".join(said).split())

    def name_heard(self) -> str:
        """Returns what a screen reader says of a link: its words and the alternative texts within.

        Of the name's computation (accname 1.2) what a text may hold: aria-label, contents, title.
        """
        if label := self.attributes.get("aria-label", "").strip():
            return label
        parts = [
            node.text if isinstance(node, Words) else f" {node.attributes.get('alt', '')} "
            for node in self.walk()
            if (isinstance(node, Words) and node.parent.name not in _SILENT)
            or (isinstance(node, Element) and node.name == "img")
        ]
        return " ".join("".join(parts).split()) or self.attributes.get("title", "").strip()


class Passage:
    """The words of one block that stand in a line: a paragraph, a heading, a cell, an item.

    `text` has a line break for each `<br>`. Its places are told from those in the source by `locate`.
    """

    def __init__(self, block: Element, runs: "list[Words | Element]") -> None:
        self.block = block
        self.runs = runs
        self._starts: list[int] = []
        parts, length = [], 0
        for run in runs:
            self._starts.append(length)
            part = run.text if isinstance(run, Words) else "\n"
            parts.append(part)
            length += len(part)
        self.text = "".join(parts)

    @property
    def language(self) -> str:
        return self.block.language

    @property
    def breaks(self) -> "list[Element]":
        return [run for run in self.runs if isinstance(run, Element)]

    def lines(self) -> list[tuple[int, int]]:
        """Returns the stretches of the text between its `<br>`s: from and to. One more than there are."""
        ends = [place for place, run in zip(self._starts, self.runs, strict=True) if isinstance(run, Element)]
        return list(zip([0, *(end + 1 for end in ends)], [*ends, len(self.text)], strict=True))

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Returns where a part of the text that is not empty stands in the source."""
        return self._place(start), self._place(end - 1, is_end=True)

    def _place(self, offset: int, *, is_end: bool = False) -> int:
        number = bisect_right(self._starts, offset) - 1
        run, within = self.runs[number], offset - self._starts[number]
        if isinstance(run, Element) or len(run.text) != run.end - run.start:  # a tag, a character reference
            return run.end if is_end else run.start
        return run.start + within + is_end

    @cached_property
    def spans(self) -> list[tuple[int, int, str]]:
        """Returns the parts of the text that are in one language: from, to, and which it is said to be."""
        spans: list[tuple[int, int, str]] = []
        begin, language = 0, None
        for start, run in zip(self._starts, self.runs, strict=True):
            said = run.parent.language if isinstance(run, Words) else language
            if language is not None and said != language:
                spans.append((begin, start, language))
                begin = start
            language = said if said is not None else language
        if self.text:
            spans.append((begin, len(self.text), language if language is not None else self.language))
        return spans

    def pieces(self, start: int, end: int) -> "Iterator[tuple[int, int, Element]]":
        """Yields the parts of a stretch between its tags: from and to in the source, and what they are in."""
        for begin, run in zip(self._starts, self.runs, strict=True):
            if isinstance(run, Words) and begin < end and begin + len(run.text) > start:
                stretch = max(begin, start), min(begin + len(run.text), end)
                yield *self.locate(*stretch), run.parent

    def within(self, *names: str) -> list[tuple[int, int]]:
        """Returns the parts of the text that stand in elements of those names."""
        stretches = []
        # Each element is asked once, however deep it is.
        known: dict[Element | None, bool] = {None: False}
        for begin, run in zip(self._starts, self.runs, strict=True):
            if isinstance(run, Words):
                asked: list[Element] = []
                element: Element | None = run.parent
                while element is not None and element not in known:
                    asked.append(element)
                    element = element.parent
                for each in reversed(asked):
                    known[each] = known[each.parent] or each.name in names
                if known[run.parent]:
                    stretches.append((begin, begin + len(run.text)))
        return stretches

    def elements(self, start: int, end: int) -> set[Element]:
        """Returns the elements in which parts of that stretch of the text stand directly."""
        return {
            run.parent
            for begin, run in zip(self._starts, self.runs, strict=True)
            if isinstance(run, Words) and begin < end and begin + len(run.text) > start
        }


class Markup:
    """A text: as HTML, or plain where `is_html` is false."""

    def __init__(self, source: str, language: str, *, is_html: bool = True) -> None:
        self.source = source
        self.root = Element("", {}, None, language, 0, 0)
        if is_html:
            _Reader(source, self.root).read()
        elif source:
            self.root.children.append(Words(source, 0, len(source), self.root))
        self.root.inner_end = self.root.end = len(source)

    @cached_property
    def nodes(self) -> "list[Element | Words]":
        """Returns all that is in the text, in the order of the source: two dozen rules go through it."""
        return list(self.root.walk())

    @cached_property
    def _elements(self) -> dict[str, list[tuple[int, Element]]]:
        elements: dict[str, list[tuple[int, Element]]] = {}
        for place, node in enumerate(self.nodes):
            if isinstance(node, Element):
                elements.setdefault(node.name, []).append((place, node))
        return elements

    def find(self, *names: str) -> list[Element]:
        """Returns the elements of those names, in the order of the source."""
        found = [each for name in names for each in self._elements.get(name, ())]
        if len(names) > 1:
            found.sort(key=itemgetter(0))
        return [element for _, element in found]

    @cached_property
    def followers(self) -> "dict[Element, Element | Words]":
        """Returns what stands right behind each element that is not the last of its parent, space aside."""
        followers: dict[Element, Element | Words] = {}
        for parent in (self.root, *(node for node in self.nodes if isinstance(node, Element))):
            said = [each for each in parent.children if isinstance(each, Element) or each.text.strip()]
            followers.update((one, other) for one, other in pairwise(said) if isinstance(one, Element))
        return followers

    @cached_property
    def passages(self) -> list[Passage]:
        """Returns the passages that say something, in their order."""
        passages: list[Passage] = []
        runs: list[Words | Element] = []

        def finish(block: Element) -> None:
            if any(isinstance(run, Words) and run.text.strip() for run in runs):
                passages.append(Passage(block, list(runs)))
            runs.clear()

        def visit(parent: Element) -> None:
            # One step a node, not one call: a text may be nested as deep as it likes.
            waiting: list[tuple[Element, Iterator[Element | Words]]] = [(parent, iter(parent.children))]
            while waiting:
                element, children = waiting[-1]
                node = next(children, None)
                if node is None:
                    waiting.pop()
                    if element.name not in INLINE:
                        finish(element)
                elif isinstance(node, Words) or node.name == "br":
                    runs.append(node)
                elif node.name not in _SILENT:
                    if node.name not in INLINE:
                        finish(next(each for each, _ in reversed(waiting) if each.name not in INLINE))
                    waiting.append((node, iter(node.children)))

        visit(self.root)
        return passages


class _Reader(HTMLParser):
    def __init__(self, source: str, root: Element) -> None:
        super().__init__(convert_charrefs=False)
        self._source = source
        self._open = root
        self._root = root
        # How many of a name are open: to look for one among ten thousand takes as many steps.
        self._names: Counter[str] = Counter()
        self._lines = [0, *(end.end() for end in re.finditer("\n", source))]

    def read(self) -> None:
        try:
            self.feed(self._source)
            # A tag or comment that does not end: `close` would look for its end from each sign behind it.
            is_broken = self.rawdata.startswith("<")
            if not is_broken:
                self.close()
        except AssertionError:  # what begins like a declaration (`<![`) and is none
            is_broken = True
        if is_broken:
            place = self._here()
            self._append(html.unescape(self._source[place:]), place, len(self._source))
        while self._open is not self._root:
            self._end(self._open, len(self._source), len(self._source))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        after = start + len(self.get_starttag_text() or "")
        if tag in _ENDS:
            self._imply(*_ENDS[tag], start)
        attributes = {name: value or "" for name, value in reversed(attrs)}
        language = attributes.get("lang", "").strip() or self._open.language
        element = Element(tag, attributes, self._open, language, start, after)
        self._open.children.append(element)
        if tag in VOID:
            element.inner_end = element.end = after
        else:
            self._open = element
            self._names[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._names[tag]:
            return
        start = self._here()
        closed = next(each for each in self._upwards() if each.name == tag)
        close = self._source.find(">", start)
        after = close + 1 if close != -1 else len(self._source)
        while self._open is not closed:
            self._end(self._open, start, start)
        self._end(closed, start, after)

    def handle_data(self, data: str) -> None:
        start = self._here()
        end = start + len(data)
        # A reference at the very end of the source comes as words, unless it ends with a semicolon.
        last = _LAST_REFERENCE.search(data) if end == len(self._source) else None
        words = last.start() if last and self._open.name not in _SILENT else len(data)
        self._append(data[:words], start, start + words)
        self._append(html.unescape(data[words:]), start + words, end)

    def handle_entityref(self, name: str) -> None:
        self._reference(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._reference(len(name) + 2)

    def _reference(self, length: int) -> None:
        start = self._here()
        end = start + length
        end += self._source[end : end + 1] == ";"
        self._append(html.unescape(self._source[start:end]), start, end)

    def _append(self, text: str, start: int, end: int) -> None:
        if text:
            self._open.children.append(Words(text, start, end, self._open))

    def _imply(self, ended: set[str], bounds: set[str], place: int) -> None:
        """Ends what a start tag ends: an open paragraph at the next block, an item at the next item."""
        last = None
        for each in self._upwards() if any(map(self._names.get, ended)) else ():
            if each.name in bounds or each is self._root:
                break
            if each.name in ended:
                last = each
        while last is not None and self._open is not last.parent:
            self._end(self._open, place, place)

    def _end(self, element: Element, inner_end: int, end: int) -> None:
        element.inner_end, element.end = inner_end, end
        assert element.parent is not None
        self._open = element.parent
        self._names[element.name] -= 1

    def _upwards(self) -> Iterator[Element]:
        yield self._open
        yield from self._open.ancestors()
