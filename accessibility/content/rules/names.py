"""Names and terms: does the text write them as the house does?"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.content.findings import Edit, Finding, Repair, Severity, rule, shorten
from accessibility.content.markup import Passage
from accessibility.content.rules.language import find_foreign_stretches
from accessibility.content.texts import Content, Name, Text

_WORD = re.compile(r"\w+")
# By so many letters it is seen that a spelling may be there.
_BEGUN = 3
_QUOTES = "«»“”„\"'‘’"
_LETTERS = r"[^\W\d_]*"
# What a basic form may end with, and how other cases' endings begin.
_DROPPED = set("аяйь")
_RUSSIAN_ENDINGS = set("аяоёеиыуюйь")
# Of the text before a name so much tells whether it begins a sentence.
_BEFORE = 40
_BEGINS_SENTENCE = re.compile(r"(?:\A|[.!?…]\s)[\s«“„\"(—–-]*\Z")


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A spelling in words, each without its `*`; `preferred` is empty for one that the house prefers."""

    words: tuple[str, ...]
    preferred: tuple[str, ...]
    pattern: str

    @classmethod
    def read(cls, spelling: str, preferred: str = "") -> "_Spelling":
        """Of a preferred spelling any word may have an ending: what is right is right in every case."""
        parts = spelling.split()
        patterns = [
            _pattern(part.rstrip("*")) + (_LETTERS if part.endswith("*") or not preferred else "")
            for part in parts
        ]
        return cls(_words(spelling), _words(preferred), r"\s+".join(patterns))


class _Spellings:
    """The spellings of one language, the longest first: only those are looked for that may be there.

    Of two as long the variant stands first: it may differ from the preferred one by its capital alone.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        names = list(names)
        preferred = [_Spelling.read(name.preferred) for name in names]
        variants = [_Spelling.read(variant, name.preferred) for name in names for variant in name.variants]
        known = {each.words for each in preferred}
        every = [*(each for each in variants if each.words not in known), *preferred]
        # A `*` alone would be any word.
        named = (each for each in every if each.words and all(each.words))
        self._every = sorted(named, key=lambda each: -len(" ".join(each.words)))
        self._by_beginning: dict[str, list[int]] = defaultdict(list)
        for number, spelling in enumerate(self._every):
            self._by_beginning[_beginning(spelling.words[0])].append(number)

    def find(self, words: str) -> Iterator[tuple["re.Match[str]", _Spelling]]:
        """Yields the variants in the words; a preferred spelling covers those within it."""
        begun = {word[:length] for word in _WORD.findall(words.casefold()) for length in range(1, _BEGUN + 1)}
        numbers = sorted({each for one in ("", *begun) for each in self._by_beginning.get(one, ())})
        candidates = [self._every[number] for number in numbers]
        if not any(each.preferred for each in candidates):
            return
        for found in _compile(tuple(each.pattern for each in candidates)).finditer(words):
            spelling = candidates[int(str(found.lastgroup)[1:])]
            if spelling.preferred and _is_written_so(found[0].split(), spelling.words):
                yield found, spelling


@rule(32, "name-not-in-house-spelling", Severity.WARNING, gettext_lazy("A name not in the house's spelling"))
def find_names_not_in_house_spelling(content: Content) -> Iterator[Finding]:
    spellings = _read_spellings(tuple(content.names))
    for text in content.texts:
        for passage in text.passages:
            variants = list(_find_variants(passage, spellings))
            # In a sentence of another language it is that language's spelling: `language-of-parts` finds it.
            foreign = find_foreign_stretches(passage, content.names) if variants else []
            for start, found, replaced in variants:
                place = start + found.start()
                if not any(begin <= place < end for begin, end in foreign):
                    yield _finding(text, passage, start, found, replaced)


@lru_cache(maxsize=8)
def _read_spellings(names: tuple[Name, ...]) -> dict[str, _Spellings]:
    """Returns the spellings by language. A register is the same for many texts."""
    languages = {name.language for name in names}
    return {
        language: _Spellings(name for name in names if name.language == language) for language in languages
    }


def _find_variants(
    passage: Passage, spellings: "dict[str, _Spellings]"
) -> "Iterator[tuple[int, re.Match[str], list[str]]]":
    """Yields where its part of the passage begins, what is there, and the words that take its place."""
    for start, end, language in passage.spans:
        if language in spellings:
            for found, spelling in spellings[language].find(passage.text[start:end]):
                replaced = _replace(found, spelling)
                if replaced != found[0].split():
                    yield start, found, replaced


def _beginning(word: str) -> str:
    """Returns the letters that a word of a text begins with where this spelling begins."""
    first = _WORD.search(word.casefold())
    return first[0][:_BEGUN] if first else ""


@lru_cache(maxsize=256)
def _compile(patterns: tuple[str, ...]) -> "re.Pattern[str]":
    """Returns one pattern for all: its groups are their numbers."""
    groups = (f"(?P<s{number}>{each})" for number, each in enumerate(patterns))
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _words(spelling: str) -> tuple[str, ...]:
    return tuple(part.rstrip("*") for part in spelling.split())


def _pattern(word: str) -> str:
    return "".join(f"[{_QUOTES}]" if letter in _QUOTES else re.escape(letter) for letter in word)


def _is_written_so(found: Sequence[str], words: Sequence[str]) -> bool:
    """In the spelling's own letters, all in capitals, or with a capital at the beginning of a sentence."""
    return all(
        _same(begun, word)
        or _same(begun, word.upper())
        or (not number and _same(begun, word[0].upper() + word[1:]))
        for number, (begun, word) in enumerate(
            (part[: len(word)], word) for part, word in zip(found, words, strict=True)
        )
    )


