"""A question as it is understood: what is asked for, in which other ways it may be written, what is left out.

Of each word asked its stems and skeletons; words side by side also as one, a word with a hyphen also as two;
dates, numbers of releases and telephones as what they name; other names of the same by `words.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from press.search.dates import FoundDate, find_dates
from press.search.folding import Token, fold, tokens
from press.search.periods import find_periods
from press.search.skeleton import skeletons
from press.search.stems import asked_stems, stems
from press.search.texts import NUMBER, SKELETON, STEM, bones_of, pair_suffix, period_suffixes

# Of more the first are asked for.
MAX_GROUPS = 10

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

# In any quotation marks; a straight apostrophe is one only where no letter stands at its other side.
_QUOTED = re.compile(
    r"""«([^«»]+)»|“([^“”]+)[”“]|„([^„“”]+)[“”]|"([^"]+)"|‹([^‹›]+)›|‘([^‘’]+)’(?!\w)|(?<!\w)'([^']+)'(?!\w)"""
)
# О.Б.С.Е., O.S.C.E.
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
# 18.03.23: the century that the press room is in.
_SHORT_YEAR = re.compile(r"(?<![\d./])(\d{1,2})[./](\d{1,2})[./](\d\d)(?![\d./])")
# Beside a date, as lists print it.
_HOUR = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?![\d:])")
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s().-]{8,24}\d(?!\w)")
_MINUS = re.compile(r"(?:^|(?<=[\s(]))[-−–](?=[\w«“„\"‹‘'])")
_LONG = 3
# Of so few words two may be meant as one; of more that is asked for where hardly anything is found.
_JOINED = 3
_KAZAKH = re.compile("[әғқңөұүһі]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
# The letters of the last endings that a Russian keyboard lacks.
_BACK, _ENDING = str.maketrans("гк", "ғқ"), 4
# A shorter word has no such ending, or is another one: алтын, gold, is not алты, six.
_LONG_ENOUGH = 6
_SPLIT_FROM, _SPLIT_PART = 6, 3


class Part(NamedTuple):
    """A word that is asked for, by what it is found: first as closely as may be (cumulative)."""

    close: tuple[str, ...]
    stems: tuple[str, ...]
    all: tuple[str, ...]

    def suffixes(self, closeness: int) -> tuple[str, ...]:
        return self[closeness]


CLOSE, BY_STEMS, BY_SKELETON = range(3)


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for: any of its alternatives, of which each is words that must all be there."""

    words: str
    alternatives: tuple[tuple[Part, ...], ...]
    # The folded word, where it is one that may have a typing error.
    word: str = ""
    date: FoundDate | None = None

    def parts(self) -> Iterator[Part]:
        for alternative in self.alternatives:
            yield from alternative


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    language: str
    groups: tuple[Group, ...] = ()
    excluded: tuple[Group, ...] = ()
    # The words that were not asked for, as they stand in the text.
    unasked: tuple[str, ...] = ()
    # Whether it asks by a word or sign of asking; or says so much that not all of it will be in one text.
    is_asking: bool = False
    is_long: bool = False
    # So many of the groups are enough; 0: all.
    least: int = 0

    def with_group(self, position: int, group: Group) -> "Question":
        groups = (*self.groups[:position], group, *self.groups[position + 1 :])
        return replace(self, groups=groups)


def parse(text: str, language: str, *, both_sexes: bool = False, compounds: bool = False) -> Question:
    """Returns the question; with `both_sexes` a surname is his and hers: «Ашимбаева», his.

    With `compounds` words side by side are also one in a long question too, and a long word also two: seldom
    needed, and asked for in many ways.
    """
    written = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    written = _SHORT_YEAR.sub(r"\1.\2.20\3", written)
    parser = _Parser(language, both_sexes=both_sexes, compounds=compounds)
    return parser.parse(text, written)


@dataclass(slots=True)
class _Piece:
    start: int
    group: Group
    is_excluded: bool
    token: Token | None = None


class _Parser:
    def __init__(self, language: str, *, both_sexes: bool, compounds: bool) -> None:
        self.language = language
        self.compounds = compounds
        self.stems = stems if both_sexes else asked_stems

    def parse(self, text: str, written: str) -> Question:
        minus = {match.end() for match in _MINUS.finditer(written)}
        pieces: list[_Piece] = []
        rest = written
        for match in _QUOTED.finditer(written):
            if phrase := self._phrase(match.group(), next(filter(None, match.groups()))):
                pieces.append(_Piece(match.start(), phrase, match.start() in minus))
                rest = _blank(rest, match.start(), match.end())
        for phone in _PHONE.finditer(rest):
            if (
                (digits := re.sub(r"\D", "", phone.group()))
                and 10 <= len(digits) <= 12
                and not find_dates(phone.group())
            ):
                pieces.append(
                    _Piece(phone.start(), self._phone(phone.group(), digits), phone.start() in minus)
                )
                rest = _blank(rest, phone.start(), phone.end())
        for found in find_periods(rest, timezone.localdate()):
            group = self._date(written[found.start : found.end], found)
            pieces.append(_Piece(found.start, group, found.start in minus))
            rest = _blank(rest, found.start, found.end)
        if any(piece.group.date for piece in pieces):
            for hour in _HOUR.finditer(rest):
                rest = _blank(rest, hour.start(), hour.end())
        words = tokens(rest)
        unasked = self._unasked(words, has_more=bool(pieces))
        asked = [token for token in words if token not in unasked]
        pieces += self._words(rest, asked, minus)
        pieces.sort(key=lambda piece: piece.start)
        groups = [piece.group for piece in pieces if not piece.is_excluded]
        return Question(
            text=text,
            language=self.language,
            groups=tuple(dict.fromkeys(groups))[:MAX_GROUPS],
            excluded=tuple(piece.group for piece in pieces if piece.is_excluded)[:MAX_GROUPS],
            unasked=tuple(written[token.start : token.end] for token in unasked),
            is_asking="?" in written or any(token.words[0] in _asking(self.language) for token in words),
            is_long=len(groups) > _LONG,
        )

    def _unasked(self, words: Sequence[Token], *, has_more: bool) -> list[Token]:
        """Returns the words that say nothing; none where there is no other."""
        empty = _unasked(self.language)
        found = [token for token in words if token.words[0] in empty or _is_initial(token)]
        found += [
            token
            for token, following in pairwise(words)
            if following.words[0].isdigit() and token.words[0] in _numbered(self.language)
        ]
        found = list(dict.fromkeys(found))
        return found if has_more or len(found) < len(words) else []

    def _words(self, rest: str, asked: Sequence[Token], minus: set[int]) -> Iterator[_Piece]:
        for position, token in enumerate(asked):
            is_excluded = token.start in minus
            alternatives = list(self._alternatives(token))
            if (self.compounds or len(asked) <= _JOINED) and not is_excluded:
                before = asked[position - 1] if position else None
                after = asked[position + 1] if position + 1 < len(asked) else None
                for one, other in ((before, token), (token, after)):
                    if one and other and _are_side_by_side(rest, one, other):
                        alternatives.append((self._part(one.words[0] + other.words[0]),))
            same = self._same(asked, position) if not is_excluded else []
            group = Group(
                words=rest[token.start : token.end],
                alternatives=tuple(dict.fromkeys([*alternatives, *same])),
                word=token.words[0],
            )
            yield _Piece(token.start, group, is_excluded)

    def _alternatives(self, token: Token) -> Iterator[tuple[Part, ...]]:
        whole, *parts = token.words
        yield (self._part(whole),)
        if parts:
            yield tuple(map(self._part, parts))
        if whole.isdecimal():  # ፩ and 𐩀 are digits of which int() knows nothing
            yield (_exactly(f"{NUMBER}{int(whole)}"),)
        if self.compounds and whole.isalpha() and len(whole) >= _SPLIT_FROM:
            cuts = range(_SPLIT_PART - 1, len(whole) - _SPLIT_PART + 2)
            yield (_exactly(*(pair_suffix(whole[:cut], whole[cut:]) for cut in cuts)),)

    def _same(self, asked: Sequence[Token], position: int) -> Iterator[tuple[Part, ...]]:
        """Yields what else the word, or the words around it, are called."""
        for first in range(max(0, position - 6), position + 1):
            for last in range(position + 1, min(len(asked), first + 7) + 1):
                key = tuple(self._key(token.words[0]) for token in asked[first:last])
                for other in _same(self.language).get(key, ()):
                    yield tuple(self._part(word) for word in other)

    def _key(self, word: str) -> str:
        return stems(word, self.language)[-1]

    def _part(self, word: str) -> Part:
        found = self.stems(word, self.language)
        close = found[:1] if self.language == "kk" else found
        bones = list(bones_of(word, found))
        if self.language == "kk" and not _KAZAKH.search(word):
            if not _CYRILLIC.search(word):
                bones += skeletons(word, shortest=len(word))  # su
            if len(word) >= _LONG_ENOUGH:
                bones += [bone for each in list(bones) for bone in _peeled(each)]
        by_stems = tuple(f"{STEM}{stem}" for stem in found)
        return Part(
            tuple(f"{STEM}{stem}" for stem in close),
            by_stems,
            (*by_stems, *(f"{SKELETON}{bone}" for bone in dict.fromkeys(bones))),
        )

    def _phrase(self, written: str, quoted: str) -> Group | None:
        """Returns a group of words that stand side by side, in these very forms."""
        words = [token.words[0] for token in tokens(quoted)]
        if len(words) == 1:
            return Group(written, ((_exactly(f"{STEM}{words[0]}", *self._part(words[0]).close),),))
        pairs = [_exactly(pair_suffix(one, other)) for one, other in pairwise(words)]
        return Group(written, (tuple(pairs),)) if pairs else None

    def _phone(self, written: str, digits: str) -> Group:
        local = {digits[-length:] for length in (6, 7)}
        return Group(
            written,
            tuple(
                (_exactly(suffix),)
                for suffix in (f"f{digits[-10:]}", *(f"{STEM}{each}" for each in sorted(local)))
            ),
        )

    def _date(self, written: str, found: FoundDate) -> Group:
        days = (_exactly(*period_suffixes(found.first, found.last)),)
        # «Сегодня» is also a word of texts.
        word = (self._part(fold(written)[0]),) if written.isalpha() else None
        return Group(written, (days, word) if word else (days,), date=found)


@lru_cache(maxsize=10_000)
def _peeled(bone: str) -> tuple[str, ...]:
    """Returns the skeletons of the Kazakh stems of a word typed without Kazakh letters.

    онирлердин, öñirlerdiñ, Ашимбаевка: of an ending и is і or ы, н, г, к may be ң, ғ, қ.
    """
    written = {bone, bone.replace("и", "і"), bone.replace("и", "ы")}
    written |= {f"{each[:-1]}ң" for each in written if each.endswith("н")}
    before = max(0, len(bone) - _ENDING)
    written |= {each[:before] + each[before:].translate(_BACK) for each in written}
    found = (
        skeleton for each in sorted(written) for stem in stems(each, "kk") for skeleton in skeletons(stem)
    )
    return tuple(dict.fromkeys(found))


def _exactly(*suffixes: str) -> Part:
    return Part(suffixes, suffixes, suffixes)


def _blank(text: str, start: int, end: int) -> str:
    """Returns the text without that part, all else in its place; a sign parts the words beside it."""
    return f"{text[:start]}{'|' * (end - start)}{text[end:]}"


def _are_side_by_side(text: str, one: Token, other: Token) -> bool:
    return not text[one.end : other.start].strip()


def _is_initial(token: Token) -> bool:
    """Whether it is one letter: М. Ашимбаев."""
    return len(token.words[0]) == 1 and token.words[0].isalpha()


@cache
def _unasked(language: str) -> frozenset[str]:
    return _asking(language) | frozenset(_WORDS["unasked"][language].split())


@cache
def _asking(language: str) -> frozenset[str]:
    """Returns the words of which one makes a question."""
    return frozenset(_WORDS["asking"][language].split())


@cache
def _numbered(language: str) -> frozenset[str]:
    return frozenset(_WORDS["numbered"][language].split())


@cache
def _same(language: str) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Returns the other names of each name, as words; by the last stems of its words."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for line in _WORDS["same"]["phrases"]:
        names = [_meaningful(name) for name in line.split("|")]
        for name in names:
            key = tuple(stems(word, language)[-1] for word in name)
            found.setdefault(key, []).extend(other for other in names if other != name)
    return found


def _meaningful(name: str) -> tuple[str, ...]:
    """Returns the words of a name without and, of and for; all of them where they are all that it has."""
    words = tuple(token.words[0] for token in tokens(name))
    return (
        tuple(word for word in words if not any(word in _unasked(each) for each in _WORDS["unasked"]))
        or words
    )
