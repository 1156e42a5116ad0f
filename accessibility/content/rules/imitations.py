"""What looks like a heading, a list or a link and is none: by ear it is not there (WCAG 1.3.1)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import cut, declarations, dissolve, language_of, rename, undress
from accessibility.content.findings import Edit, Finding, Repair, Severity, rule, shorten
from accessibility.content.markup import HEADINGS, Element, Passage, Words
from accessibility.content.rules.headings import level_of
from accessibility.content.texts import Content, Text
from accessibility.content.vocabulary import ALPHABETS, load_words_of_all

LONGEST_FAKE_HEADING = 120
_BOLD = ("b", "strong")
_PARAGRAPHS = ("p", "div")
# A bold line in these is a label, a name or a quotation that is set off already.
_NO_HEADING_IN = {"table", "li", "dd", "dt", "blockquote", "figure", "details", "aside"}
_NO_LIST_IN = {*HEADINGS, "pre", "th", "caption"}
_CLOSING = tuple(".!?…:;,")
_QUOTED = re.compile(r"\s*[«“„\"].*[»”“\"]\s*", re.DOTALL)
# A text may begin with its place and day in bold: no heading.
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2} \w+,? \d{4}|\w+ \d{1,2}, \d{4}|\d{4} жыл\w* \d{1,2}")

_MARK = re.compile(
    r"""
    \s*(?:
      (?P<bullet>[•▪◦●‣∙■]|[*·](?=\s))
    | (?P<dash>[-–—])(?=\s|[^\W\d_])
    | (?P<number>\d{1,2})[.)](?=\s|[^\W\d_])
    | (?P<letter>[^\W\d_])\)(?=\s|\w)
    )\s*(?=.*\w)
    """,
    re.VERBOSE | re.DOTALL,
)
# Speech ends a sentence; and a speaker's words go on behind a second dash: "— Мы готовы, — сказал он".
_SENTENCE_ENDS = tuple('.!?…»”"')
_IS_SPEECH = re.compile(r"[?!…]|[,.»”\"]\s+[-–—]\s")


@rule(9, "fake-heading", Severity.WARNING, gettext_lazy("A bold line instead of a heading"))
def find_fake_headings(content: Content) -> Iterator[Finding]:
    message = _(
        "This line looks like a heading and is none: who goes from heading to heading passes it by. Make it "
        "a heading."
    )
    for text in content.html:
        followers = text.markup.followers
        headings = text.markup.find(*HEADINGS)
        before: Element | None = None
        waiting = iter([*headings, None])
        following = next(waiting)
        for passage in text.passages:
            block = passage.block
            while following is not None and following.start <= block.start:
                before, following = following, next(waiting)
            if not _looks_like_heading(passage) or not _is_text(followers.get(block)):
                continue
            if passage is text.passages[0] and _DAY.search(passage.text):
                continue
            level = max(level_of(before) if before else 0, content.heading_level + 1)
            if before and followers.get(before) is block:
                level = min(level + 1, 6)
            yield text.at_element(block, message, _heading(block, level))


def _looks_like_heading(passage: Passage) -> bool:
    said = passage.text.strip()
    block = passage.block
    return (
        block.name in _PARAGRAPHS
        and len(said) <= LONGEST_FAKE_HEADING
        and not said.endswith(_CLOSING)
        and not _QUOTED.fullmatch(said)
        and sum(map(str.isalpha, said)) > 1
        and not passage.breaks
        and _is_bold(block)
        and not any(each.name in _NO_HEADING_IN for each in block.ancestors())
    )


def _is_bold(node: Element | Words) -> bool:
    """Whether all that it says is bold, and stands in a line."""
    if isinstance(node, Words):
        return not node.text.strip() or node.parent.name in _BOLD or node.parent.is_within(*_BOLD)
    return all(
        _is_bold(each) if isinstance(each, Words) else each.name not in (*_PARAGRAPHS, "ul", "ol", "table")
        for each in node.walk()
    )


def _is_text(node: Element | Words | None) -> bool:
    """Whether it is what a heading could stand above: neither another bold line nor another heading."""
    if isinstance(node, Words):
        return True
    return (
        node is not None and node.name not in (*HEADINGS, "hr") and bool(node.words()) and not _is_bold(node)
    )


def _heading(block: Element, level: int) -> Repair:
    edits = rename(block, f"h{level}")
    for bold in block.find(*_BOLD):
        edits += dissolve(bold)
    return Repair(_("Make it a heading of level %(level)s") % {"level": level}, tuple(edits))


class _Line(NamedTuple):
    """A line of a passage: from, to, and the mark that it begins with; `kind` is "" where it has none."""

    passage: Passage
    start: int
    end: int
    mark_end: int
    kind: str
    mark: str
    # Whether the passage has no other.
    is_alone: bool

    @property
    def said(self) -> str:
        return self.passage.text[self.mark_end : self.end].strip()

    def counts_on_from(self, before: "_Line") -> bool:
        if self.kind == "number":
            return int(self.mark) == int(before.mark) + 1
        pair = (before.mark + self.mark).lower()
        return self.kind != "letter" or any(pair in alphabet for alphabet in ALPHABETS)


@rule(10, "fake-list", Severity.WARNING, gettext_lazy("Lines with marks instead of a list"))
def find_fake_lists(content: Content) -> Iterator[Finding]:
    message = _(
        "These lines look like a list and are none: who listens does not hear how many they are, nor where "
        "they end. Make them a list."
    )
    for text in content.html:
        lines = [line for passage in text.passages for line in _read(passage)]
        for start, end in _runs(text, lines):
            items = lines[start:end]
            if items[0].kind == "dash" and not _are_items(items, lines[start - 1].said if start else ""):
                continue
            first, last = items[0], items[-1]
            places = first.passage.locate(first.start, first.end), last.passage.locate(last.start, last.end)
            quote = shorten(" ".join(line.passage.text[line.start : line.end] for line in items))
            yield Finding(text, message, places[0][0], places[1][1], quote, _list(items))


def _read(passage: Passage) -> Iterator[_Line]:
    places = [(start, end) for start, end in passage.lines() if passage.text[start:end].strip()]
    for start, end in places:
        mark = None if passage.block.name in _NO_LIST_IN else _MARK.match(passage.text, start, end)
        kind = mark.lastgroup if mark and mark.lastgroup else ""
        mark_end, sign = (mark.end(), mark[kind]) if mark else (start, "")
        yield _Line(passage, start, end, mark_end, kind, sign, is_alone=len(places) == 1)


def _runs(text: Text, lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yields from where to where two lines and more have marks of one kind: of one passage, or one each."""
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _goes_on(text, lines[end - 1], lines[end]):
            continue
        if end - start > 1:
            yield start, end
        start = end


