"""Headings: under the title of the page, which is of level 1, and none deeper by two than the one before."""

import re

from bs4 import Tag

from press.richtext.pasting.tree import HEADINGS, classes, find, is_block, is_empty, nearest, words

_WORD_HEADING = re.compile(r"msoheading([1-6])")
_DEEPEST = 4  # of the editor's own


def take_title(root: Tag) -> str:
    """Takes out a title, or the heading that the text begins with, and returns its words; "" without one."""
    titles = [each for each in find(root, ("p", "h1")) if _is_title(each)]
    first = next((each for each in find(root, True) if is_block(each) and words(each)), None)
    while first is not None and first.name not in HEADINGS and (inside := _first_block(first)):
        first = inside
    if not titles and first is not None and first.name in HEADINGS:
        titles = [first]
    title = next(filter(words, titles), None)
    if title is None or nearest(title, ("table", "section")):
        return ""
    return words(title.extract())


def _first_block(element: Tag) -> Tag | None:
    return next((child for child in element.children if isinstance(child, Tag) and words(child)), None)


def _is_title(element: Tag) -> bool:
    return bool(classes(element) & {"msotitle", "title"})


def level_headings(root: Tag) -> None:
    """The first is of level 2, one below another at most one deeper, as content rules and readers expect."""
    for paragraph in find(root, "p"):
        if _is_title(paragraph):
            paragraph.name = "h1"
        elif said := _WORD_HEADING.search(" ".join(classes(paragraph))):
            paragraph.name = f"h{said[1]}"
    above: list[int] = []
    for heading in find(root, HEADINGS):
        if is_empty(heading):
            heading.extract()
            continue
        if heading.name not in HEADINGS:
            continue
        for inner in find(heading, HEADINGS):
            inner.name = "p"
        level = int(heading.name[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.name = f"h{min(1 + len(above), _DEEPEST)}"
