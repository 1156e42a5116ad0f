"""A small site of its own, so that what is tested here is this app and not the press room."""

from pathlib import Path
from typing import Any

import pytest

from accessibility import statement

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def nobody_counts_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the press room says of its texts is no part of this app."""
    monkeypatch.setattr(statement, "_find_figures", lambda: None)


@pytest.fixture
def small_site(settings: Any) -> None:
    """Three pages and the display addresses, under templates that know nothing but the three tags."""
    settings.ROOT_URLCONF = "tests.accessibility.small_site"
    settings.ACCESSIBILITY_BASE_TEMPLATE = "small_base.html"
    settings.ACCESSIBILITY_CONTACT = "access@example.org"
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [HERE / "templates", *engine["DIRS"]]}]
