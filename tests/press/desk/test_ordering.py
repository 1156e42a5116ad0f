"""Rows stand where their numbers say."""

import random

from hypothesis import given
from hypothesis import strategies as st

from press.desk.ordering import put_in_order


@given(st.permutations(range(1, 9)))
def test_numbers_that_name_each_place_once_are_the_order(places: list[int]) -> None:
    assert put_in_order(places, places) == sorted(places)


@given(st.integers(0, 7), st.integers(1, 8))
def test_one_number_that_was_typed_over_moves_its_row_there(row: int, place: int) -> None:
    rows = "abcdefgh"
    places = [place if number == row else number + 1 for number in range(8)]
    in_order = put_in_order(rows, places)
    assert in_order[place - 1] == rows[row]
    assert [each for each in in_order if each != rows[row]] == [each for each in rows if each != rows[row]]


@given(st.lists(st.one_of(st.none(), st.integers(-9, 10**6)), max_size=80), st.randoms())
def test_no_row_is_lost_whatever_was_typed(places: list[int | None], chance: random.Random) -> None:
    rows = list(range(len(places)))
    assert sorted(put_in_order(rows, places)) == rows
