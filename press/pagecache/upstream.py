"""Asking Django for a response, with nothing of the visitor's in the request."""

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


class WSGIResponse(NamedTuple):
    """A whole response: status line, headers, body."""

    status: str
    headers: Headers
    body: bytes

    def is_failure(self) -> bool:
        return self.status.startswith("5")

    def is_outage(self) -> bool:
        """Whether the database is gone (press.public.errors): any other failure is a fault, and shows."""
        return self.status.startswith("503 ")


def anonymous_environ(environ: Environ, **changes: Any) -> Environ:
    """Returns the environ that anybody would have sent to this address, by GET, with these changes."""
    shared = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("HTTP_", "CONTENT_")) or name in _HANDED_ON
    }
    return shared | {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "wsgi.input": io.BytesIO()} | changes


class Upstream:
    """Django behind the page cache."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._fixed: dict[tuple[str, ...], WSGIResponse] = {}

    def get_response(self, environ: Environ, **changes: Any) -> WSGIResponse:
        """Returns Django's whole response to the anonymous request."""
        status, headers = "", list[tuple[str, str]]()

        def start_response(line: str, sent: Headers, exc_info: Any = None) -> None:
            nonlocal status, headers
            status, headers = line, sent

        content = self._django(anonymous_environ(environ, **changes), start_response)
        try:
            body = b"".join(content)
        finally:
            if close := getattr(content, "close", None):
                close()
        return WSGIResponse(status, headers, body)

    def get_fixed(self, key: tuple[str, ...], environ: Environ, **changes: Any) -> WSGIResponse:
        """Returns what is the same at every request of that key: Django is asked until it says 2xx or 3xx."""
        response = self._fixed.get(key)
        if response is None:
            response = self.get_response(environ, **changes)
            if response.status.startswith(("2", "3")):
                self._fixed[key] = response
        return response
