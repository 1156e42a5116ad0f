"""Tables of a text on a narrow screen: each scrolls in a frame of its own, which the keyboard reaches too."""

import html as entities
import re
from itertools import count

from django.utils.html import escape
from django.utils.translation import gettext

_TAG = re.compile(r"<(/?)table(?=[ >])[^>]*>")
# Of sanitised text: no other angle bracket is left in it.
_ANY_TAG = re.compile(r"<[^>]*>")
_FIRST_ROW = re.compile(r"(?:</?(?:colgroup|col|thead|tbody)\b[^>]*>|\s)*<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_HEADER_CELL = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)


def framed(html: str) -> str:
    """Returns sanitised html with each table, but none within another, in a frame named by its caption.

    A region that can be focused and scrolled is what WCAG 1.4.10 and 2.1.1 leave a table in a narrow window.
    """
    numbers = count(1)
    depth = 0

    def frame(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth -= 1
            return tag[0] if depth else f"{tag[0]}</section>"
        depth += 1
        if depth > 1:
            return tag[0]
        number = next(numbers)
        caption = _CAPTION.match(html, tag.end())
        name = (caption and _words(caption[1])) or _columns(html, tag.end())
        name = name or gettext("Table %(number)s") % {"number": number}
        return f'<section class="table" tabindex="0" aria-label="{escape(name)}">{tag[0]}'

    return _TAG.sub(frame, html)


def _columns(html: str, start: int) -> str:
    """Returns the names of a table's columns, where its first row has them: "" otherwise."""
    row = _FIRST_ROW.match(html, start)
    headers = [name for cell in _HEADER_CELL.findall(row[1]) if (name := _words(cell))] if row else []
    return gettext("Table: %(columns)s") % {"columns": ", ".join(headers)} if headers else ""


def _words(caption: str) -> str:
    return " ".join(entities.unescape(_ANY_TAG.sub(" ", caption)).split())
