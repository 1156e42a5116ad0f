"""What the tests of the press room share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def verbs_answer_in_english() -> Iterator[None]:
    """Called outside of a request they would answer in the site's first language; requests choose theirs."""
    with translation.override("en"):
        yield
