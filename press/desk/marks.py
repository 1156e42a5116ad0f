"""Words of a text in `<mark>`, its own markup left as it is, and behind the last something about them."""

import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accessibility.content import Text
from press.text.quotes import Span

_TAG_OR_WORDS = re.compile(r"<[^>]*>|[^<]+")


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
