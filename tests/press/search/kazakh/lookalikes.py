"""Pairs of different words that look alike: what the peeler must not join."""

import itertools
import tomllib
from pathlib import Path

from tests.press.search.kazakh.forms import words

_LISTS = tomllib.loads(Path(__file__).with_name("lookalikes.toml").read_text(encoding="utf-8"))


def neighbours() -> list[tuple[str, str]]:
    """Returns every two words of our lists that share their first three letters."""
    known = {word.lemma for kind in ("nouns", "names") for word in words(kind)}
    known |= set(_LISTS["neighbours"].lower().split())
    return [(one, other) for one, other in itertools.combinations(sorted(known), 2) if one[:3] == other[:3]]


def looks_inflected() -> list[tuple[str, str]]:
    """Returns the pairs chosen by hand: a word, and a shorter one of which it looks like a form."""
    pairs = (pair.partition("/") for pair in _LISTS["looks_inflected"].lower().split())
    return [(longer, shorter) for longer, _, shorter in pairs]
