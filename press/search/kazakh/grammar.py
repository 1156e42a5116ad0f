"""The tables of `grammar.toml`, spelled out: every ending as it is written, and after what."""

import itertools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

NOUN_STEM, VERB_STEM = "noun_stem", "verb_stem"

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))
_VOWELS: dict[str, Any] = _TABLES["vowels"]
_KINDS: dict[str, str] = _TABLES["kinds"]
_HARMONY: dict[str, str] = _TABLES["harmony"]
_FIRST: dict[str, list[str]] = {sign: line.split() for sign, line in _TABLES["first"].items()}

BACK, FRONT = 0, 1
VOWELS = frozenset(_KINDS["vowel"] + _VOWELS["either"])
# What starts with one of these is an ending in a vowel. Not и, before which a vowel has gone: таны, тан-иды.
OPEN = frozenset("аеыіу")

VOICED: dict[str, str] = _TABLES["noun_stem"]["voiced"]
DROPPED_BETWEEN: list[str] = _TABLES["noun_stem"]["dropped_between"]
NEVER_ENDS = tuple(_TABLES["noun_stem"]["never_ends"].split())
OF_TWO_LETTERS = frozenset(_TABLES["noun_stem"]["two_letters"].split())
LOANS: list[list[str]] = _TABLES["noun_stem"]["loans"]
WITH_U: dict[str, str] = _TABLES["verb_stem"]["with_u"]
ALWAYS_VOICED: str = _TABLES["voicing"]["always"]
WHOLE = frozenset(_TABLES["whole"]["words"].split())

_KIND_OF = {letter: kind for kind, letters in _KINDS.items() for letter in letters}


class Slot(NamedTuple):
    """A place in the order of endings: what may stand before it, how long a bare stem there is at least."""

    name: str
    after: frozenset[str]
    keeps: int


class Shape(NamedTuple):
    """An ending as it is written after a word that ends in a letter of these kinds and has these vowels."""

    slot: Slot
    kinds: frozenset[str]
    vowels: frozenset[int]


@cache
def shapes_of(slots: frozenset[str]) -> dict[str, list[Shape]]:
    """Returns the shapes of these slots' endings by how they are written."""
    chosen = {
        written: [shape for shape in shapes if shape.slot.name in slots] for written, shapes in SHAPES.items()
    }
    return {written: shapes for written, shapes in chosen.items() if shapes}


def kind_of(word: str) -> str:
    """Returns what the last letter of a word is to an ending; "" where it is no letter of Kazakh."""
    bare = word.rstrip("ьъ")
    return _KIND_OF.get(bare[-1:], "")


def vowels_of(word: str) -> frozenset[int]:
    """Returns with which vowels an ending may follow: those of the last syllable that says so."""
    vowels = _last_vowels(word)
    if word.endswith(_SOFT_ENDS):
        vowels |= {FRONT}
    if word.endswith(_HARD_ENDS):
        vowels |= {BACK}
    return vowels


def _last_vowels(word: str) -> frozenset[int]:
    said = reversed(word.rstrip(_VOWELS["silent_at_end"]))
    return next((_VOWELS_OF[letter] for letter in said if letter in _VOWELS_OF), _EITHER)


def _spell_out() -> dict[str, list[Shape]]:
    kinds: defaultdict[tuple[str, str, frozenset[int]], set[str]] = defaultdict(set)
    for name, slot in _TABLES["slots"].items():
        for notation in slot["endings"]:
            for written, kind, vowels in _shapes(notation):
                kinds[written, name, vowels].add(kind)
    endings: defaultdict[str, list[Shape]] = defaultdict(list)
    for (written, name, vowels), after in kinds.items():
        endings[written].append(Shape(SLOTS[name], frozenset(after), vowels))
    return dict(endings)


def _shapes(notation: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """Yields each shape of an ending, after which kind of letter and with which vowels it has it."""
    firsts = _FIRST.get(notation[0], [notation[0]] * len(_KINDS))
    for (kind, first), vowels in itertools.product(zip(_KINDS, firsts, strict=True), (BACK, FRONT)):
        if first == "!":
            continue
        signs = first.replace("-", "") + notation[1:]
        written = "".join(_HARMONY[sign][vowels] if sign in _HARMONY else sign for sign in signs)
        yield written, kind, _EITHER if _HARMONY.keys().isdisjoint(signs) else frozenset({vowels})


def _slots(names: Iterable[str]) -> frozenset[str]:
    groups: dict[str, list[str]] = _TABLES["groups"]
    return frozenset(itertools.chain.from_iterable(groups.get(name, [name]) for name in names))


_EITHER = frozenset({BACK, FRONT})
_VOWELS_OF = {
    letter: vowels
    for name, vowels in (("back", frozenset({BACK})), ("front", frozenset({FRONT})), ("either", _EITHER))
    for letter in _VOWELS[name]
}
_SOFT_ENDS = tuple(_VOWELS["soft_ends"])
_HARD_ENDS = tuple(_VOWELS["hard_ends"])

SLOTS = {
    name: Slot(name, _slots(slot["after"]), slot.get("keeps", 0)) for name, slot in _TABLES["slots"].items()
}
LAST = frozenset(name for name, slot in _TABLES["slots"].items() if slot.get("ends", True))
SHAPES = _spell_out()
LONGEST_ENDING = max(map(len, SHAPES))
