"""One folding for what is written and what is asked, so that the two meet.

A token is what a reader takes for one word, with its place in the text as it stands there. It has one folded
word; one with hyphens has its parts beside it, and a number with signs in it its groups of digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Longer words are cut: an index refuses what is some thousand bytes long (PostgreSQL: 2,046), and no word is.
MAX_LENGTH = 64
# A chain of more parts goes on as another token, or one text of hyphens would be one word of all its length.
_MAX_JOINED = 7
# No more of a token is folded: one Arabic sign is eighteen letters.
_MAX_FOLDED = 1000
# More than the different words of a press room.
_CACHED = 200_000

_APOSTROPHES = "'’‘‛ʼʻʹ′`´＇"
_DASHES = "-‐‑‒–−﹣－"  # the em dash stands between words, never in one
_NUMBER_SIGNS = ".:．："
# Invisible in a word: soft hyphen, joiners, marks of direction, the byte order mark. Other scripts mean
# something by some of them; in ours they come from word processors.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0100-\U000e01ef"
)
# Combining marks, of any script: й and ё typed apart, the stress of за́мок.
_MARKS = "".join(mark for mark in map(chr, range(0x300, 0x20000)) if unicodedata.category(mark)[0] == "M")

# A fraction taken apart would run into the number before it: 1½ is not 112.
_FRACTIONS = "¼-¾⅐-⅟↉"

_LETTER = rf"[^\W_{_APOSTROPHES}{_FRACTIONS}]"
# Letters run on as one step, and the long class of marks is asked only about what may be one: a tenth of the
# time that it takes letter by letter.
_MARK = rf"(?=[\u00ad\u0300-\U000e01ef])[{_INVISIBLE}{_MARKS}]"
_WORD = rf"{_LETTER}++(?:(?:{_MARK})++{_LETTER}*+)*+"
_JOINT = rf"(?:[{_DASHES}{_APOSTROPHES}]|(?<=\d)[{_NUMBER_SIGNS}](?=\d))"
_TOKEN = re.compile(rf"{_WORD}(?:{_JOINT}{_WORD}){{0,{_MAX_JOINED}}}")

_SIGNS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-") | {"．": ".", "：": ":", "ё": "е"}
)
_NUMBER = re.compile(r"\d+(?:[-.:]\d+)+")

# What looks alike in both scripts, and is typed for one another: мiнiстр, Aшимбаев, əділет.
_LATIN = "abcehikmoptxyəɵ"
_CYRILLIC = "авсеһікмортхуәө"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)


class Token(NamedTuple):
    """A word of a text: `text[start:end]` as it stands there, and what it is compared by, the whole first."""

    words: tuple[str, ...]
    start: int
    end: int


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Yields where its words may stand: what `tokens` takes for words, where a letter or digit is left."""
    return _TOKEN.finditer(text)


def fold(word: str) -> tuple[str, ...]:
    """Returns what a word is compared by, as it stands in a text: the whole first."""
    return _fold_token(word[:_MAX_FOLDED])


def tokens(text: str) -> list[Token]:
    """Returns the words of a text or a question in their order.

    >>> tokens("Вице-спикер, 18.03.2023")
    [Token(('вицеспикер', 'вице', 'спикер'), 0, 11), Token(('18.03.2023', '18', '03', '2023'), 13, 23)]
    """
    found = (Token(fold(match.group()), *match.span()) for match in find_words(text))
    return [token for token in found if token.words]


@lru_cache(maxsize=_CACHED)
def _fold_token(text: str) -> tuple[str, ...]:
    """Returns the whole and, where there are several, its parts; nothing where no letter or digit is left."""
    folded = _fold_letters(text)
    parts = [part for part in (_finish(each) for each in re.split(r"[^\w']|_", folded)) if part]
    whole = [folded[:MAX_LENGTH].rstrip("-.:")] if _NUMBER.fullmatch(folded) else []
    # 74-72-27 is also asked as 747227; of a date or an hour nobody leaves out the signs.
    joined = [_finish("".join(parts))] if "-" in folded or not whole else []
    return tuple(word for word in dict.fromkeys(whole + joined + parts) if word)


def _fold_letters(text: str) -> str:
    """Returns it in one case and one spelling of each letter (Unicode's NFKC_Casefold), without marks."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    unmarked = "".join(each for each in composed if unicodedata.category(each)[0] not in "MC")
    return unmarked.translate(_SIGNS)


def _finish(word: str) -> str:
    return _unmix(re.sub("'+", "'", word).strip("'")[:MAX_LENGTH].rstrip("'"))


def _unmix(word: str) -> str:
    """Returns a word of two scripts with its look-alikes in the one that most of its letters are of."""
    latin = sum("a" <= each <= "z" or each in "əɵ" for each in word)
    cyrillic = sum("\u0400" <= each <= "\u052f" for each in word)
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_LATIN if latin > cyrillic else _TO_CYRILLIC)
