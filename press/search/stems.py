"""The stems of a word: what its forms have in common, by the grammar of its language.

A form can be of several words (стали: of стать and of сталь), so there may be several stems; two words meet
that have one in common. Latin words are English on any page, words with a Kazakh letter Kazakh, and other
Cyrillic ones Russian on an English page.
"""

from functools import lru_cache

from press.search import english, kazakh, russian

_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_CACHED = 100_000  # more than the words of a press room; 100 bytes each


@lru_cache(maxsize=_CACHED)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Returns the stems of a folded word of a text in that language; a word without letters is its own.

    >>> stems("наблюдателями", "ru")
    ('наблюдатель',)
    """
    if not any(map(str.isalpha, word)):
        return (word,)
    if not is_cyrillic(word):
        return english.stems(word)
    return kazakh.stems(word) if _is_kazakh(word, language) else russian.stems(word)


@lru_cache(maxsize=_CACHED)
def asked_stems(word: str, language: str) -> tuple[str, ...]:
    """Returns the same for a word of a question, in which a surname that can be a nominative is one.

    Ашимбаева is she, or his genitive. A text means either; who asks, mostly her. Ask again by `stems` where
    nothing is found.
    """
    if is_cyrillic(word) and not _is_kazakh(word, language):
        return russian.asked_stems(word)
    return stems(word, language)


def _is_kazakh(word: str, language: str) -> bool:
    return language == "kk" or not _KAZAKH_LETTERS.isdisjoint(word)


def is_cyrillic(word: str) -> bool:
    """Returns whether any letter of the word is Cyrillic."""
    return any("\u0400" <= letter <= "\u052f" for letter in word)
