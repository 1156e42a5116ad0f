"""Short words for what the modules of this room ask of the tree."""

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
# What stands on lines of its own.
BLOCKS = (
    "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "header", "hr", "li", "main", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", *HEADINGS, *LISTS,
)  # fmt: skip
# Formats: two beside each other that say the same are one.
INLINE = ("a", "cite", "code", "em", "q", "s", "small", "span", "strong", "sub", "sup")

_maker = BeautifulSoup("", "html.parser")


def new_tag(name: str, **attributes: str) -> Tag:
    return _maker.new_tag(name, attrs=dict(attributes))


def find(root: Tag, names: str | Iterable[str] | bool) -> list[Tag]:
    """Returns the elements inside of these names, in the order of the text; True: all of them."""
    wanted = names if isinstance(names, (str, bool)) else list(names)
    return [element for element in root.find_all(wanted) if isinstance(element, Tag)]


def find_texts(root: Tag) -> list[NavigableString]:
    """Returns the texts inside that are more than space."""
    return [text for text in root.find_all(string=True) if isinstance(text, NavigableString) and text.strip()]


def is_around(element: Tag, node: PageElement) -> bool:
    """Whether it is one of those around the node; bs4 itself takes what looks the same for the same."""
    return any(each is element for each in node.parents)


def attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def style(element: Tag) -> str:
    return attribute(element, "style")


def classes(element: Tag) -> set[str]:
    return set(attribute(element, "class").lower().split())


def words(element: PageElement) -> str:
    return " ".join(element.get_text().split())


def is_empty(element: Tag) -> bool:
    """Whether it says nothing; no-break spaces are what programs put into what is empty."""
    return not words(element)


def is_blank(node: PageElement) -> bool:
    """Whether it is the space between two tags."""
    return isinstance(node, NavigableString) and not node.strip()


def is_block(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in BLOCKS


def element_before(node: PageElement) -> Tag | None:
    """Returns the element that stands directly before it, but for space."""
    before = node.previous_sibling
    while before is not None and is_blank(before):
        before = before.previous_sibling
    return before if isinstance(before, Tag) else None


def has_blocks(element: Tag) -> bool:
    return any(is_block(child) for child in element.children)


def nearest(element: Tag, names: Iterable[str]) -> Tag | None:
    """Returns the element itself or the nearest around it of one of these names."""
    wanted = set(names)
    chain = (element, *element.parents)
    return next((each for each in chain if each.name in wanted), None)


def move_contents(source: Tag, target: Tag) -> None:
    for child in list(source.contents):
        target.append(child.extract())
