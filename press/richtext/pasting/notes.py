"""Footnotes and endnotes: a number in the text, the note at its end, and a link each way (DPUB-ARIA 1.1).

All three programs, and mammoth, write a link to the note and one back: by that they are known.
"""

from zlib import crc32

from bs4 import Tag

from accessibility.content.markup import BACKLINK, ENDNOTES, REFERENCE
from press.richtext.notes import heading_in, way_back_in
from press.richtext.pasting.tree import (
    HEADINGS,
    attribute,
    find,
    is_around,
    is_empty,
    nearest,
    new_tag,
    words,
)

# Within a text; at each the text is looked through.
_MOST_LINKS = 400


def gather_notes(root: Tag, language: str) -> None:
    """Puts all notes into one section at the end, headed in the language of the release."""
    pairs = _find_pairs(root)
    if not pairs:
        return
    # Two texts that are pasted into one must not have the same ids.
    key = f"{crc32(root.get_text().encode()):08x}"
    heading, back = heading_in(language), way_back_in(language)
    section, notes = new_tag("section", role=ENDNOTES), new_tag("ol")
    # Said here, or what is said of the whole document would be taken for their language.
    title = new_tag("h1", lang=language)
    title.string = heading
    section.extend([title, notes])
    for number, (reference, note, returning) in enumerate(pairs, 1):
        returning.extract()
        link = new_tag("a", href=f"#reference-{key}-{number}", role=BACKLINK, lang=language)
        link.string = back
        notes.append(_build_note(note, link, f"note-{key}-{number}"))
        reference.replace_with(_build_reference(key, number))
    _drop_left_over(root)
    root.append(section)


def _find_pairs(root: Tag) -> list[tuple[Tag, Tag, Tag]]:
    """Returns each reference, with what is around it alone, its note, and the link back."""
    links = [link for link in find(root, "a") if _target(link)]
    if len(links) > _MOST_LINKS:
        return []
    places = {name: each for each in find(root, True) for name in _names(each)}
    pairs: list[tuple[Tag, Tag, Tag]] = []
    taken: set[int] = set()
    for link in links:
        target = places.get(_target(link))
        note = _note_around(target) if target is not None else None
        if note is None or is_around(note, link) or taken & {id(link), id(note)}:
            continue
        backs = [back for back in _links(note) if _leads_to(places.get(_target(back)), link)]
        if backs:
            taken |= {id(note), id(backs[0])}
            pairs.append((_whole(link), note, _whole(backs[0])))
    return pairs


def _names(element: Tag) -> list[str]:
    return [name for name in (attribute(element, "id"), attribute(element, "name")) if name]


def _target(link: Tag) -> str:
    href = attribute(link, "href")
    return href[1:] if href.startswith("#") else ""


def _leads_to(place: Tag | None, link: Tag) -> bool:
    """To the link itself, or to the raising around it."""
    return place is link or (place is not None and is_around(place, link) and words(place) == words(link))


def _note_around(target: Tag) -> Tag | None:
    """Returns the item, division or paragraph that is this one note."""
    for element in (target, *target.parents):
        if element.name in ("li", "div"):
            if len(_links(element)) == 1:
                return element
            break
    return nearest(target, ("p", "dd"))


def _links(element: Tag) -> list[Tag]:
    """Returns the links that lead to a place in the text."""
    return [link for link in find(element, "a") if _target(link)]


def _whole(link: Tag) -> Tag:
    """Returns the link with the raising around it that is for it alone."""
    while link.parent is not None and link.parent.name in ("sup", "span", "strong", "em"):
        if words(link.parent) != words(link):
            break
        link = link.parent
    return link


def _build_reference(key: str, number: int) -> Tag:
    raised = new_tag("sup")
    link = new_tag("a", href=f"#note-{key}-{number}", id=f"reference-{key}-{number}", role=REFERENCE)
    link.string = str(number)
    raised.append(link)
    return raised


def _build_note(note: Tag, link: Tag, anchor: str) -> Tag:
    item = note.extract()
    last = [item, *find(item, "p")][-1]
    last.extend([" ", link])
    item.name = "li"
    item["id"] = anchor
    return item


def _drop_left_over(root: Tag) -> None:
    """What held nothing but notes; a heading of ours too, where a text of ours is pasted."""
    for element in reversed(find(root, ("ol", "ul", "div", "section"))):
        is_ours = attribute(element, "role") == ENDNOTES and words(element) == _words_of_heading(element)
        if is_empty(element) or is_ours:
            element.extract()


def _words_of_heading(element: Tag) -> str:
    heading = element.find(HEADINGS)
    return words(heading) if heading is not None else ""
