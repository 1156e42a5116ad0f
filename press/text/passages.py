"""Passages as they stand in a text, however they are typed there: found with what stands around, replaced.

Two spellings are one where a reader takes them for one: in any case, ё for е, with typographic quotes, dashes
and apostrophes or plain ones, any space or break of a line for one space, with a soft hyphen or without, in
composed letters or not (Unicode's NFKC). A passage is found within a word too, and with any ending, which
belongs to it: Kazakh and Russian decline both words of a name. Whoever decides has seen each place.
"""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from django.conf import settings

# In a passage, so many letters and digits: fewer stand everywhere.
SHORTEST = 3
# Of a passage of several words, one of so many letters tells of it by itself.
_TELLING = 5
_WORD = re.compile(r"[^\W\d_]+")
# What an ending may follow: a word, with whatever stands before it. An initial has none.
_PIECE = re.compile(r".*?[^\W\d_]{2,}(?=[\W\d_]|\Z)|.+", re.DOTALL)
# What Russian puts another ending in the place of, behind three letters or more.
_DROPPED = re.compile(r"(?<=[^\W\d_]{3})(?:ая|ый|(?<=[сц]к)ий|[аеиоуыэюяйь])\Z")
# What Russian leaves out before another ending: Павел, Павла; Немец, Немца.
_FLEETING = re.compile(r"(?<=[^\W\d_]{2}[бвгджзклмнпрстфхцчшщ])[ео](?=[лцк]\Z)")
# Around a passage, so many characters of its text are told.
_AROUND = 70
_DOUBLE, _SINGLE, _DASHES = "«»“”„‟❝❞″", "‘’‚‛‹›ʼʻʹ′`´", "‐‑‒–—―−﹣"
_SIGNS = str.maketrans(
    dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DASHES, "-") | {"ё": "е"}
)


class Letter(NamedTuple):
    """A character as it is read, and where it stands in the source: a reference (`&amp;`) is one, too."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """A passage in a source, from `start` to `end`, as it is written there, with what stands around."""

    start: int
    end: int
    before: str
    words: str
    after: str


class Finder(Protocol):
    # The same as addresses spell it, in Latin letters with hyphens; None where that is not sought.
    spelled: "Finder | None"

    def find(self, folded: str) -> Iterable[tuple[int, int]]:
        """Yields where a folded text has what is sought, from and to, with its ending; they may overlap."""
        ...


class Passages:
    """What is sought by its words."""

    def __init__(self, passages: Iterable[str], spelled: Finder | None = None) -> None:
        self.spelled = spelled
        self._sought = list(dict.fromkeys(filter(None, itertools.chain.from_iterable(map(_cut, passages)))))

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        ends = _find_ends(folded)
        for pieces in self._sought:
            start = folded.find(pieces[0])
            while start != -1:
                place = start
                for piece in pieces:
                    if not folded.startswith(piece, place):
                        break
                    place = ends[place + len(piece)]
                else:
                    yield start, place
                start = folded.find(pieces[0], start + 1)

    def fingerprints(self) -> list[list[int | str]]:
        """Returns of each the lengths of what endings may follow, and the keyed digest of it all: by them
        they are found, and cannot be read.
        """
        return [[*map(len, pieces), _digest("".join(pieces))] for pieces in self._sought]


class Fingerprints:
    """What is sought by `Passages.fingerprints`, when nobody knows the words any more.

    Twenty thousand letters take some fifty milliseconds. With another SECRET_KEY nothing is found.
    """

    def __init__(self, fingerprints: Iterable[Sequence[int | str]], spelled: Finder | None = None) -> None:
        self.spelled = spelled
        self._digests: dict[tuple[int, ...], set[str]] = {}
        for *lengths, digest in fingerprints:
            self._digests.setdefault(tuple(map(int, lengths)), set()).add(str(digest))

    def __bool__(self) -> bool:
        return bool(self._digests)

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        ends = _find_ends(folded)
        for lengths, digests in self._digests.items():
            for start in range(len(folded) - sum(lengths) + 1):
                pieces, place = [], start
                for length in lengths:
                    pieces.append(folded[place : place + length])
                    place = ends[min(place + length, len(folded))]
                if _digest("".join(pieces)) in digests:
                    yield start, place


def stem_words(passage: str) -> list[str]:
    """Returns a passage in the ways in which it is sought, in folded words that any ending may follow."""
    return ["".join(pieces) for pieces in _cut(passage)]


def stem_telling_words(passage: str) -> set[str]:
    """Returns the long words of a passage of several, as they are sought in it: each may stand alone, or with
    others than there.
    """
    words = _WORD.findall(fold(passage))
    if len(words) < 2:
        return set()
    pairs = [pair for cut in stem_words(passage) for pair in zip(words, _WORD.findall(cut), strict=True)]
    return {stem for word, stem in pairs if len(word) >= _TELLING}


def _cut(passage: str) -> list[tuple[str, ...]]:
    """Returns a passage in pieces that any ending may follow each: one of a single word as it is.

    Of several words, each loses the letter in whose place Russian puts another ending: Мария, Игорь. Where
    another case leaves out a vowel, they are sought without it as well: Павел Немец, Павла Немца. A word
    alone would be found in too many others: Павлодар.
    """
    folded = fold(passage)
    pieces = tuple(_PIECE.findall(folded))
    if len(_WORD.findall(folded)) < 2:
        return [pieces]
    cut = tuple(_DROPPED.sub("", piece) for piece in pieces)
    return list(dict.fromkeys((cut, tuple(_FLEETING.sub("", piece) for piece in cut))))


def _find_ends(folded: str) -> list[int]:
    """Returns for each place of a text, its end too, where a word ends that goes on there: the place itself
    where none does.
    """
    ends = list(range(len(folded) + 1))
    for word in _WORD.finditer(folded):
        first, last = word.span()
        ends[first + 1 : last] = [last] * (last - first - 1)
    return ends


def _digest(folded: str) -> str:
    return hashlib.blake2b(folded.encode(), key=_key(settings.SECRET_KEY), digest_size=16).hexdigest()


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"press.expunction {secret}".encode()).digest()


def split_passages(typed: str) -> list[str]:
    """Returns the passages of what was typed, parted by empty lines, each once."""
    paragraphs: list[list[str]] = [[]]
    for line in typed.splitlines():
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return list(dict.fromkeys(" ".join(lines) for lines in paragraphs if lines))


def fold(text: str) -> str:
    """Returns a text as passages are compared, without space around it."""
    return _Reading(read_letters(text)).folded.strip()


def is_too_short(passage: str) -> bool:
    return sum(map(str.isalnum, fold(passage))) < SHORTEST


def read_letters(text: str) -> list[Letter]:
    return [Letter(letter, place, place + 1) for place, letter in enumerate(text)]


class _Reading:
    """The folded text, and for each of its characters which letters it was made of."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._parts: list[str] = []
        self.first: list[int] = []
        self.last: list[int] = []
        begin = 0
        for place in range(1, len(letters) + 1):
            if place == len(letters) or not _goes_on(letters[place].text):
                self._add("".join(letter.text for letter in letters[begin:place]), begin, place - 1)
                begin = place
        self.folded = "".join(self._parts)

    def _add(self, cluster: str, first: int, last: int) -> None:
        for letter in _fold_cluster(cluster):
            if letter == " " and self._parts and self._parts[-1] == " ":
                continue
            self._parts.append(letter)
            self.first.append(first)
            self.last.append(last)


