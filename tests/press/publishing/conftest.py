"""What the tests of the verbs share."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.press.publishing.effects import NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.datetime], None]:
    """Stands at NOW until it is called with another moment."""
    moments = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    return moments.append