def _goes_on(text: Text, before: _Line, line: _Line) -> bool:
    if not line.kind or line.kind != before.kind or not line.counts_on_from(before):
        return False
    if line.passage is before.passage:
        return True
    blocks = before.passage.block, line.passage.block
    is_beside = text.markup.followers.get(blocks[0]) is blocks[1]
    return (
        is_beside and line.is_alone and before.is_alone and all(each.name in _PARAGRAPHS for each in blocks)
    )


def _are_items(lines: Sequence[_Line], lead_in: str) -> bool:
    """Whether lines that begin with a dash are a list's and not a dialogue's.

    Items are parts of a sentence, or a colon announces them; in a dialogue each says a sentence.
    """
    said = [line.said for line in lines]
    if any(map(_IS_SPEECH.search, said)):
        return False
    if all(each.endswith((";", ",")) for each in said[:-1]) or all(not each[0].isupper() for each in said):
        return True
    speaking = load_words_of_all("speaking")
    if lead_in.endswith(":") and speaking.isdisjoint(re.findall(r"\w+", lead_in.casefold())):
        return True
    return not any(each.endswith(_SENTENCE_ENDS) for each in said)


def _list(lines: Sequence[_Line]) -> Repair | None:
    first = lines[0]
    name, attributes = "ul", ""
    if first.kind in ("number", "letter"):
        name = "ol"
        if first.kind == "number" and first.mark != "1":
            attributes = f' start="{first.mark}"'
        elif first.kind == "letter" and first.mark.isascii():
            attributes = ' type="a"'
    if lines[-1].passage is not first.passage:
        edits = _gather(lines, name, attributes)
    elif all(each.parent is first.passage.block for each in first.passage.breaks):
        edits = _split(lines, name, attributes)
    else:  # a tag goes over several lines
        return None
    edits += [edit for line in lines for edit in cut(line.passage, line.start, line.mark_end)]
    label = _("Make them a numbered list") if name == "ol" else _("Make them a list")
    return Repair(label, tuple(edits))