def _goes_on(letter: str) -> bool:
    """Whether it is a combining mark, which belongs to the letter before it."""
    return not letter.isascii() and unicodedata.category(letter[0])[0] == "M"


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    if len(cluster) == 1 and cluster.isascii():
        return cluster.lower() if cluster.isprintable() else ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    kept = (letter for letter in folded if unicodedata.category(letter)[0] not in "MC")
    return "".join(" " if letter.isspace() else letter for letter in kept).translate(_SIGNS)


def find_passages(letters: Sequence[Letter], finder: Finder) -> list[Found]:
    """Returns what is sought in the letters of a source, in their order; what overlaps is one."""
    if not letters:
        return []
    reading = _Reading(letters)
    spans: list[list[int]] = []
    for start, end in sorted(finder.find(reading.folded)):
        first, last = reading.first[start], reading.last[end - 1]
        if spans and first <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], last)
        else:
            spans.append([first, last])
    return [tell(letters, first, last) for first, last in spans]


def tell(letters: Sequence[Letter], first: int, last: int) -> Found:
    """Returns a passage from one letter to another, with what stands around it."""

    def words(start: int, end: int) -> str:
        return "".join(letter.text for letter in letters[max(start, 0) : end])

    before, after = words(first - _AROUND, first), words(last + 1, last + 1 + _AROUND)
    if first > _AROUND:
        before = f"…{before}"
    if last + 1 + _AROUND < len(letters):
        after = f"{after}…"
    return Found(letters[first].start, letters[last].end, before, words(first, last + 1), after)


def replace_passages(text: str, finder: Finder, instead: str) -> tuple[str, list[Found]]:
    """Returns a plain text with these words instead of each passage, and what was found."""
    found = find_passages(read_letters(text), finder)
    parts, place = [], 0
    for each in found:
        parts += [text[place : each.start], instead]
        place = each.end
    return "".join([*parts, text[place:]]), found
