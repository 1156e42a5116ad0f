"""Peels a word from its end, one ending after another, by the order that the grammar gives them."""

from collections.abc import Iterator
from functools import lru_cache

from press.search.kazakh import grammar
from press.search.kazakh.grammar import NOUN_STEM, VERB_STEM, Slot

SHORTEST = 3
# No word of the language is longer. What is may be anything, and is left alone.
LONGEST = 40


@lru_cache(maxsize=1 << 16)
def stems(word: str) -> tuple[str, ...]:
    """Returns the word, then every stem that is met while it is peeled, the longest first."""
    if len(word) > LONGEST:
        return (word,)
    met = dict.fromkeys(stem for stem in _peel(word) if stem != word and _is_stem(stem))
    return (word, *sorted(met, key=len, reverse=True))


def meet(one: str, other: str) -> str | None:
    """Returns the longest stem that both words have, or None: they are not forms of one word."""
    others = stems(other)
    return next((stem for stem in stems(one) if stem in others), None)


def _is_stem(word: str) -> bool:
    if len(word) < SHORTEST:
        return word in grammar.OF_TWO_LETTERS
    return not grammar.VOWELS.isdisjoint(word) and not word.endswith(grammar.NEVER_ENDS)


def _peel(word: str) -> Iterator[str]:
    # By how much of the word is left: what may be taken off there.
    allowed = {len(word): grammar.LAST}
    for length in range(len(word), 1, -1):
        rest = word[:length]
        if length not in allowed or rest in grammar.WHOLE:
            continue
        for stem, ending, slot in _cut(rest, allowed[length]):
            if len(stem) >= slot.keeps:
                yield from _bare(stem, ending, slot)
            allowed[len(stem)] = allowed.get(len(stem), frozenset()) | slot.after


def _cut(word: str, allowed: frozenset[str]) -> Iterator[tuple[str, str, Slot]]:
    """Yields each way to take one ending of the allowed slots off: what is left, the ending, its slot."""
    shapes_of = grammar.shapes_of(allowed)
    for length in range(1, min(grammar.LONGEST_ENDING, len(word) - 1) + 1):
        ending = word[-length:]
        shapes = shapes_of.get(ending)
        if shapes is None:
            continue
        stem = word[:-length]
        if ending[0] in grammar.OPEN and _is_unvoiced(stem):
            continue
        kind, vowels = grammar.kind_of(stem), grammar.vowels_of(stem)
        for shape in shapes:
            if kind in shape.kinds and not vowels.isdisjoint(shape.vowels):
                yield stem, ending, shape.slot


def _is_unvoiced(stem: str) -> bool:
    return stem[-1] in grammar.ALWAYS_VOICED and stem[-2:-1] in grammar.VOWELS


def _bare(stem: str, ending: str, slot: Slot) -> Iterator[str]:
    """Yields the words that it may be without the ending, as they are written alone."""
    if VERB_STEM in slot.after:
        # Before -иды the stem has lost its ы, as it does before -у: таныды, таниды, тану.
        yield stem + "у" if ending[0] == "и" else stem[:-1] + grammar.WITH_U.get(stem[-1], stem[-1] + "у")
    if NOUN_STEM in slot.after:
        yield from _whole_loans(stem)
        if ending[0] in grammar.OPEN:
            yield from (stem[:-1] + last for last in grammar.VOICED.get(stem[-1], stem[-1]))
            yield from _with_vowel(stem)
        else:
            yield stem


def _with_vowel(stem: str) -> Iterator[str]:
    before, last = grammar.DROPPED_BETWEEN
    if len(stem) in (3, 4) and stem[-2] in before and stem[-1] in last:
        for vowels in grammar.vowels_of(stem):
            yield stem[:-1] + "ыі"[vowels] + stem[-1]


def _whole_loans(stem: str) -> Iterator[str]:
    for cut, whole in grammar.LOANS:
        if stem.endswith(cut):
            yield stem.removesuffix(cut) + whole
