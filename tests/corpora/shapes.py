"""What elements a page has, as a browser reads it, and which of them no text may bring."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

import html5lib

from press.richtext import sanitise as rules

# What acts by being there: a page has so many of them, whatever it says.
ACTING = {
    "applet", "audio", "base", "button", "embed", "form", "frame", "iframe", "img", "input", "link", "math",
    "meta", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
# The attributes whose values are addresses (HTML, index of attributes).
ADDRESSES = {"action", "cite", "data", "formaction", "href", "ping", "poster", "src", "xlink:href"}

# What browsers leave out of an address, and the scheme that is left (URL Standard, 4.4).
_UNREAD = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)

# A tag as it is written: up to the next sign that could end it or begin another; and its quoted values.
_TAG = re.compile(r"<[^<>]*>?")
_VALUE = re.compile(r'="[^"<>]*"')
_ADDRESS = re.compile(rf'\s(?:{"|".join(sorted(ADDRESSES))})="([^"]*)"', re.IGNORECASE)


class Element(NamedTuple):
    """An element by its name, and the names of its attributes."""

    tag: str
    attributes: frozenset[str]


def unexpected_in_text(html: str) -> list[str]:
    """Returns what a cleaned text holds that no press release may: elements, attributes, addresses."""
    found = []
    for tag, attributes in _walk(
        html5lib.parseFragment(html, namespaceHTMLElements=False), skip="DOCUMENT_FRAGMENT"
    ):
        if not _is_allowed(Element(tag, frozenset(attributes))):
            found.append(f"<{tag} {' '.join(attributes)}>")
        found += [value for name, value in attributes.items() if name in ADDRESSES and not _leads(value)]
    return found


def brought_in(page: str, *harmless: str) -> list[str]:
    """Returns what a page has that the same one, in none of its states, has where all it says is harmless.

    Most are seen to have nothing new by the tags as they are written; the others are parsed, as browsers do.
    """
    addresses = (unescape(address) for address in _ADDRESS.findall(page))
    if all(map(_leads, addresses)) and any(_tags(page) <= _tags(each) for each in harmless):
        return []
    return Shape(page).brought_in([_shape(each) for each in harmless])


@lru_cache(maxsize=256)  # the harmless pages are asked about with every text
def _tags(page: str) -> Counter[str]:
    """Returns the tags without the values of their attributes: a value that ends too early leaves a rest."""
    return Counter(_VALUE.sub('=""', tag) for tag in _TAG.findall(page))


class Shape:
    """The elements of a whole page, of text in all its fields where each field says something harmless."""

    def __init__(self, html: str) -> None:
        self.elements = set[Element]()
        self.acting = Counter[str]()
        self.scripts = set[str]()
        self.addresses = list[str]()
        for tag, attributes in _walk(html5lib.parse(html, namespaceHTMLElements=False)):
            self.elements.add(Element(tag, frozenset(attributes)))
            self.acting[tag] += tag in ACTING
            self.addresses += [value for name, value in attributes.items() if name in ADDRESSES]
            if tag == "script":
                self.scripts.add(attributes.get("src", attributes.get("type", "")))

    def brought_in(self, harmless: "list[Shape]") -> list[str]:
        """Returns what this page has that no harmless one has, and no press release may bring."""
        known = set[Element]().union(*(each.elements for each in harmless))
        scripts = set[str]().union(*(each.scripts for each in harmless))
        acting = Counter[str]()
        for each in harmless:
            acting |= each.acting
        return [
            *(
                f"<{' '.join([new.tag, *new.attributes])}>"
                for new in self.elements - known
                if not _is_allowed(new)
            ),
            *(self.acting - acting),
            *(self.scripts - scripts),
            *(address for address in self.addresses if not _leads(address)),
        ]


@lru_cache(maxsize=256)
def _shape(page: str) -> Shape:
    return Shape(page)


def _is_allowed(element: Element) -> bool:
    allowed = rules._ATTRIBUTES["*"] | rules._ATTRIBUTES.get(element.tag, set())
    if element.tag == "a":
        allowed = allowed | {"rel"}
    return element.tag in rules._TAGS and element.attributes <= allowed


def _leads(address: str) -> bool:
    """Whether an address is one of this site, or of a kind that a press release may name."""
    scheme = _SCHEME.match(_UNREAD.sub("", address))
    return scheme is None or scheme[1].lower() in rules._SCHEMES


def _walk(tree: Any, skip: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for element in tree.iter():
        # A comment's tag is a function.
        tag = element.tag if isinstance(element.tag, str) else "!--"
        if tag != skip:
            yield tag, {str(name): value for name, value in element.attrib.items()}
