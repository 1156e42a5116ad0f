"""Which sources a room has, and which tests are asked about them."""

from typing import NamedTuple


class Room(NamedTuple):
    """Paths from the project's root: folders or files. Tests are asked in the order of `tests`."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


# All tests of the press room that start no other process may judge; a room's own are asked first.
EVERY = ("tests/press", "tests/test_every_page.py", "tests/test_methods.py")
ROOMS = {
    "publishing": Room(("press/publishing",), ("tests/press/publishing", *EVERY)),
    "invalidation": Room(
        ("press/invalidation",), ("tests/press/invalidation", "tests/press/pagecache", *EVERY)
    ),
    "listings": Room(
        ("press/listings",), ("tests/press/listings", "tests/press/public/test_lists.py", *EVERY)
    ),
    "reads": Room(("press/reads",), ("tests/press/reads", "tests/press/pagecache", *EVERY)),
}
