"""Numbers that are written in words: the small ones alone, and those behind digits ("1.5 million").

Each language and each house writes out others of them, "three" here and 3 there. So what is read here is
never missed in another language; it only answers for a number that is written in digits there.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from accessibility.content.vocabulary import load_groups, load_words

LANGUAGES = ("kk", "ru", "en")
_WORD = re.compile(r"\w+")

_MAGNITUDES = {
    word: 3 * power
    for language in LANGUAGES
    for power, words in enumerate(load_groups("magnitudes", language), start=1)
    for word in words
}
# A pattern of all of them, the longest first.
MAGNITUDE = "|".join(
    sorted((re.escape(word).replace(r"\*", r"\w*") for word in _MAGNITUDES), key=len, reverse=True)
)


def count_zeros(word: str) -> int:
    """Returns how many zeros a word stands for: "million" for six; 0 where it is none of them."""
    if not word:  # as behind most numbers
        return 0
    word = word.casefold()
    return next((zeros for said, zeros in _MAGNITUDES.items() if _is_word(word, said)), 0)


def _is_word(word: str, said: str) -> bool:
    return word.startswith(said[:-1]) if said.endswith("*") else word == said


def read_number_words(words: str, language: str) -> Iterator[tuple["re.Match[str]", str]]:
    """Yields what stands for a number up to twelve, a ten, or a ten and a unit, and its value in digits."""
    language = language.partition("-")[0].casefold()
    if language not in LANGUAGES:
        return
    numbers, begins, end = _numbers(language), _first_words(language), 0
    # Of a thousand words some begin a number; the pattern has hundreds of forms to try.
    if begins.isdisjoint(_WORD.findall(words.casefold())):
        return
    for word in _WORD.finditer(words):
        if word.start() < end or word[0].casefold() not in begins:
            continue
        found = _pattern(language).match(words, word.start())
        if found is None:
            continue
        end = found.end()
        value = sum(numbers[part.casefold()] for part in found.group("ten", "unit", "alone") if part)
        yield found, f"{value}{'0' * count_zeros(found['magnitude'] or '')}"


@cache
def _numbers(language: str) -> dict[str, int]:
    """Returns what each form of a word stands for; a `*` takes the endings of the language's list."""
    values = [*range(1, 13), *range(20, 100, 10)]
    groups = [*load_groups("numbers", language), *load_groups("tens", language)]
    return {
        form: value
        for value, words in zip(values, groups, strict=True)
        for word in words
        for form in (
            [word[:-1] + ending for ending in load_words("number_endings", language)]
            if word.endswith("*")
            else [word]
        )
    }


@cache
def _first_words(language: str) -> frozenset[str]:
    return frozenset(word[0] for word in map(_WORD.match, _numbers(language)) if word)


@cache
def _pattern(language: str) -> "re.Pattern[str]":
    numbers = _numbers(language)
    tens = _alternatives(word for word, value in numbers.items() if value % 10 == 0)
    units = _alternatives(word for word, value in numbers.items() if value < 10)
    return re.compile(
        rf"(?<!\w)(?:(?P<ten>{tens})(?:[\s-](?P<unit>{units}))?|(?P<alone>{_alternatives(numbers)}))(?!\w)"
        rf"(?:[\s-](?P<magnitude>{MAGNITUDE})(?!\w))?",
        re.IGNORECASE,
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
