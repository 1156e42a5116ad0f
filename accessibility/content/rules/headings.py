"""Headings: who listens goes from one to the next, and by their levels (WCAG 1.3.1, 2.4.6)."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import remove, rename
from accessibility.content.findings import Edit, Finding, Repair, Severity, rule
from accessibility.content.markup import HEADINGS, Element
from accessibility.content.texts import Content

LONGEST_HEADING = 170


@rule(7, "heading-level-skipped", Severity.ERROR, gettext_lazy("A heading of the wrong level"))
def find_skipped_levels(content: Content) -> Iterator[Finding]:
    top = content.heading_level
    for text in content.html:
        headings = [each for each in text.markup.find(*HEADINGS) if each.name_heard()]
        above = top
        for number, heading in enumerate(headings):
            level = level_of(heading)
            if level <= top:
                above = top + 1
                message = _(
                    "This heading is as high as the title of the page, so the text falls out of it. Make it "
                    "a heading of level %(level)s."
                )
                yield text.at_element(
                    heading, message % {"level": above}, _lower(rename(heading, f"h{above}"), above)
                )
                continue
            if level > above + 1:
                message = _(
                    "A heading of level %(level)s follows one of level %(above)s: who goes from heading to "
                    "heading looks for what is missing between. Make it level %(wanted)s."
                )
                told = {"level": level, "above": above, "wanted": above + 1}
                repair = _lower(_lift(headings[number:], level - above - 1), above + 1)
                yield text.at_element(heading, message % told, repair)
            above = level


def level_of(heading: Element) -> int:
    return int(heading.name[1])


def _lift(headings: Sequence[Element], steps: int) -> list[Edit]:
    """Returns the edits that lift the first heading, and those beside and below it with it."""
    lowest = level_of(headings[0])
    run = takewhile(lambda each: level_of(each) >= lowest, headings)
    return [edit for each in run for edit in rename(each, f"h{level_of(each) - steps}")]


def _lower(edits: Sequence[Edit], level: int) -> Repair:
    return Repair(_("Make it a heading of level %(level)s") % {"level": level}, tuple(edits))


@rule(8, "heading-empty-or-too-long", Severity.ERROR, gettext_lazy("A heading that is empty or too long"))
def find_empty_and_long_headings(content: Content) -> Iterator[Finding]:
    for text in content.html:
        for heading in text.markup.find(*HEADINGS):
            words = heading.name_heard()
            if not words:
                message = _(
                    "This heading is empty: who goes from heading to heading lands on nothing. Delete it."
                )
                yield text.at_element(heading, message, _removal(heading))
            elif len(words) > LONGEST_HEADING:
                message = _(
                    "This heading has %(length)s characters, and headings are read to find one's way. Say it "
                    "in %(limit)s at most, or make it a paragraph."
                )
                told = {"length": len(words), "limit": LONGEST_HEADING}
                yield text.at_element(heading, message % told, severity=Severity.WARNING)


def _removal(heading: Element) -> Repair | None:
    """Returns none where a link may lead to it, or a picture stands in it."""
    inside = [heading, *(node for node in heading.walk() if isinstance(node, Element))]
    if any("id" in each.attributes or each.name == "img" for each in inside):
        return None
    return Repair(_("Delete the empty heading"), tuple(remove(heading)))
