"""Every page in every scheme, spacing and size, with JavaScript and without, on a phone and on a desk.

A selection in which any two of these stand together at least once, with CI=true any three; with MATRIX=whole
all there is.
"""

import itertools
from collections import defaultdict
from dataclasses import astuple

import pytest

from tests.browser.matrix.combinations import (
    COLOURS,
    LANGUAGES,
    LAYOUTS,
    PAGES,
    WIDTHS,
    Combination,
    combinations,
    pairs,
    pairwise,
    threes,
    visits,
    whole,
)
from tests.browser.matrix.examining import Reader, Readers

CHOSEN = combinations()


def test_the_selection_meets_every_pair_of_the_matrix() -> None:
    every = set().union(*map(pairs, whole()))
    assert set().union(*map(pairs, pairwise())) == every


# As they stand in a combination.
DIMENSIONS = (PAGES, COLOURS, tuple(LAYOUTS), (True, False), WIDTHS, LANGUAGES)


@pytest.mark.parametrize(
    "numbers", [*itertools.combinations(range(6), 3), (0, 2, 3, 4), (0, 2, 4, 5)], ids=str
)
def test_the_selection_of_ci_meets_any_three_values_and_all_that_decides_whether_there_is_room(
    numbers: tuple[int, ...],
) -> None:
    every = set(itertools.product(*(DIMENSIONS[number] for number in numbers)))
    assert {tuple(astuple(one)[number] for number in numbers) for one in threes()} == every


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wrong_on(kind: str, readers: Readers) -> None:
    where = defaultdict(list)
    for found in readers.each(examine, visits(kind, CHOSEN)):
        for finding, combination in found:
            where[finding].append(str(combination))
    assert dict(where) == {}


def examine(reader: Reader, visit: list[Combination]) -> list[tuple[str, Combination]]:
    page = reader.open(visit[0])
    found = []
    for combination in visit:
        page.set_viewport_size({"width": combination.width, "height": 800})
        found += [(finding, combination) for finding in reader.findings(page, combination.language)]
    return found