def _same(one: str, other: str) -> bool:
    """Whatever the quotation marks."""
    return _unquoted(one) == _unquoted(other)


def _unquoted(word: str) -> str:
    return "".join('"' if letter in _QUOTES else letter for letter in word)


def _finding(
    text: Text, passage: Passage, offset: int, found: "re.Match[str]", replaced: list[str]
) -> Finding:
    start, end = offset + found.start(), offset + found.end()
    message = _("The house writes “%(preferred)s”.") % {"preferred": shorten(" ".join(replaced))}
    edits = _edits(text, passage, start, found[0], replaced)
    repair = Repair(_("Replace"), edits) if edits else None
    return text.at_words(passage, start, end, message, repair)


def _replace(found: "re.Match[str]", spelling: _Spelling) -> list[str]:
    """Returns the preferred words with the endings, capitals and quotation marks that were found.

    An ending goes to the word in its place; where there are more or fewer words, the last one to the end.
    """
    said, words, preferred = found[0].split(), spelling.words, list(spelling.preferred)
    endings = [part[len(word) :] for part, word in zip(said, words, strict=True)]
    capitals = [_is_raised(part[: len(word)], word) for part, word in zip(said, words, strict=True)]
    if len(words) == len(preferred):
        preferred = [_stem(*each) for each in zip(preferred, words, endings, strict=True)]
    else:
        preferred[-1] = _stem(preferred[-1], words[-1], endings[-1])
        endings = [""] * (len(preferred) - 1) + endings[-1:]
        capitals = [any(capitals) and found[0].isupper()] * len(preferred)
    replaced = [
        (word.upper() if is_raised else word) + ending
        for word, ending, is_raised in zip(preferred, endings, capitals, strict=True)
    ]
    begins = words[0][0].islower() or _BEGINS_SENTENCE.search(
        found.string, max(0, found.start() - _BEFORE), found.start()
    )
    if said[0][0].isupper() and begins:
        replaced[0] = replaced[0][0].upper() + replaced[0][1:]
    return _with_marks(replaced, [letter for letter in found[0] if letter in _QUOTES])


def _stem(word: str, variant: str, ending: str) -> str:
    """Returns what the ending goes to: «Сәрсенов*ой», «Сарсенова» → «Сарсенов».

    In Russian the last letter of a basic form gives way to another ending; not where the variant has it too.
    """
    is_dropped = word[-1:].casefold() in _DROPPED and variant[-1:] != word[-1:]
    return word[:-1] if is_dropped and ending[:1].casefold() in _RUSSIAN_ENDINGS else word


def _is_raised(said: str, word: str) -> bool:
    """Whether it stands in capitals, and would not do so anyway."""
    return said.isupper() and not word.isupper()


def _with_marks(words: list[str], marks: list[str]) -> list[str]:
    """Returns the words with these quotation marks; with their own where there are not as many."""
    if sum(letter in _QUOTES for word in words for letter in word) != len(marks):
        return words
    left = iter(marks)
    return ["".join(next(left) if letter in _QUOTES else letter for letter in word) for word in words]


def _edits(text: Text, passage: Passage, start: int, found: str, replaced: list[str]) -> tuple[Edit, ...]:
    """Word by word, so that the spaces and tags between them stay; none where a tag stands in the way."""
    words = list(re.finditer(r"\S+", found))
    if len(words) == len(replaced):
        pieces = [(word[0], start + word.start(), new) for word, new in zip(words, replaced, strict=True)]
    else:
        pieces = [(found, start, " ".join(replaced))]
    edits = []
    for old, place, new in pieces:
        first, last = passage.locate(place, place + len(old))
        if "<" in text.source[first:last]:
            return ()
        if old != new:
            edits.append(Edit(first, last, html.escape(new, quote=False) if text.is_html else new))
    return tuple(edits)
