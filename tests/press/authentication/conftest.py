"""Passwords are hashed by the site's own hasher here, made quick, and it is counted how often."""

from typing import Any

import pytest

from tests.press.authentication.hashers import COUNTING, CountingHasher


@pytest.fixture(autouse=True)
def hashed(settings: Any, files_of_the_test_stay_in_its_folder: None) -> list[str]:
    """Returns the passwords that were hashed so far; accounts are made before it counts."""
    settings.PASSWORD_HASHERS = [COUNTING]
    CountingHasher.hashed.clear()
    return CountingHasher.hashed
