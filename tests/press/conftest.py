"""What the tests of the press room share."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accessibility.content import RULES
from tests.press.findings import KNOWN


@pytest.fixture(autouse=True)
def verbs_answer_in_english() -> Iterator[None]:
    """Called outside of a request they would answer in the site's first language; requests choose theirs."""
    with translation.override("en"):
        yield


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the content rules those that `tests.press.findings` breaks: whatever others come and go."""
    for name in set(RULES) - KNOWN:
        monkeypatch.delitem(RULES, name)
