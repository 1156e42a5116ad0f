"""Inflects nouns and names by the tables of the school grammar, written out: what the peeler is held against.

It shares nothing with press/search/kazakh: its own kinds of letters, every shape of every ending by hand, and
of each word it is told the vowels and how the word is written before a vowel.
"""

import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

# Each pair: after back vowels, after front ones.
Pair = tuple[str, str]

PLURAL: dict[str, Pair] = {
    "vowel": ("лар", "лер"),
    "й р у": ("лар", "лер"),
    "л": ("дар", "дер"),
    "м н ң": ("дар", "дер"),
    "з ж": ("дар", "дер"),
    "voiceless": ("тар", "тер"),
}
GENITIVE: dict[str, Pair] = {
    "vowel": ("ның", "нің"),
    "й р у": ("дың", "дің"),
    "л": ("дың", "дің"),
    "м н ң": ("ның", "нің"),
    "з ж": ("дың", "дің"),
    "voiceless": ("тың", "тің"),
}
DATIVE: dict[str, Pair] = {"voiced": ("ға", "ге"), "voiceless": ("қа", "ке")}
ACCUSATIVE: dict[str, Pair] = {"vowel": ("ны", "ні"), "voiced": ("ды", "ді"), "voiceless": ("ты", "ті")}
LOCATIVE: dict[str, Pair] = {"voiced": ("да", "де"), "voiceless": ("та", "те")}
ABLATIVE: dict[str, Pair] = {
    "m n ng": ("нан", "нен"),
    "voiced": ("дан", "ден"),
    "voiceless": ("тан", "тен"),
}
INSTRUMENTAL: dict[str, str] = {"з ж": "бен", "voiced": "мен", "voiceless": "пен"}

# Of the third person: қаласы-ның, қаласы-на …
AFTER_THIRD: list[Pair] = [
    ("", ""),
    ("ның", "нің"),
    ("на", "не"),
    ("н", "н"),
    ("нда", "нде"),
    ("нан", "нен"),
    ("мен", "мен"),
]
# My, your, your (polite), our; his or their.
AFTER_VOWEL: list[Pair] = [("м", "м"), ("ң", "ң"), ("ңыз", "ңіз"), ("мыз", "міз")]
AFTER_CONSONANT: list[Pair] = [("ым", "ім"), ("ың", "ің"), ("ыңыз", "іңіз"), ("ымыз", "іміз")]
THIRD_AFTER_VOWEL: Pair = ("сы", "сі")
THIRD_AFTER_CONSONANT: Pair = ("ы", "і")


class Word(NamedTuple):
    """A word to inflect; `front` chooses of each pair, `before_vowel` is the stem of its possessives."""

    lemma: str
    before_vowel: str
    front: bool


def words(kind: str) -> list[Word]:
    """Returns the nouns, or the names, in small letters."""
    return [
        Word(lemma, before or lemma, front)
        for front, vowels in enumerate(("back", "front"))
        for lemma, _, before in (entry.lower().partition("/") for entry in WORDS[kind][vowels].split())
        for front in [bool(front)]
    ]


def inflect(word: Word) -> Iterator[str]:
    """Yields plural × possessive × case, 84 forms; the first is the word itself."""
    plural = word.lemma + PLURAL[_kind(word.lemma)][word.front]
    for base, before in ((word.lemma, word.before_vowel), (plural, plural)):
        yield from _cases(base, word.front)
        after_vowel = _kind(base) == "vowel"
        for ending in AFTER_VOWEL if after_vowel else AFTER_CONSONANT:
            yield from _cases(before + ending[word.front], word.front, of_one=len(ending[0]) < 3)
        third = before + (THIRD_AFTER_VOWEL if after_vowel else THIRD_AFTER_CONSONANT)[word.front]
        yield from (third + ending[word.front] for ending in AFTER_THIRD)


def inflect_name(word: Word) -> Iterator[str]:
    """Yields the cases of a name and of its plural, 14 forms."""
    plural = word.lemma + PLURAL[_kind(word.lemma)][word.front]
    return itertools.chain(_cases(word.lemma, word.front), _cases(plural, word.front))


def _cases(base: str, front: bool, *, of_one: bool = False) -> Iterator[str]:
    kind = _kind(base)
    voice = "voiceless" if kind == "voiceless" else "voiced"
    yield base
    yield base + GENITIVE[kind][front]
    yield base + ("ае"[front] if of_one else DATIVE[voice][front])
    yield base + ACCUSATIVE["vowel" if kind == "vowel" else voice][front]
    yield base + LOCATIVE[voice][front]
    yield base + ABLATIVE["m n ng" if kind == "м н ң" else voice][front]
    yield base + INSTRUMENTAL["з ж" if kind == "з ж" else voice]


def _kind(word: str) -> str:
    """Returns the row of the tables that its last letter chooses."""
    last = word.rstrip("ь")[-1]
    rows = {"vowel": "аәеоөұүыіэяё", "й р у": "йруию", "л": "л", "м н ң": "мнң", "з ж": "зж"}
    return next((row for row, letters in rows.items() if last in letters), "voiceless")
