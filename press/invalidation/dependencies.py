"""What a page was made from: collected where the views ask their questions, so that no page can forget it.

Each question of a public page is asked within `reading(…)`, which names what its answer depends on
(`names`). A question that is asked without any makes a page of which nobody knows what it shows: it is kept
for seconds (`press.pagecache`), as long as nothing at all has changed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections

from press.invalidation.expiry import NEVER


class Dependencies:
    """The names of what a page shows; `until` when it may be shown, in seconds since 1970."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.until = NEVER
        self.unnamed: list[str] = []
        self._depth = 0

    @property
    def are_known(self) -> bool:
        return not self.unnamed

    @contextmanager
    def _within(self) -> Iterator[None]:
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self._depth:
            self.unnamed.append(sql)
        return execute(sql, params, many, context)


_collected: ContextVar[Dependencies | None] = ContextVar("_collected", default=None)


@contextmanager
def collecting() -> Iterator[Dependencies]:
    """Collects what is read until the end, on this thread."""
    found = Dependencies()
    token = _collected.set(found)
    try:
        with connections["default"].execute_wrapper(found._note):
            yield found
    finally:
        _collected.reset(token)


@contextmanager
def reading(*names: str) -> Iterator[None]:
    """Names what the answers to the questions asked within depend on. `depend_on` adds what they found."""
    found = _collected.get()
    if found is None:
        yield
        return
    found.names.update(names)
    with found._within():
        yield


def depend_on(names: Iterable[str]) -> None:
    if found := _collected.get():
        found.names.update(names)


def show_until(moment: float) -> None:
    """Says that the page is another one from that moment on, in seconds since 1970."""
    if found := _collected.get():
        found.until = min(found.until, moment)
