"""Every page in every scheme, spacing and size, with JavaScript and without, on a phone and on a desk.

With CI=true the whole matrix; else a selection in which any two of these stand together at least once.
"""

from collections import defaultdict

import pytest

from tests.browser.matrix.combinations import PAGES, Combination, combinations, pairs, pairwise, visits, whole
from tests.browser.matrix.examining import Reader, Readers

CHOSEN = combinations()


def test_the_selection_meets_every_pair_of_the_matrix() -> None:
    every = set().union(*map(pairs, whole()))
    assert set().union(*map(pairs, pairwise())) == every


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
