"""A part that is marked as what the whole text is: pasted, or taken over, before the language was chosen."""

import re

# As nh3 writes them: every value in double quotes, none of them holding one.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
_LANGUAGE = re.compile(r' lang="([^"]*)"')
_DIRECTION = re.compile(r' dir="([^"]*)"')
_WITHOUT_END = {"br", "col", "hr", "wbr"}


def unmark_own_language(html: str, language: str) -> str:
    """Returns sanitised html without the marks that say its own language, where nothing around says another.

    Of our languages all are written from the left: the direction that the editor notes beside goes with it.
    """
    # For each open element: whether all around its words, and it, is in that language; and its end tag.
    open_elements: list[tuple[bool, str]] = []

    def judge(tag: re.Match[str]) -> str:
        if tag[1]:
            return open_elements.pop()[1]
        is_around = not open_elements or open_elements[-1][0]
        said, direction = _LANGUAGE.search(tag[3]), _DIRECTION.search(tag[3])
        is_own = (said is None or said[1] == language) and (direction is None or direction[1] == "ltr")
        kept, name = tag[3], tag[2]
        if is_around and is_own and said:
            kept = _DIRECTION.sub("", _LANGUAGE.sub("", kept))
        is_needless = name == "span" and kept != tag[3] and not kept
        if name not in _WITHOUT_END:
            open_elements.append((is_around and is_own, "" if is_needless else f"</{name}>"))
        return "" if is_needless else f"<{name}{kept}>"

    return _TAG.sub(judge, html)
