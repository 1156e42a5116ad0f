"""Blanks: has everything been filled in that a template or a translation began with?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accessibility.content.blanks import UNNAMED, is_blank, without_blanks
from accessibility.content.blanks import find_blanks as find_places
from accessibility.content.editing import cut, remove
from accessibility.content.findings import Finding, Repair, Severity, rule, shorten
from accessibility.content.markup import BACKLINK, ENDNOTES, HEADINGS, INLINE, Element, Passage
from accessibility.content.texts import Content, Text

BLANK_LEFT_OPEN = "blank-left-open"
# Without one of its cells a row has its others in the wrong columns.
_CELLS = ("td", "th")
# What heads or explains others, which would stand there without it.
_HEADS = ("dd", "dt", "summary", "th", "thead")

Blank = tuple[Passage, int, int]


@rule(37, BLANK_LEFT_OPEN, Severity.ERROR, gettext_lazy("A place that is still to be filled in"))
def find_blanks_left_open(content: Content) -> Iterator[Finding]:
    """Of a list, a table or a note all of them are one finding, which leads to the first; of a text in which
    nobody has written anything yet too.
    """
    for text in content.texts:
        every = list(find_places(text))
        if len(every) > 1 and text.is_html and _is_untouched(text, every):
            sentence = _("Nothing is filled in yet. Write in place of each %(blank)s, or delete it.")
            yield Finding(text, sentence % {"blank": UNNAMED}, *_locate(every[0]))
            continue
        names = _name_parts(text.markup.root) if every and text.is_html else {}
        for block, found in groupby(every, key=lambda blank: _find_part(blank[0].block)):
            yield _describe(text, block, names.get(block, ""), list(found))


def _describe(text: Text, block: Element, name: str, blanks: Sequence[Blank]) -> Finding:
    message = ngettext(
        "This place is still to be filled in: write what belongs here, or delete it.",
        "%(number)s places are still to be filled in here: write what belongs there, or delete them.",
        len(blanks),
    ) % {"number": len(blanks)}
    if not text.is_html:  # a line, which is emptied by hand
        return Finding(text, message, *_locate(blanks[0]), _quote(blanks))
    message = f"{name}. {message}" if name else message
    return Finding(text, message, *_locate(blanks[0]), _quote(blanks), _removal(block, blanks))


def _locate(blank: Blank) -> tuple[int, int]:
    passage, start, end = blank
    return passage.locate(start, end)


def _quote(blanks: Sequence[Blank]) -> str:
    """Returns the names of the blanks; of those without one the words of the line that all stand in."""
    said = dict.fromkeys(passage.text[start:end] for passage, start, end in blanks)
    if any(words != UNNAMED for words in said):
        return shorten(", ".join(said))
    (passage, *others) = dict.fromkeys(passage for passage, _start, _end in blanks)
    is_told = not others and not _is_note(passage.block) and _says_something(passage.text)
    return shorten(passage.text) if is_told else ""


def _is_untouched(text: Text, blanks: Sequence[Blank]) -> bool:
    """Whether nothing is said beside unnamed blanks but figures, and what is ours in the notes."""
    if any(passage.text[start:end] != UNNAMED for passage, start, end in blanks):
        return False
    ours = "".join(each.words() for each in _find_ours(text.markup.root))
    return _count_letters(text.markup.root.words()) == _count_letters(ours)


def _find_ours(root: Element) -> Iterator[Element]:
    for section in root.find("section"):
        if section.attributes.get("role") == ENDNOTES:
            yield from section.find(*HEADINGS)
            yield from (link for link in section.find("a") if link.attributes.get("role") == BACKLINK)


def _count_letters(words: str) -> int:
    return sum(map(str.isalpha, without_blanks(words)))


def _says_something(words: str) -> bool:
    """Whether there is more than blanks and figures: the number of a note, a percentage."""
    return _count_letters(words) > 0


def _find_part(block: Element) -> Element:
    """Returns in which of the text's own blocks it stands; within the notes, in which note."""
    while block.parent is not None and block.parent.parent is not None and not _is_note(block):
        block = block.parent
    return block


