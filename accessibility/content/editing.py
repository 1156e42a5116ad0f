"""What repairs are made of: a tag renamed or taken away, an attribute dropped, characters cut out."""

import html
import re
from collections.abc import Callable, Collection, Iterator

from accessibility.content.findings import Edit
from accessibility.content.markup import Element, Passage

# A name, and its value with or without quotation marks (HTML standard, 13.1.2.3).
_ATTRIBUTE = re.compile(r"""[\s/]+([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
# No semicolon of an address: `url(data:image/png;base64,…)`.
_DECLARATION_END = re.compile(r";(?![^(]*\))")


def rename(element: Element, name: str, attributes: str = "") -> list[Edit]:
    """Returns the edits that make another element of it; an end tag that was left out is written.

    `attributes` are written behind its own, with a space before them.
    """
    before = element.start + 1
    edits = [Edit(before, before + len(element.name), name)]
    if attributes:
        edits.append(Edit(element.inner_start - 1, element.inner_start - 1, attributes))
    return [*edits, Edit(element.inner_end, element.end, f"</{name}>")]


def unwrap(element: Element) -> list[Edit]:
    """Returns the edits that leave nothing of it but what is within."""
    return [Edit(element.start, element.inner_start, ""), Edit(element.inner_end, element.end, "")]


def dissolve(element: Element) -> list[Edit]:
    """Returns the edits that take its meaning away: a `span` stays where it says a language or a place."""
    return rename(element, "span") if element.attributes.keys() & {"lang", "dir", "id"} else unwrap(element)


def remove(element: Element) -> list[Edit]:
    return [Edit(element.start, element.end, "")]


def drop_attributes(source: str, element: Element, names: Collection[str]) -> list[Edit]:
    return [Edit(*each.span(), "") for each in _attributes(source, element) if each[1].lower() in names]


def undress(
    source: str, element: Element, attributes: Collection[str], is_dropped: Callable[[str, str], bool]
) -> list[Edit]:
    """Returns the edits that take attributes and declarations of its style from an element.

    `is_dropped` is asked of each property and its value. A `span` that nothing is left of goes.
    """
    style = declarations(element)
    kept = [f"{name}: {value}" for name, value in style if not is_dropped(name, value)]
    dropped = {*attributes, *(() if kept else ("style",))}
    if element.name == "span" and element.attributes.keys() <= dropped:
        return unwrap(element)
    edits = drop_attributes(source, element, dropped)
    if len(kept) not in (0, len(style)):
        edits += write_value(source, element, "style", "; ".join(kept))
    return edits


def declarations(element: Element) -> list[tuple[str, str]]:
    """Returns the properties of its `style`, in small letters, and their values."""
    pairs = (each.partition(":") for each in _DECLARATION_END.split(element.attributes.get("style", "")))
    return [(name.strip().lower(), value.strip()) for name, colon, value in pairs if colon]


def write_value(source: str, element: Element, name: str, value: str) -> list[Edit]:
    """Returns the edit that gives an attribute that it has another value."""
    return [
        Edit(*each.span(), f' {name}="{html.escape(value)}"')
        for each in _attributes(source, element)
        if each[1].lower() == name
    ]


def find_value(source: str, element: Element, name: str) -> tuple[int, int] | None:
    """Returns where an attribute's value stands in the source; None of one that has none."""
    for each in _attributes(source, element):
        if each[1].lower() == name and each.lastindex and each.lastindex > 1:
            return each.span(each.lastindex)
    return None


def cut(passage: Passage, start: int, end: int) -> list[Edit]:
    """Returns the edits that take a stretch out of a passage: its characters, and no tag between them."""
    return [Edit(*passage.locate(place, place + 1), "") for place in range(start, end)]


def language_of(block: Element) -> str:
    """Returns the attributes that each part of a paragraph needs when it is parted."""
    said = ((name, block.attributes[name]) for name in ("dir", "lang") if name in block.attributes)
    return "".join(f' {name}="{html.escape(value)}"' for name, value in said)


def _attributes(source: str, element: Element) -> Iterator[re.Match[str]]:
    return _ATTRIBUTE.finditer(source, element.start + 1 + len(element.name), element.inner_start)
