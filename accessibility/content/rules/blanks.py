"""Blanks: has everything been filled in that a template or a translation began with?"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accessibility.content.blanks import find_blanks, is_blank
from accessibility.content.editing import cut, remove
from accessibility.content.findings import Finding, Repair, Severity, rule, shorten
from accessibility.content.markup import INLINE, Element, Passage
from accessibility.content.texts import Content

BLANK_LEFT_OPEN = "blank-left-open"
# Without one of its cells a row has its others in the wrong columns.
_CELLS = ("td", "th")


@rule(37, BLANK_LEFT_OPEN, Severity.ERROR, gettext_lazy("A place that is still to be filled in"))
def find_blanks_left_open(content: Content) -> Iterator[Finding]:
    """Of a list or a table all of them are one finding, which leads to the first."""
    for text in content.texts:
        for block, found in groupby(find_blanks(text), key=lambda blank: _outermost(blank[0].block)):
            blanks = list(found)
            message = ngettext(
                "This place is still to be filled in: write what belongs here, or delete it.",
                "%(number)s places are still to be filled in here: write what belongs there, or delete them.",
                len(blanks),
            )
            # A line is emptied by hand.
            repair = _removal(block, blanks) if text.is_html else None
            passage, start, end = blanks[0]
            said = dict.fromkeys(passage.text[start:end] for passage, start, end in blanks)
            quote = shorten(", ".join(said))
            place = passage.locate(start, end)
            yield Finding(text, message % {"number": len(blanks)}, *place, quote, repair)


def _outermost(block: Element) -> Element:
    """Returns in which of the text's own blocks it stands."""
    while block.parent is not None and block.parent.parent is not None:
        block = block.parent
    return block


def _removal(block: Element, blanks: Sequence[tuple[Passage, int, int]]) -> Repair:
    """Returns the repair that takes them away, each with the paragraph, item, row or link that is only it."""
    removed: list[Element] = []
    waiting = [block]
    while waiting:
        element = waiting.pop()
        if element.name not in _CELLS and _is_only_blanks(element):
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
            edits += cut(passage, start, end)
    return Repair(_("Delete what is not filled in"), tuple(edits))


def _is_only_blanks(element: Element) -> bool:
    """Whether nothing else is said in it, and no link may lead there."""
    return is_blank(element.words()) and not any(
        "id" in each.attributes for each in (element, *element.walk()) if isinstance(each, Element)
    )
