"""What an entry must have: some of many parts, said so shortly that a database reads it."""

from itertools import product

from press.search.expressions import All, AnyOf, Expression, as_tsquery, at_least

PARTS = list("abcdefghij")


def holds(expression: Expression, there: set[str]) -> bool:
    match expression:
        case str():
            return expression in there
        case All(parts):
            return all(holds(part, there) for part in parts)
        case AnyOf(parts):
            return any(holds(part, there) for part in parts)
    raise AssertionError(expression)


def test_so_many_of_the_parts_are_enough_and_fewer_are_not() -> None:
    for size in range(1, 8):
        parts = PARTS[:size]
        for least in range(1, size + 1):
            expression = at_least(least, parts)
            for chosen in product((False, True), repeat=size):
                there = {part for part, is_there in zip(parts, chosen, strict=True) if is_there}
                assert holds(expression, there) == (len(there) >= least)


def test_half_of_ten_is_said_in_a_hundred_words() -> None:
    """Each choice written out would be 1,260, and each of them stands for hundreds of lexemes."""
    assert max(as_tsquery(at_least(least, PARTS)).count("'") // 2 for least in range(1, 11)) <= 110
