"""The order of rows by numbers that officers type, or a script."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def put_in_order(rows: Sequence[T], places: Sequence[int | None]) -> list[T]:
    """Returns the rows in the order of their places, which begin with 1; who has none stays in their order.

    Who types "1" beside the third row wants it before the first, which still says "1": rows whose number is
    not the one they were shown with are put in among the others, so that each stands where it says.
    """
    moved = [
        (place, row)
        for number, (row, place) in enumerate(zip(rows, places, strict=True), 1)
        if place not in (None, number)
    ]
    in_order = [
        row
        for number, (row, place) in enumerate(zip(rows, places, strict=True), 1)
        if place in (None, number)
    ]
    for place, row in sorted(moved, key=lambda each: each[0] or 0):
        in_order.insert(max((place or 0) - 1, 0), row)
    return in_order
