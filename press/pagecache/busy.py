"""What is answered at once where there is no place: the same for everyone, made when the server starts."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from press.pagecache.upstream import WSGIResponse

logger = logging.getLogger(__name__)

TRY_AGAIN = 5  # seconds
SECONDS = 5.0  # between two lines of the log: whoever is refused must not fill it


def make_busy(status: int) -> WSGIResponse:
    """Returns the answer with that status, in every language and with the headers of all our answers.

    The connection is closed with it: what was sent is not read.
    """
    page = render_to_string("busy.html", {"languages": settings.LANGUAGES})
    own = {"Cache-Control": "no-store", "Retry-After": str(TRY_AGAIN)}
    response = _with_headers_of_all(HttpResponse(page, status=status, headers=own))
    length = ("Content-Length", str(len(response.content)))
    headers = [*response.items(), length, ("Connection", "close")]
    return WSGIResponse(f"{status} {HTTPStatus(status).phrase}", headers, response.content)


def _with_headers_of_all(response: HttpResponse) -> HttpResponse:
    """Returns it as the middlewares above WhiteNoise hand it out: they set the headers of every answer."""
    whitenoise = settings.MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")

    handle: Callable[[HttpRequest], HttpResponse] = lambda request: response  # noqa: E731
    for name in reversed(settings.MIDDLEWARE[:whitenoise]):
        handle = import_string(name)(handle)
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": scheme,
            "HTTP_X_FORWARDED_PROTO": scheme,
        }
    )
    return handle(request)


class BusyLog:
    """Says how many were refused: one WARNING for all of some seconds."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()
        self._said = -SECONDS
        self._lock = threading.Lock()

    def count(self, room: str) -> None:
        with self._lock:
            self._refused[room] += 1
            now = time.monotonic()
            if now - self._said < SECONDS:
                return
            self._said = now
            refused, self._refused = self._refused, Counter()
        each = ", ".join(f"{number} of {name}" for name, number in refused.most_common())
        logger.warning("Refused, since there was no place for them: %s", each)
