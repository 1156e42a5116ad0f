"""The press room that the matrix looks at, and those who look."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.matrix.examining import Readers
from tests.browser.matrix.press_room import PressRoom, serving


@pytest.fixture(scope="session")
def press_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PressRoom]:
    """One for each process of the tests: nobody writes into it."""
    with serving(tmp_path_factory.mktemp("press-room")) as room:
        yield room


@pytest.fixture(scope="session")
def readers(
    press_room: PressRoom, axe_source: str, browser_type_launch_args: dict[str, Any]
) -> Iterator[Readers]:
    some = Readers(press_room, axe_source, browser_type_launch_args)
    yield some
    some.close()
