"""Two editors, of whom neither reads all languages."""

import pytest
from django.test import Client

from tests.factories import make_officer, signed_in


@pytest.fixture
def two(db: None) -> Client:
    return signed_in(make_officer("two", "editor", languages=["kk", "ru"]))


@pytest.fixture
def one(db: None) -> Client:
    return signed_in(make_officer("one", "editor", languages=["en"]))
