"""Which sources a room has, and which tests are asked about them."""

from typing import NamedTuple


class Room(NamedTuple):
    """Paths from the project's root: folders or files. Tests are asked in the order of `tests`."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


# Few and near: a mutant that survives has met all of them, so that each costs every survivor its time.
ROOMS = {
    "publishing": Room(
        ("press/publishing",),
        (
            "tests/press/publishing",
            "tests/press/desk/test_buttons.py",
            "tests/press/desk/test_photographs.py",
            "tests/press/desk/test_writing.py",
            "tests/press/listings/test_entries.py",
        ),
    ),
    "invalidation": Room(
        ("press/invalidation",),
        (
            "tests/press/invalidation",
            "tests/press/pagecache/test_nothing_over.py",
            "tests/press/pagecache/test_stale.py",
        ),
    ),
    "listings": Room(
        ("press/listings",),
        ("tests/press/listings", "tests/press/public/test_lists.py", "tests/press/search"),
    ),
    "reads": Room(("press/reads",), ("tests/press/reads", "tests/press/pagecache/test_counting.py")),
}
