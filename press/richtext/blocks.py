"""The blocks of a text: its paragraphs, headings, lists and tables, as they stand one after another."""

import re

# Of sanitised text: no other angle bracket is left in it.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>")
VOID = {"br", "hr", "wbr", "col"}
# What stands in a line: words beside it belong to the same block.
INLINE = {
    "a", "abbr", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "wbr",
}  # fmt: skip


def split_blocks(html: str) -> list[str]:
    """Returns the outermost blocks of sanitised html, each whole; words outside are a block of their own.

    Joined again they say the same: only space between blocks is gone.
    """
    blocks: list[str] = []
    depth, begin = 0, 0

    def end_at(place: int) -> None:
        nonlocal begin
        if block := html[begin:place].strip():
            blocks.append(block)
        begin = place

    for tag in _TAG.finditer(html):
        if tag[2] in INLINE:
            continue
        if tag[2] in VOID:
            if not depth:
                end_at(tag.start())
                end_at(tag.end())
        elif tag[1]:
            depth -= 1
            if not depth:
                end_at(tag.end())
        else:
            if not depth:
                end_at(tag.start())
            depth += 1
    end_at(len(html))
    return blocks
