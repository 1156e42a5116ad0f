"""What remains when all that means something was read: no looks, nothing empty, one space between words."""

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from accessibility.content.markup import ENDNOTES
from press.richtext.pasting.tree import (
    BLOCKS,
    HEADINGS,
    INLINE,
    LISTS,
    attribute,
    find,
    has_blocks,
    is_blank,
    is_block,
    is_empty,
    move_contents,
    new_tag,
)

# Of a text that somebody typed, the blocks of our grammar; other boxes are only around them.
_BOXES = ("article", "center", "div", "footer", "header", "main", "section", "aside", "figure", "figcaption")
_UNWRAPPED = ("big", "font", "ins", "kbd", "mark", "u", "wbr")
_KEPT_ATTRIBUTES = {
    "a": {"href", "role"},
    "abbr": {"title"},
    "li": {"value"},
    "ol": {"start", "type"},
    "section": {"role"},
    "span": {"dir", "lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
# A no-break space alone joins two words; with others it was typed, or put there, to move them.
_SPACES = re.compile(r"[ \u00a0]{2,}")
_SPACE_SIGNS = " \u00a0\t\n\r\f"


def tidy(root: Tag) -> None:
    _unwrap_boxes(root)
    _keep_anchors(root)
    _drop_attributes(root)
    for rule in find(root, "hr"):
        rule.extract()
    _unwrap_formats(root)
    _collapse_spaces(root)
    _drop_empty(root)
    _merge_formats(root)
    _group_into_paragraphs(root)
    _trim(root)
    _free_single_paragraphs(root)
    _drop_empty(root)
    _drop_space_between_blocks(root)


def _unwrap_boxes(root: Tag) -> None:
    for box in reversed(find(root, _BOXES)):
        if attribute(box, "role") == ENDNOTES:
            continue
        if has_blocks(box):
            _wrap_runs(box)
            box.unwrap()
        else:
            box.name = "p"


def _keep_anchors(root: Tag) -> None:
    """A place keeps its name where a link leads to it; a link that leads to no place is its words."""
    links = [link for link in find(root, "a") if attribute(link, "href").startswith("#")]
    wanted = {attribute(link, "href")[1:] for link in links}
    there: set[str] = set()
    for element in find(root, True):
        name = next((each for each in (attribute(element, "id"), attribute(element, "name")) if each), "")
        if name in wanted and name not in there:
            there.add(name)
            element["data-id"] = name
    for link in links:
        if attribute(link, "href")[1:] not in there:
            link.unwrap()


def _drop_attributes(root: Tag) -> None:
    for element in find(root, True):
        anchor = element.attrs.pop("data-id", None)
        kept = _KEPT_ATTRIBUTES.get(element.name, set())
        element.attrs = {name: value for name, value in element.attrs.items() if name in kept}
        if anchor:
            element["id"] = anchor
        if element.name == "a" and "href" in element.attrs:
            element["href"] = _straight(attribute(element, "href"))
        if element.name == "span" and "lang" not in element.attrs:
            element.attrs.pop("dir", None)
        for name in ("colspan", "rowspan"):
            if attribute(element, name) == "1":
                del element[name]


def _straight(address: str) -> str:
    """Google leads through a page of its own that counts; where it leads to stands in its address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.hostname != "www.google.com" or parts.path != "/url":
        return address
    return next(iter(parse_qs(parts.query).get("q", [])), address)


def _unwrap_formats(root: Tag) -> None:
    for element in find(root, (*_UNWRAPPED, "span", "a")):
        if element.name in _UNWRAPPED or not element.attrs:
            element.unwrap()
    root.smooth()


def _collapse_spaces(root: Tag) -> None:
    for text in list(root.find_all(string=True)):
        if isinstance(text, NavigableString) and text.find_parent("pre") is None:
            text.replace_with(_SPACES.sub(" ", _SPACE.sub(" ", text)))


def _drop_empty(root: Tag) -> None:
    for element in reversed(find(root, (*INLINE, *BLOCKS))):
        if element.name in ("td", "th", "tr", "table", "tbody", "thead"):
            continue
        if is_empty(element) and "id" not in element.attrs and not element.find("table"):
            _drop(element)


def _drop(element: Tag) -> None:
    """The space and the breaks in it stood between words."""
    if element.name in INLINE:
        element.unwrap()
    else:
        element.extract()


def _merge_formats(root: Tag) -> None:
    for element in find(root, INLINE):
        if element.parent is None:
            continue
        while (other := _same_after(element)) is not None:
            between = element.next_sibling
            if between is not other and between is not None:
                element.append(between.extract())
            move_contents(other, element)
            other.extract()
    root.smooth()


def _same_after(element: Tag) -> Tag | None:
    after = element.next_sibling
    if after is not None and is_blank(after):
        after = after.next_sibling
    if not isinstance(after, Tag) or "id" in after.attrs:
        return None
    return after if (after.name, after.attrs) == (element.name, element.attrs) else None


def _group_into_paragraphs(root: Tag) -> None:
    for around in (*find(root, ("blockquote", "section")), root):
        if has_blocks(around) or around.name == "blockquote":
            _wrap_runs(around)


def _wrap_runs(around: Tag) -> None:
    """Words that stand beside blocks become paragraphs."""
    run: list[PageElement] = []
    for child in [*around.contents, None]:
        if child is not None and not is_block(child):
            run.append(child)
            continue
        if any(not is_blank(each) for each in run):
            paragraph = new_tag("p")
            run[0].insert_before(paragraph)
            for each in run:
                paragraph.append(each.extract())
        run = []


def _trim(root: Tag) -> None:
    """No block begins or ends with a space or a break."""
    for block in find(root, ("p", "li", "td", "th", "caption", *HEADINGS)):
        _trim_side(block, 0)
        _trim_side(block, -1)


def _trim_side(block: Tag, side: int) -> None:
    while block.contents:
        last = block.contents[side]
        if isinstance(last, NavigableString):
            kept = last.lstrip(_SPACE_SIGNS) if side == 0 else last.rstrip(_SPACE_SIGNS)
            if kept:
                last.replace_with(kept)
                return
            last.extract()
        elif isinstance(last, Tag) and last.name == "br":
            last.extract()
        elif isinstance(last, Tag) and last.name in INLINE:
            block = last
        else:
            return


def _free_single_paragraphs(root: Tag) -> None:
    """An item or a cell with one paragraph is that paragraph."""
    for around in find(root, ("li", "td", "th", "caption")):
        inside = [child for child in around.children if isinstance(child, Tag) and child.name == "p"]
        others = [child for child in around.children if not is_blank(child)][1:]
        if len(inside) == 1 and all(isinstance(each, Tag) and each.name in LISTS for each in others):
            inside[0].unwrap()
    for heading in find(root, HEADINGS):
        for paragraph in find(heading, "p"):
            if paragraph.next_sibling is not None:
                paragraph.insert_after(" ")
            paragraph.unwrap()


def _drop_space_between_blocks(root: Tag) -> None:
    for text in list(root.find_all(string=True)):
        if is_blank(text) and (_is_beside_block(text) or _holds_no_words(text.parent)):
            text.extract()
        elif (after := text.next_sibling) is not None and is_block(after):
            text.replace_with(text.rstrip(_SPACE_SIGNS))


def _is_beside_block(text: PageElement) -> bool:
    return any(each is not None and is_block(each) for each in (text.previous_sibling, text.next_sibling))


def _holds_no_words(around: Tag | None) -> bool:
    return around is not None and around.name in ("table", "thead", "tbody", "tfoot", "tr", *LISTS)
