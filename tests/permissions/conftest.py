"""One press room for all tests of this folder: made once, and after each request as it was."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests.permissions.press_room import PressRoom, make_press_room
from tests.permissions.visitors import Visitors


@pytest.fixture(autouse=True)
def files_of_the_test_stay_in_its_folder() -> None:
    """In the folder of `press_room`: its photographs are made before the test has one."""


@pytest.fixture(scope="package")
def press_room(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PressRoom]:
    folder: Path = tmp_path_factory.mktemp("press-room")
    files = override_settings(
        DATA_DIR=folder / "data",
        MEDIA_ROOT=folder / "media",
        READ_LOG_DIR=folder / "reads",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SECOND_FACTOR="editors",
    )
    # Thousands of refusals are what is asked for here: to log each takes longer than to answer.
    logging.disable(logging.ERROR)
    with files, django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        with pytest.MonkeyPatch.context() as patch:
            # All officers signed in when it was made, and on a slow machine a test takes ten minutes.
            patch.setattr("press.authentication.second_factor.FRESH", 86_400)
            yield make_press_room()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="package")
def visitors(press_room: PressRoom) -> Visitors:
    return Visitors(press_room.sessions)
