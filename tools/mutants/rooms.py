"""Which sources a room has, and which tests are asked about them."""

from typing import NamedTuple


class Room(NamedTuple):
    """Paths from the project's root: folders or files. Tests are asked in the order of `tests`."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


# All tests of the press room that start no other process may judge; a room's own are asked first.
EVERY = ("tests/press", "tests/test_every_page.py", "tests/test_methods.py")
ROOMS = {
    "publishing": Room(
        ("press/workflow", "press/publication.py"),
        (
            "tests/press/test_workflow.py",
            "tests/press/test_publication.py",
            "tests/press/test_time.py",
            *EVERY,
        ),
    ),
    "listings": Room(
        ("press/ledger.py", "press/views/listing.py"),
        ("tests/press/test_ledger.py", "tests/press/test_views_lists.py", *EVERY),
    ),
    "invalidation": Room(
        tuple(f"press/pagecache/{name}.py" for name in ("generation", "mark", "changes", "horizon", "watch")),
        ("tests/press/pagecache", *EVERY),
    ),
    "reads": Room(("press/readership",), ("tests/press/readership", *EVERY)),
}
