"""What the tests of the content rules share."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def messages_in_the_first_language() -> Iterator[None]:
    """As when the cases were read: a test before this one may have left another."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
