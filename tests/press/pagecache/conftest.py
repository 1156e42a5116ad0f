"""What the tests of the page cache share."""

import time
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from press.invalidation import monitor
from press.pagecache import kept_pages
from tests.press.pagecache.client import Cache, Clock


@pytest.fixture(autouse=True)
def alone_on_its_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # The thread would look at the database from outside the test's own transaction.
    monkeypatch.setattr(monitor.DatabaseMonitor, "start", lambda self: None)
    monkeypatch.setattr(kept_pages, "FIRST_ANSWER", 0.0)
    for module in (kept_pages, monitor):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def cache(db: None) -> Cache:
    return Cache()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    still = Clock()
    monkeypatch.setattr(timezone, "now", lambda: still.now)
    monkeypatch.setattr(time, "time", lambda: still.now.timestamp())
    return still
