"""Asking Django for an answer, with nothing of the visitor's in the question."""

import io
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# Set in the environ while the database does not answer: public views then say so at once.
DATABASE_IS_AWAY = "press.database_is_away"
# Of a request's headers these alone are handed on: no other can change what is kept for everyone. The
# first names the host, which was checked; the second the scheme, where a proxy says it.
_HANDED_ON = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO")


class Said(NamedTuple):
    """A whole answer: status line, headers, body."""

    status: str
    headers: Headers
    body: bytes


def neutral(environ: Environ, **changes: Any) -> Environ:
    """Returns the question that anybody would have asked at this address, by GET, with these changes."""
    asked = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("HTTP_", "CONTENT_")) or name in _HANDED_ON
    }
    return asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "wsgi.input": io.BytesIO()} | changes


def ask(django: Application, environ: Environ) -> Said:
    """Returns Django's whole answer."""
    status, headers = "", list[tuple[str, str]]()

    def start_response(line: str, said: Headers, exc_info: Any = None) -> None:
        nonlocal status, headers
        status, headers = line, said

    answer = django(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()
    return Said(status, headers, body)
