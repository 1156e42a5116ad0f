"""Looks in the text: they stay when a reader chooses other colours, letters and spaces (WCAG 1.4, C22)."""

import re
from collections.abc import Iterator
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.editing import (
    cut,
    declarations,
    drop_attributes,
    language_of,
    rename,
    undress,
    unwrap,
    write_value,
)
from accessibility.content.findings import Edit, Finding, Repair, Severity, rule
from accessibility.content.markup import Element, Passage
from accessibility.content.texts import Content, Text
from accessibility.content.vocabulary import ALPHABETS

_PROPERTIES = {
    "background", "background-color", "background-image", "color", "font", "font-family", "font-size",
    "letter-spacing", "line-height", "text-align", "word-spacing",
}  # fmt: skip
_ATTRIBUTES = {"align", "bgcolor", "background", "valign"}
_OF_FONT = {"color", "face", "size"}

_SPACES = " \t\r\n\u00a0\u2009\u202f"
# Letters with one space between, at least three; a dot makes them initials, more spaces part two words.
_SPACED = re.compile(rf"(?<![\w.-])[^\W\d_](?:[{_SPACES}][^\W\d_])" + r"{2,}(?![\w.'’-])")
# The Russian and English words of one letter: of them alone even a sentence may have three ("а я и о").
_WORDS_OF_A_LETTER = set("авикосуяai")
_FEWEST_OF_WORDS = 5
_FEWEST_SPACES = 3
_PADDING = re.compile(rf"(?<![ \t\r\n])[ \t\r\n]*+(?:\u00a0[ \t\r\n]*+){{{_FEWEST_SPACES},}}")


@rule(22, "looks-in-the-text", Severity.WARNING, gettext_lazy("Colours, sizes or alignment in the text"))
def find_looks(content: Content) -> Iterator[Finding]:
    message = _(
        "This is coloured, sized or aligned by hand, and stays so when a reader chooses other colours or "
        "larger letters. Leave looks to the page."
    )
    label = _("Take away the looks")
    for text in content.html:
        for element in text.markup.nodes:
            if isinstance(element, Element) and (edits := _undressed(text.source, element)):
                yield text.at_element(element, message, Repair(label, tuple(edits)))


def _undressed(source: str, element: Element) -> list[Edit]:
    if element.name == "font":
        if element.attributes.keys() & {"lang", "dir", "id"}:
            return [*undress(source, element, _ATTRIBUTES | _OF_FONT, _is_look), *rename(element, "span")]
        return unwrap(element)
    if element.name == "center":
        return rename(element, "div")
    return undress(source, element, _ATTRIBUTES, _is_look) if _has_looks(element) else []


def _has_looks(element: Element) -> bool:
    return bool(_ATTRIBUTES & element.attributes.keys()) or any(
        _is_look(*each) for each in declarations(element)
    )


def _is_look(name: str, _value: str) -> bool:
    return name in _PROPERTIES


@rule(28, "spaced-words-and-runs", Severity.WARNING, gettext_lazy("Spaces and line breaks instead of form"))
def find_spaces_as_form(content: Content) -> Iterator[Finding]:
    for text in content.texts:
        for passage in text.passages:
            for start, end in passage.lines():
                yield from _spaced_words(text, passage, start, end)
                yield from _padding(text, passage, start, end)
            yield from _empty_lines(text, passage)


