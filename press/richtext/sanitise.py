"""What an edition's text may hold. The browser is never trusted: whatever it sends passes through here.

The list is the grammar of a press release: headings from 2 to 4, paragraphs, lists, quotations, tables with
headers, figures, abbreviations, links, and the language of any part (WCAG 3.1.2). Looks are not text: style,
colour, size and alignment go silently (content rule 22), doubled ids too (rule 29). Photographs are
illustrations of the edition, so `img` is not on the list.
"""

import html as entities
import re

import nh3

from accessibility.content.markup import BACKLINK, ENDNOTES, REFERENCE
from press.richtext.limits import validate_complexity
from press.text.characters import clean_text

_TAGS = {
    "a", "abbr", "aside", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5",
    "h6", "hr", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul", "wbr",
}  # fmt: skip
# What stands inside these was never meant to be read as text.
_DROPPED_WHOLE = {
    "script", "style", "template", "noscript", "noembed", "noframes", "iframe", "object", "applet", "svg",
    "math", "textarea", "title", "select", "option", "xmp", "head", "canvas", "audio", "video",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "id", "role"},
    "a": {"href", "hreflang"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "dfn": {"title"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

# Names that mean the same thing here. h1 is the title of the page: in a text it is the next lower heading.
_RENAMED = {"h1": "h2", "b": "strong", "i": "em", "strike": "s", "center": "p", "acronym": "abbr"}
_RENAME = re.compile(rf"<(/?)({'|'.join(_RENAMED)})(?=[\s/>])", re.IGNORECASE)
# As nh3 writes them: every value in double quotes, none of them holding one.
_LINK_TAG = re.compile(r'<a((?: [a-z]+="[^"]*")*)>|</a>')
_TARGET = re.compile(r' href="[^"]')
_NOT_OF_A_LINK = re.compile(r' (?:id|lang|dir)="[^"]*"')
_WORDLESS_LINK = re.compile(r"<a(?: (?!id=)[a-z]+=\"[^\"]*\")*>(\s*)</a>")
_EMPTY_PARAGRAPH = re.compile(r"<p(?: (?:lang|dir)=\"[^\"]*\")*>(?:\s|&nbsp;|<br>)*</p>\s*")
_BLOCKS = re.compile(
    r"<(?=/?(?:p|div|h[1-6]|li|dt|dd|tr|td|th|caption|figcaption|figure|blockquote|section|aside|pre|table"
    r"|ul|ol|dl|hr|br|details|summary)\b)",
    re.IGNORECASE,
)

# BCP 47, the well-formed part that HTML uses: language, script, region, variants, extensions, private use.
_LANGUAGE_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
_ID = re.compile(r"[\w-]{1,80}")
_NUMBER = re.compile(r"-?[0-9]{1,4}", re.ASCII)
_DATETIME = re.compile(r"[0-9T:.+Z PWDHMS-]{1,40}", re.ASCII)
_ID_PREFIX = "text-"
# Cells name a heading or two for each direction; each id is looked at, so a million of them takes a second.
_HEADERS_OF_A_CELL = 8
_FOOTNOTE_ROLES = {REFERENCE, ENDNOTES, BACKLINK}
_VALUES: dict[str, set[str]] = {
    "dir": {"ltr", "rtl", "auto"},
    "scope": {"row", "col", "rowgroup", "colgroup"},
    "role": _FOOTNOTE_ROLES,
    "type": {"1", "a", "A", "i", "I"},
    "reversed": {""},
}
_PATTERNS: dict[str, re.Pattern[str]] = {
    "lang": _LANGUAGE_TAG,
    "hreflang": _LANGUAGE_TAG,
    "datetime": _DATETIME,
    **dict.fromkeys(("colspan", "rowspan", "span", "start", "value"), _NUMBER),
}


def is_language_tag(value: str) -> bool:
    """Returns whether value is a well-formed language tag (BCP 47): what a true `lang` needs."""
    return _LANGUAGE_TAG.fullmatch(value) is not None


def sanitise(html: str) -> str:
    """Returns html with everything gone that a press release does not need. Idempotent.

    Raises TooComplex, a ValidationError, for what would take long to clean; and nothing else, nor ever for
    what it returned before.
    """
    html = clean_text(html)
    for _attempt in range(5):
        validate_complexity(html)
        cleaned = _once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    # Markup that reads differently each time it is parsed is an attack, not a text: its words remain.
    words = entities.escape(plain_text(html), quote=False)
    validate_complexity(words)
    return words


def plain_text(html: str) -> str:
    """Returns the words of html in one line, a space wherever a block ends: for search and descriptions."""
    bare = nh3.clean(
        _BLOCKS.sub(" <", clean_text(html)),
        tags=set(),
        attributes={},
        clean_content_tags=_DROPPED_WHOLE,
        link_rel=None,
    )
    return " ".join(entities.unescape(bare).split())


def _once(html: str) -> str:
    renamed = _RENAME.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2].lower()]}", html)
    cleaned = nh3.clean(
        renamed,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_AttributeFilter(),
        link_rel="noopener",
        url_schemes=_SCHEMES,
    )
    # Once more: `&#11;` has become a character only now.
    linked = _WORDLESS_LINK.sub(r"\1", _unlink(clean_text(cleaned)))
    return _EMPTY_PARAGRAPH.sub("", linked).strip()


def _unlink(html: str) -> str:
    """Returns html with the words of each link that leads nowhere; its id and language stay, on a span."""
    closing: list[str] = []  # links stand in links where a table is between them

    def judge(tag: re.Match[str]) -> str:
        if tag[1] is None:
            return closing.pop()
        if _TARGET.search(tag[1]):
            closing.append("</a>")
            return tag[0]
        kept = "".join(_NOT_OF_A_LINK.findall(tag[1]))
        closing.append("</span>" if kept else "")
        return f"<span{kept}>" if kept else ""

    return _LINK_TAG.sub(judge, html)


class _AttributeFilter:
    """Judges each attribute's value. One for each text: it remembers the ids that it has seen."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return self._id(value)
        if name == "href":
            return _link(value)
        if name == "headers":
            ids = value.split(maxsplit=_HEADERS_OF_A_CELL)[:_HEADERS_OF_A_CELL]
            return " ".join(filter(None, map(_prefixed, ids))) or None
        if name in _VALUES:
            return value if value in _VALUES[name] else None
        if name in _PATTERNS:
            return value if _PATTERNS[name].fullmatch(value) else None
        return value

    def _id(self, value: str) -> str | None:
        prefixed = _prefixed(value)
        if prefixed is None or prefixed in self._ids:
            return None
        self._ids.add(prefixed)
        return prefixed


def _prefixed(anchor: str) -> str | None:
    """Ids of a text live under one prefix: `id_title` or `main` would take the page's own names."""
    if not _ID.fullmatch(anchor):
        return None
    return anchor if anchor.startswith(_ID_PREFIX) else _ID_PREFIX + anchor


def _link(address: str) -> str | None:
    if not address.startswith("#"):
        return address
    anchor = _prefixed(address[1:])
    return f"#{anchor}" if anchor else None
