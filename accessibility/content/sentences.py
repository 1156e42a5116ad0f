"""Words and sentences, told apart without a dictionary: what several rules need of a text."""

import re
from collections.abc import Iterator

from accessibility.content.vocabulary import load_words

# Letters with their accents ("за́мок") and soft hyphens; what a hyphen joins are words of their own.
WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u00ad]*)+")
# One word to whoever counts: "30-процентная", "1,5", "Kazakhstan’s".
COUNTED = re.compile(r"\w[\w\u0300-\u036f\u00ad]*(?:[-\u2010\u2011'’.,/]\w+)*")
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ\u0250-\u02af"
CYRILLIC = "\u0400-\u052f"
IS_LATIN = re.compile(f"[{LATIN}]")
IS_CYRILLIC = re.compile(f"[{CYRILLIC}]")
# Without the empty string, which the pattern of a number below 4000 allows.
ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,4})")

# Only from the first of several: from each of a hundred thousand dots it would look for their end.
_END = re.compile(r"(?<![.!?…])[.!?…]++[»”“\"’)\]]*+(?=\s)|\n\s*\n")
_BEFORE = re.compile(r"[^\s«“„\"(\[]*$")
_NEXT = re.compile(r"[\s«“„\"(\[]*")
_LONGEST_ABBREVIATION = 12


def primary(language: str) -> str:
    """Returns the language of a tag without its region: `kk` of `kk-KZ`."""
    return language.partition("-")[0].lower()


def find_sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yields where the sentences stand, without the spaces around them.

    A full stop ends none behind an abbreviation, an initial or the number of an item, nor before a small
    letter or a dash (`«…!» — сказал он`).
    """
    begin = 0
    for end in _END.finditer(text):
        if end[0].isspace() or _is_end(text, begin, end, language):
            yield from _stripped(text, begin, end.end())
            begin = end.end()
    yield from _stripped(text, begin, len(text))


def _stripped(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    said = text[begin:end]
    if said.strip():
        yield begin + len(said) - len(said.lstrip()), begin + len(said.rstrip())


def _is_end(text: str, begin: int, end: re.Match[str], language: str) -> bool:
    opening = _NEXT.match(text, end.end())
    following = text[opening.end() : opening.end() + 1] if opening else ""
    if following.islower() or following in ("-", "–", "—"):
        return False
    if not end[0].startswith(".") or end[0].startswith(".."):
        return True
    before = _BEFORE.search(text[max(begin, end.start() - _LONGEST_ABBREVIATION) : end.start()])
    word = before[0] if before else ""
    last = word.rpartition(".")[2]
    is_initial = len(last) == 1 and last.isupper()
    is_item = word.isdecimal() and not text[begin : end.start() - len(word)].strip()
    return not (is_initial or is_item or word.casefold() in load_words("abbreviations", primary(language)))