def _gather(lines: Sequence[_Line], name: str, attributes: str) -> list[Edit]:
    """Returns the edits that make items of paragraphs."""
    blocks = [line.passage.block for line in lines]
    start, end = blocks[0].start, blocks[-1].end
    items = [edit for block in blocks for edit in rename(block, "li")]
    return [Edit(start, start, f"<{name}{attributes}>"), *items, Edit(end, end, f"</{name}>")]


def _split(lines: Sequence[_Line], name: str, attributes: str) -> list[Edit]:
    """Returns the edits that make items of lines of one passage.

    A paragraph can hold no list: it ends before it, and another begins behind it.
    """
    passage, block = lines[0].passage, lines[0].passage.block
    is_paragraph = block.name == "p"
    places = passage.lines()
    said = [(start, end) for start, end in places if passage.text[start:end].strip()]
    before = max((end for _start, end in said if end <= lines[0].start), default=None)
    behind = min((start for start, _end in said if start >= lines[-1].end), default=None)
    language = language_of(block) if is_paragraph else ""
    opening, closing = f"<{name}{language}{attributes}><li>", f"</li></{name}>"

    # By where the line ends that a `<br>` stands behind; one behind an empty line goes.
    written = {line.end: "</li><li>" for line in lines}
    written[lines[-1].end] = "" if behind is None else closing + f"<p{language}>" * is_paragraph
    if before is not None:
        written[before] = "</p>" * is_paragraph + opening
    edits = [
        Edit(each.start, each.end, written.get(end, ""))
        for (_start, end), each in zip(places, passage.breaks, strict=False)
        if (before is None or end >= before) and (behind is None or end < behind)
    ]
    if before is None:
        start = _outermost(passage.runs[0], block).start
        edits.append(
            Edit(block.start, block.inner_start, opening) if is_paragraph else Edit(start, start, opening)
        )
    if behind is None:
        end = _outermost(passage.runs[-1], block).end
        edits.append(Edit(block.inner_end, block.end, closing) if is_paragraph else Edit(end, end, closing))
    return edits


def _outermost(node: Element | Words, block: Element) -> Element | Words:
    """Returns the part of the block that the node stands in."""
    while node.parent is not None and node.parent is not block:
        node = node.parent
    return node


@rule(23, "underline-that-is-no-link", Severity.WARNING, gettext_lazy("Underlined words that are no link"))
def find_underlines(content: Content) -> Iterator[Finding]:
    message = _(
        "These words are underlined as links are, and lead nowhere. Leave the underline to links; what "
        "matters most can be bold."
    )
    label = _("Take away the underline")
    for text in content.html:
        holders = _hold_words_outside_links(text)
        for element in text.markup.nodes:
            if not isinstance(element, Element) or element not in holders:
                continue
            if not _underlines(element) or element.is_within("ins"):
                continue
            edits = (
                dissolve(element) if element.name == "u" else undress(text.source, element, (), _is_underline)
            )
            yield text.at_element(element, message, Repair(label, tuple(edits)))


def _is_underline(name: str, value: str) -> bool:
    return name in ("text-decoration", "text-decoration-line") and "underline" in value.lower().split()


def _underlines(element: Element) -> bool:
    """An insertion is underlined too, and means what it looks like: `ins` is none."""
    return element.name == "u" or (
        element.name not in ("a", "ins") and any(_is_underline(*each) for each in declarations(element))
    )


def _hold_words_outside_links(text: Text) -> set[Element]:
    """Returns the elements in which words stand that are in no link."""
    holders: set[Element] = set()
    for node in text.markup.nodes:
        if isinstance(node, Words) and node.text.strip():
            around = [node.parent, *node.parent.ancestors()]
            if all(each.name != "a" for each in around):
                holders.update(around)
    return holders