def _is_note(element: Element) -> bool:
    """Whether it is an item of the notes themselves, not of a list in one."""
    above = islice(element.ancestors(), 2)
    return element.name == "li" and any(each.attributes.get("role") == ENDNOTES for each in above)


def _name_parts(root: Element) -> dict[Element, str]:
    """Returns what each block of the text and each note is, and which of its kind: "Table 2"."""
    blocks = (each for each in root.children if isinstance(each, Element) and each.name not in INLINE)
    names = {
        "heading": pgettext("part of a text", "Heading %(number)s"),
        "list": pgettext("part of a text", "List %(number)s"),
        "table": pgettext("part of a text", "Table %(number)s"),
        "quotation": pgettext("part of a text", "Quotation %(number)s"),
        "note": pgettext("part of a text", "Note %(number)s"),
        "paragraph": pgettext("part of a text", "Paragraph %(number)s"),
    }
    counted: Counter[str] = Counter()
    named = {}
    for block in (*blocks, *filter(_is_note, root.find("li"))):
        counted[kind := _kind_of(block)] += 1
        named[block] = names[kind] % {"number": counted[kind]}
    return named


def _kind_of(block: Element) -> str:
    if _is_note(block):
        return "note"
    if block.name in HEADINGS:
        return "heading"
    if block.name in ("ul", "ol", "dl"):
        return "list"
    if block.name == "table" or (block.name == "figure" and any(block.find("table"))):
        return "table"
    return "quotation" if block.name in ("blockquote", "figure") else "paragraph"


def _removal(block: Element, blanks: Sequence[Blank]) -> Repair | None:
    """Returns the repair that takes them away, each with the paragraph, item, row, table or link that is only
    it; None where something unfinished would be left: a header without words, a note without its number.
    """
    if _is_note(block):
        return None
    removed: list[Element] = []
    waiting = [block]
    while waiting:
        element = waiting.pop()
        if element.name != "td" and _is_open(element):
            if not _may_go(element):
                return None
            removed.append(element)
        else:
            # Words outside all blocks stand beside these.
            waiting += [
                each
                for each in element.children
                if isinstance(each, Element) and (block.parent is not None or each.name in INLINE)
            ]
    edits = [edit for each in removed for edit in remove(each)]
    stretches = [(edit.start, edit.end) for edit in edits]
    for passage, start, end in blanks:
        place, _end = passage.locate(start, end)
        if not any(first <= place < last for first, last in stretches):
            if not _may_be_cut(passage):
                return None
            edits += cut(passage, start, end)
    return Repair(_("Delete what is not filled in"), tuple(edits))


def _is_open(element: Element) -> bool:
    """Whether nothing is written in it; in a table figures are nothing where no header says of what."""
    words = element.words()
    if element.name == "table" and any(is_blank(each.words()) for each in element.find("th")):
        return not _says_something(words)
    return is_blank(words)


def _may_go(element: Element) -> bool:
    """Whether nothing leads there, nothing is headed by it, and no cell reaches into it from another row."""
    if element.name in _HEADS or (element.name == "tr" and not any(element.find("td"))):
        return False
    if element.parent is not None and element.parent.name == "figure" and element.name != "figcaption":
        return False
    table = next((each for each in element.ancestors() if each.name == "table"), None)
    if table is not None and element.name in ("tr", "tbody", "tfoot") and _spans_rows(table):
        return False
    return not any(
        "id" in each.attributes for each in (element, *element.walk()) if isinstance(each, Element)
    )


def _spans_rows(table: Element) -> bool:
    return any("rowspan" in cell.attributes for cell in table.find(*_CELLS))


def _may_be_cut(passage: Passage) -> bool:
    """Whether its block says something without the blanks. A cell may be empty."""
    block = passage.block
    return block.name == "td" or block.parent is None or _says_something(passage.text)
