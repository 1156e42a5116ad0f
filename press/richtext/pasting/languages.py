"""The language of parts, where it is said and can be true (WCAG 3.1.2).

Word notes the keyboard that was on, whatever was typed with it: so what is said is asked whether the letters
are those of that language. What is in the release's own language needs no mark.
"""

import re

from bs4 import Tag
from bs4.element import NavigableString

from press.richtext.pasting.tree import INLINE, attribute, find, find_texts, move_contents, new_tag
from press.richtext.sanitise import is_language_tag

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
# Of these Kazakh letters, which Russian lacks, one in four or five of a Kazakh text is one.
_KAZAKH = re.compile("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_MOST_KAZAKH = 0.05
_IN_CYRILLIC = {"ba", "be", "bg", "kk", "kv", "ky", "mk", "mn", "ru", "sah", "tg", "tt", "udm", "uk"}
# Written otherwise than in Latin letters; of what is neither here nor there, all is believed.
_IN_LATIN = {
    "az", "cs", "da", "de", "en", "es", "et", "fi", "fr", "hu", "it", "la", "lt", "lv", "nl", "no", "pl",
    "pt", "ro", "sk", "sl", "sv", "tk", "tr",
}  # fmt: skip
_FROM_THE_RIGHT = {"ar", "dv", "fa", "he", "ps", "ug", "ur", "yi"}
# Word calls Kazakh by its country.
_MEANT = {"kz": "kk"}
# On a mark that was judged here, until all are.
_SAID = "data-said"


def mark_languages(root: Tag, language: str, default: str) -> None:
    """Says around each part in which other language it is, and nothing around what is in `language`."""
    for owner, texts in _parts(root):
        tag = _short(default if owner is root else attribute(owner, "lang"))
        if _is_another(tag, language) and could_be(tag, " ".join(texts)):
            for text in texts:
                _mark(text, tag)
    for element in find(root, True):
        if _SAID not in element.attrs:
            element.attrs.pop("lang", None)
    for mark in find(root, "span"):
        _widen(mark)
    for mark in find(root, "span"):
        mark.attrs.pop(_SAID, None)


def could_be(tag: str, text: str) -> bool:
    """Returns whether a text with these letters can be in a language; what has no letters is in none."""
    primary = tag.lower().split("-")[0]
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if primary in _IN_CYRILLIC:
        is_kazakh = len(_KAZAKH.findall(text)) > _MOST_KAZAKH * cyrillic
        return cyrillic > 0 and cyrillic >= latin and not (primary == "ru" and is_kazakh)
    if primary in _IN_LATIN:
        return latin > 0 and latin >= cyrillic
    return _LETTER.search(text) is not None


def _is_another(tag: str, language: str) -> bool:
    return is_language_tag(tag) and tag.lower().split("-")[0] != language


def _short(tag: str) -> str:
    """As the editor's own button writes it; to a screen reader the country says nothing more."""
    primary, _, rest = tag.lower().partition("-")
    primary = _MEANT.get(primary, primary)
    return primary if not rest or (len(rest) == 2 and rest.isalpha()) else f"{primary}-{rest}"


def _parts(root: Tag) -> list[tuple[Tag, list[NavigableString]]]:
    """Returns the texts by what says their language: the nearest around them, or else the whole."""
    parts: dict[int, tuple[Tag, list[NavigableString]]] = {}
    for text in find_texts(root):
        owner = next((each for each in text.parents if attribute(each, "lang")), root)
        parts.setdefault(id(owner), (owner, []))[1].append(text)
    return list(parts.values())


def _mark(text: NavigableString, tag: str) -> None:
    """The space before and after the words is in no language."""
    if not _LETTER.search(text):
        return
    words = text.strip()
    before, after = text.split(words, 1)
    # With `dir`, as the editor's own button writes it: without, it could not take the mark off again.
    direction = "rtl" if tag.split("-")[0] in _FROM_THE_RIGHT else "ltr"
    mark = new_tag("span", **{"lang": tag, "dir": direction, _SAID: "yes"})
    mark.string = words
    text.insert_before(before)
    text.insert_after(after)
    text.replace_with(mark)


def _has_others(around: Tag, mark: Tag) -> bool:
    return any(child is not mark and (isinstance(child, Tag) or str(child)) for child in around.children)


def _widen(mark: Tag) -> None:
    """Around a bold word the mark stands outside, so that it is one with that of the words beside it."""
    while _SAID in mark.attrs and (around := mark.parent) is not None:
        if around.name not in INLINE or _has_others(around, mark):
            return
        around.insert_before(mark.extract())
        move_contents(mark, around)
        mark.append(around.extract())
