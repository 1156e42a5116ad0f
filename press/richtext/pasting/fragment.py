"""What of the clipboard was copied, as a tree."""

import re

import nh3
from bs4 import BeautifulSoup, Tag

from press.richtext.limits import too_much_markup, validate_complexity
from press.richtext.pasting.tree import find
from press.richtext.sanitise import is_language_tag
from press.text.characters import clean_text

# Where nothing closes it, it goes to the end: so nothing is searched twice.
_LEFT_OUT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script|xml|title|head)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_COPIED = re.compile(r"<!--StartFragment\s*-->(.*?)(?:<!--EndFragment\s*-->|\Z)", re.DOTALL)
_BODY = re.compile(r"<body\b([^>]*)>", re.IGNORECASE)
_LANGUAGE = re.compile(r"\blang\s*=\s*[\"']?([A-Za-z0-9-]+)", re.IGNORECASE)
# A picture that stands in its own address: megabytes that nobody reads.
_INLINE_DATA = re.compile(r"\bsrc\s*=\s*([\"'])data:[^\"'<>]*\1", re.IGNORECASE)

# Of one element, space between them counted: each that moves is looked for among the others. 3,000 paragraphs
# are some 200,000 characters. 0.8 s; 22,000 took 17.
CHILD_LIMIT = 6_000

_TAGS = {
    "a", "abbr", "article", "aside", "b", "big", "blockquote", "br", "caption", "center", "cite", "code",
    "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q",
    "s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "tt", "u", "ul", "wbr",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "name", "role", "style"},
    "a": {"href"},
    "abbr": {"title"},
    "del": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_NEVER_TEXT = {
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "title",
    "select", "head", "canvas", "audio", "video", "xml",
}  # fmt: skip


def parse(html: str) -> tuple[Tag, str]:
    """Returns the copied part as a tree, with the marks that its program left; and the language of the whole.

    That is "" where nobody said it. The parser is the sanitiser's, so both see the same text.
    """
    html = clean_text(html)
    body = _BODY.search(html)
    language = _LANGUAGE.search(body[1]) if body else None
    copied = _COPIED.search(html)
    fragment = copied[1] if copied else html[body.end() if body else 0 :]
    fragment = _INLINE_DATA.sub('src="#"', _LEFT_OUT.sub("", fragment))
    validate_complexity(fragment)
    well_formed = nh3.clean(
        fragment,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_NEVER_TEXT,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    root = BeautifulSoup(f"<body>{well_formed}</body>", "html.parser").body
    assert root is not None  # nobody else writes one: it is none of _TAGS
    if any(len(element.contents) > CHILD_LIMIT for element in (root, *find(root, True))):
        raise too_much_markup()
    return root, language[1] if language and is_language_tag(language[1]) else ""
