"""The lists of words that rules know, in the three languages: data, with their sources, in `words/`."""

import tomllib
from functools import cache
from pathlib import Path

# By which lists are lettered and the blocks of a plan named; the third is the Russian as such lists use it.
ALPHABETS = (
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "abcdefghijklmnopqrstuvwxyz",
)
_FOLDER = Path(__file__).parent / "words"


@cache
def load_words(name: str, language: str) -> frozenset[str]:
    """Returns the list of that name in `words/<language>.toml`, folded; empty where there is none."""
    path = _FOLDER / f"{language}.toml"
    if not language.isalpha() or not path.is_file():
        return frozenset()
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(word.casefold() for word in lists.get(name, ()))


@cache
def load_words_of_all(name: str) -> frozenset[str]:
    """Returns the list in every language: an officer may write the words of any of them."""
    return frozenset().union(*(load_words(name, path.stem) for path in _FOLDER.glob("*.toml")))


@cache
def load_groups(name: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Returns a list of lists in `words/<language>.toml`: the months, each by its stems."""
    lists = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in lists[name])
