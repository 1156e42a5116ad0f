"""What two people made of one text, block by block: what only one of them changed is kept."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from press.richtext.blocks import split_blocks


class Merged(NamedTuple):
    """The merged text; where both changed the same blocks differently `mine` stands in it."""

    html: str
    has_conflict: bool


def merge_html(base: str, mine: str, theirs: str) -> Merged:
    """Merges two sanitised texts that were both made of `base`."""
    merged: list[str] = []
    has_conflict = False
    for before, one, other in _one_by_one(_regions(*map(split_blocks, (base, mine, theirs)))):
        if _plain(one) == _plain(before):
            merged += other
        else:
            merged += one
            has_conflict |= _plain(other) not in (_plain(before), _plain(one))
    return Merged("\n".join(merged), has_conflict)


def _plain(blocks: Sequence[str]) -> list[str]:
    """An editor breaks lines between words as it likes."""
    return [" ".join(block.split()) for block in blocks]


Region = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _regions(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """Yields, in their order, what stands in all three alike, and between what each has instead.

    As diff3 does (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007).
    """
    at = one = other = 0
    for start, mine_start, theirs_start, size in _alike(*map(_plain, (base, mine, theirs))):
        if start > at or mine_start > one or theirs_start > other:
            yield base[at:start], mine[one:mine_start], theirs[other:theirs_start]
        at, one, other = start + size, mine_start + size, theirs_start + size
        if size:
            yield base[start:at], mine[mine_start:one], theirs[theirs_start:other]


def _one_by_one(regions: Iterator[Region]) -> Iterator[Region]:
    """Yields paragraphs in a row apart that were changed in their places, each perhaps by another officer."""
    for region in regions:
        if len(set(map(len, region))) == 1:
            yield from (tuple([block] for block in blocks) for blocks in zip(*region, strict=True))  # type: ignore[misc]
        else:
            yield region


def _alike(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yields where a run of blocks stands in each of the three, and how many; at the end one of none."""
    kept = [
        [block for block in SequenceMatcher(None, base, other, False).get_matching_blocks() if block.size]
        for other in (mine, theirs)
    ]
    ones, others = (iter(blocks) for blocks in kept)
    one, other = next(ones, None), next(others, None)
    while one and other:
        start, end = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, one.b + start - one.a, other.b + start - other.a, end - start
        if one.a + one.size <= other.a + other.size:
            one = next(ones, None)
        else:
            other = next(others, None)
    yield len(base), len(mine), len(theirs), 0
