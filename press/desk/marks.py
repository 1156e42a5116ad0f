"""Words of a text in `<mark>`, its own markup left as it is, and behind the last something about them."""

import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accessibility.content import Text
from accessibility.content.markup import INLINE, Element, Markup, Words

# Where words stand in the source of their text: from and to.
Span = tuple[int, int]

_TAG_OR_WORDS = re.compile(r"<[^>]*>|[^<]+")


def find_words(text: Text, words: str) -> Span | None:
    """Returns where these words, said in one line, stand in the text for the first time; None: nowhere."""
    letters = _read(text)
    found = "".join(letter for letter, _span in letters).find(words)
    if found == -1 or not words:
        return None
    return letters[found][1][0], letters[found + len(words) - 1][1][1]


def _read(text: Text) -> list[tuple[str, Span]]:
    """Returns each letter with its place; one space for whatever parts two words."""
    letters: list[tuple[str, Span]] = [(" ", (0, 0))]

    def add(letter: str, span: Span) -> None:
        letter = " " if letter.isspace() else letter
        if letter != " " or letters[-1][0] != " ":
            letters.append((letter, span))

    for node in Markup(text.source, text.language, is_html=text.is_html).nodes:
        if isinstance(node, Element):
            if node.name not in INLINE or node.name == "br":
                add(" ", (node.start, node.start))
            continue
        for number, letter in enumerate(node.text):
            add(letter, _place(node, number))
    return letters[1:]


def _place(run: Words, number: int) -> Span:
    if len(run.text) != run.end - run.start:  # a character reference
        return run.start, run.end
    return run.start + number, run.start + number + 1


def show_marked(text: Text, marks: Mapping[Span, SafeString]) -> SafeString:
    """Returns the text as HTML with these words marked; of what overlaps the first one alone."""
    parts, place = [], 0
    for (start, end), behind in sorted(marks.items()):
        if start < place:
            continue
        parts += [_plain(text, place, start), _mark(_plain(text, start, end), behind)]
        place = end
    return mark_safe("".join([*parts, _plain(text, place, len(text.source))]))  # noqa: S308 - sanitised or escaped


def _plain(text: Text, start: int, end: int) -> str:
    part = text.source[start:end]
    return part if text.is_html else str(escape(part))


def _mark(html: str, behind: SafeString) -> str:
    """Returns the words within in `<mark>`, its tags where they were; space between blocks is no word."""
    pieces = _TAG_OR_WORDS.findall(html)
    marked = [number for number, piece in enumerate(pieces) if not piece.startswith("<") and piece.strip()]
    for number in marked:
        pieces[number] = f"<mark>{pieces[number]}{behind if number == marked[-1] else ''}</mark>"
    return "".join(pieces)
