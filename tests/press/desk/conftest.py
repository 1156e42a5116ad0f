"""What the tests of the desk share."""

from typing import Any

import pytest
from django.test import Client

from press.models import User


@pytest.fixture
def sign_in() -> Any:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
