"""Puts a visitor's preferences into a page that is the same for everyone.

Templates write marks where preferences go; they are random per process, so that no author can write one.
The middleware fills them on the way out. A page cache around Django does it instead when it sets
`environ[OUTER] = True`: an answer that `may_be_stored` then keeps its marks, and the cache says

    pieces = cut(body)                  # once, when it stores the page; Content-Length is then its own to set
    body = fill(pieces, preferences)    # for every visitor: microseconds

with `preferences = Preferences.from_cookies(environ.get("HTTP_COOKIE", ""))`. Of all the preferences only
their `page_variant()` belongs in the key of a stored page. What may not be stored comes filled: no mark is
found in it.

A site may have places of its own, for what else differs between two answers with the same page: `register`.
"""

import re
import secrets
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from accessibility import slots
from accessibility.preferences import Preferences

OUTER = "accessibility.outer_splice"

_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"~{_SECRET}:([a-z-]+):([a-zA-Z0-9-]+)~".encode())


Content = Callable[[str, Preferences, Any], bytes]


class _Kind(NamedTuple):
    """What fills the slots of one kind; and what that is made of beside the preferences, None: nothing."""

    content: Content
    state: Callable[[str], Hashable] | None = None


def _of_preferences(kind: str) -> _Kind:
    return _Kind(lambda language, preferences, _state: slots.content(kind, language, preferences))


_kinds = {kind: _of_preferences(kind) for kind in slots.KINDS}


def register(kind: str, content: Content, state: Callable[[str], Hashable] | None = None) -> None:
    """Adds a kind of slot, named in small letters and hyphens.

    `content` returns the bytes for what the template wrote (`mark`), a visitor's preferences and the state.
    `state` returns what they depend on instead of the preferences, a number or a text, so that a page cache
    knows when they are other ones.
    """
    _kinds[kind] = _Kind(content, state)


class Slot(NamedTuple):
    """A place in a page that is filled on the way out; `argument`, of ours, is the page's language there."""

    kind: str
    argument: str

    def content(self, preferences: Preferences, state: Hashable = None) -> bytes:
        """Returns what fills it; `state`: what the slot's is now, where that is known already."""
        return _kinds[self.kind].content(self.argument, preferences, self.state() if state is None else state)

    @property
    def changes(self) -> bool:
        """Whether its content may change while the preferences are the same."""
        return _kinds[self.kind].state is not None

    def state(self) -> Hashable:
        """Returns what its content depends on now, beside the preferences."""
        state = _kinds[self.kind].state
        return state(self.argument) if state else None


def mark(kind: str, argument: str) -> str:
    """Returns what a template writes in the place of a slot: letters, digits and hyphens as argument.

    It never leaves the machine.
    """
    return f"~{_SECRET}:{kind}:{argument}~"


def cut(body: bytes) -> tuple[bytes | Slot, ...]:
    """Returns the page, in order: bytes, a slot, bytes, and so on; a page without marks is one piece."""
    pieces: list[bytes | Slot] = []
    end = 0
    for found in _MARK.finditer(body):
        pieces += (body[end : found.start()], Slot(found[1].decode(), found[2].decode()))
        end = found.end()
    return (*pieces, body[end:])


def fill(pieces: tuple[bytes | Slot, ...], preferences: Preferences) -> bytes:
    """Returns the page as the visitor with these preferences gets it."""
    return b"".join(piece if isinstance(piece, bytes) else piece.content(preferences) for piece in pieces)


def may_be_stored(response: HttpResponseBase) -> bool:
    """Whether a shared page cache may keep this answer: a whole page, the same for everyone."""
    cache_control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and is_page(response)
        and not response.cookies
        and "private" not in cache_control
        and "no-store" not in cache_control
    )


def is_page(response: HttpResponseBase) -> bool:
    """Whether marks may stand in this answer: HTML, whole, not compressed yet."""
    return (
        isinstance(response, HttpResponse)
        and response.get("Content-Type", "").startswith("text/html")
        and not response.has_header("Content-Encoding")
    )