def _spaced_words(text: Text, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    for spaced in _SPACED.finditer(passage.text, start, end):
        letters = "".join(spaced[0].split())
        if _is_row_of_letters(letters):
            continue
        edits = [
            edit
            for place in range(spaced.start(), spaced.end())
            if passage.text[place] in _SPACES
            for edit in cut(passage, place, place + 1)
        ]
        repair = Repair(_("Write “%(word)s”") % {"word": letters}, tuple(edits))
        message = _(
            "“%(words)s” is read out letter by letter, and no search finds it. Write the word without spaces "
            "in it."
        )
        told = {"words": " ".join(spaced[0].split())}
        yield text.at_words(passage, spaced.start(), spaced.end(), message % told, repair)


def _is_row_of_letters(letters: str) -> bool:
    """Whether they are no word: the blocks А Б В of a plan, or words of one letter each."""
    if any(letters.lower() in alphabet for alphabet in ALPHABETS):
        return True
    return len(letters) < _FEWEST_OF_WORDS and set(letters) <= _WORDS_OF_A_LETTER


def _padding(text: Text, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    if passage.text.count("\u00a0", start, end) < _FEWEST_SPACES:  # a tenth of the pattern's time
        return
    message = _(
        "Spaces push these words to their place: in larger letters or a narrow window they stand elsewhere. "
        "One space is enough."
    )
    for run in _PADDING.finditer(passage.text, start, end):
        is_between = passage.text[start : run.start()].strip() and passage.text[run.end() : end].strip()
        edits = cut(passage, run.start(), run.end())
        if is_between:
            edits[0] = Edit(edits[0].start, edits[0].end, " ")
        repair = Repair(_("Leave one space") if is_between else _("Delete the spaces"), tuple(edits))
        yield text.at_words(passage, run.start(), run.end(), message, repair)


def _empty_lines(text: Text, passage: Passage) -> Iterator[Finding]:
    """Finds line breaks that nothing stands between."""
    if len(passage.breaks) < 2:
        return
    message = _(
        "Empty lines make a paragraph look like two, and a screen reader reads them as one. Make them two "
        "paragraphs."
    )
    places, breaks = passage.lines(), passage.breaks
    begin = 0
    for number in range(1, len(places)):
        start, end = places[number]
        if number < len(breaks) and not passage.text[start:end].strip():
            continue
        run = breaks[begin:number]
        begin = number
        if len(run) > 1:
            first, last = run[0], run[-1]
            is_between = bool(
                passage.text[: places[begin - len(run)][1]].strip() and passage.text[start:].strip()
            )
            yield Finding(
                text, message, first.start, last.end, repair=_part(passage, run, is_between=is_between)
            )


def _part(passage: Passage, breaks: list[Element], *, is_between: bool) -> Repair | None:
    """Returns none where they stand elsewhere than directly in a paragraph."""
    block = passage.block
    edits = [Edit(each.start, each.end, "") for each in breaks]
    if not is_between:
        return Repair(_("Delete the empty lines"), tuple(edits))
    if block.name != "p" or any(each.parent is not block for each in breaks):
        return None
    edits[0] = Edit(breaks[0].start, breaks[0].end, f"</p><p{language_of(block)}>")
    return Repair(_("Make them two paragraphs"), tuple(edits))


@rule(29, "duplicate-ids", Severity.WARNING, gettext_lazy("A mark of a place that stands twice"))
def find_duplicate_ids(content: Content) -> Iterator[Finding]:
    message = _("“%(id)s” marks two places: a link to it leads to the first, never here. Give each its own.")
    marked = [
        (text, node)
        for text in content.html
        for node in text.markup.nodes
        if isinstance(node, Element) and node.attributes.get("id", "").strip()
    ]
    taken = {element.attributes["id"] for _text, element in marked}
    referred = {name for text in content.html for name in _references(text)}
    numbers: dict[str, Iterator[int]] = {}
    for text, element in marked:
        name = element.attributes["id"]
        if name not in numbers:
            numbers[name] = count(2)
            continue
        if name in referred:
            new = next(each for number in numbers[name] if (each := f"{name}-{number}") not in taken)
            taken.add(new)
            repair = Repair(
                _("Call this place “%(id)s”") % {"id": new},
                tuple(write_value(text.source, element, "id", new)),
            )
        else:
            repair = Repair(
                _("Delete the mark: nothing leads to it"),
                tuple(drop_attributes(text.source, element, {"id"})),
            )
        yield text.at_element(element, message % {"id": name}, repair)


def _references(text: Text) -> Iterator[str]:
    for node in text.markup.nodes:
        if isinstance(node, Element):
            if node.attributes.get("href", "").startswith("#"):
                yield node.attributes["href"][1:]
            for name in (
                "headers",
                "for",
                "aria-labelledby",
                "aria-describedby",
                "aria-details",
                "aria-controls",
            ):
                yield from node.attributes.get(name, "").split()
