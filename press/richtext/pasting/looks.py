"""Looks that mean something become elements; what its author hid, or took back, is no text."""

import re

from bs4 import Tag

from press.richtext.pasting.tree import HEADINGS, classes, element_before, find, new_tag, style

# Comments of reviewers and what they deleted: never meant for readers.
_OF_REVIEWERS = {"msocomtxt", "msocomoff", "msocomanchor", "msocommentreference", "msocommenttext", "msodel"}
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*comment", re.IGNORECASE)
_BOLD = re.compile(r"(?:^|;)\s*font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_SLANTED = re.compile(r"(?:^|;)\s*font-style:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_SLANTED = re.compile(r"(?:^|;)\s*font-style:\s*normal", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[a-z-]*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"(?:^|;)\s*vertical-align:\s*(super|sub)\b", re.IGNORECASE)
_QUOTES = {"msoquote", "msointensequote", "quote"}
_NAMES = {"b": "strong", "i": "em", "strike": "s", "big": "span", "tt": "code"}


def drop_hidden(root: Tag) -> None:
    """Takes out comments, deletions that are only marked, and hidden words."""
    for element in find(root, True):
        is_hidden = _HIDDEN.search(style(element)) or _OF_REVIEWERS & classes(element)
        if is_hidden or (element.name == "del" and (element.get("cite") or element.get("datetime"))):
            element.extract()


def drop_pictures(root: Tag) -> int:
    """Takes out the pictures and returns how many there were: they belong to the photographs."""
    pictures = find(root, "img")
    for picture in pictures:
        picture.extract()
    return len(pictures)


def read_looks(root: Tag) -> None:
    """Bold, italic, struck, raised and lowered, however it was said, in the elements of HTML."""
    for element in find(root, tuple(_NAMES)):
        _name_by_meaning(element)
    for element in find(root, ("span", "font")):
        for name in _meanings(style(element)):
            element.wrap(new_tag(name))
    for paragraph in find(root, "p"):
        if _QUOTES & classes(paragraph):
            _quote(paragraph)
    for heading in find(root, HEADINGS):  # that is bold by itself
        for bold in find(heading, "strong"):
            bold.unwrap()


def _quote(paragraph: Tag) -> None:
    """Paragraphs of one quotation stand in one."""
    before = element_before(paragraph)
    if before is not None and before.name == "blockquote":
        before.append(paragraph.extract())
    else:
        paragraph.wrap(new_tag("blockquote"))


def _name_by_meaning(element: Tag) -> None:
    """Google puts everything into a `<b>` that is not bold."""
    said = style(element)
    if element.name == "b" and _NOT_BOLD.search(said):
        element.name = "span" if not _is_around_blocks(element) else "div"
    elif element.name == "i" and _NOT_SLANTED.search(said):
        element.name = "span"
    else:
        element.name = _NAMES[element.name]


def _is_around_blocks(element: Tag) -> bool:
    return element.find(("p", "ul", "ol", "table", "div", *HEADINGS)) is not None


def _meanings(said: str) -> list[str]:
    raised = _RAISED.search(said)
    found = (
        ("strong", _BOLD.search(said)),
        ("em", _SLANTED.search(said)),
        ("s", _STRUCK.search(said)),
        ("sup" if raised and raised[1].lower() == "super" else "sub", raised),
    )
    return [name for name, is_so in found if is_so]
