"""Where a finding stands, told so that another reader of the same text finds it: a browser, say.

By its words and which time they are said (as the Web Annotation Data Model's TextQuoteSelector), or, of what
has no words, by its element and which of its kind it is.
"""

import re
from typing import NamedTuple

from accessibility.content.findings import Finding
from accessibility.content.markup import Markup

_LONGEST = 200
_TAG = re.compile(r"<([a-z][a-z0-9]*)", re.IGNORECASE)


class Place(NamedTuple):
    """`words` without their breaks, and `number` before which they are said so many times; or an element."""

    words: str
    element: str
    number: int


def find_place(finding: Finding) -> Place:
    source, is_html = finding.text.source, finding.text.is_html
    before = source[: finding.start]
    words = _words(source[finding.start : finding.end], is_html=is_html)[:_LONGEST].strip()
    if words:
        return Place(words, "", _words(before, is_html=is_html).count(words))
    # What is missing stands nowhere.
    is_nowhere = finding.start == finding.end
    tag = _TAG.match(source, finding.start) if is_html and not is_nowhere else None
    if tag is None:
        return Place("", "", 0)
    name = tag[1].lower()
    return Place("", name, len(re.findall(rf"<{name}(?=[\s/>])", before, re.IGNORECASE)))


def _words(source: str, *, is_html: bool) -> str:
    return Markup(source, "", is_html=is_html).root.words()
