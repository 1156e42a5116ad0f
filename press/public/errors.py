"""Pages that say what went wrong, in the language of the address, and repeat nothing of it."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import override

from press.languages import Language

# Shared caches may keep a page, but ask before each use: what is taken down is gone in seconds.
CACHE_CONTROL = "no-cache"
# What Django raises when the database is gone, and not when we asked it wrongly.
OUTAGE = (OperationalError, InterfaceError)
# Seconds after which a browser or a search engine may try again while the database is away.
TRY_AGAIN = 30


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own view asks for a token once more, and so reads the same form that cannot be read.

    Nor is the query read again, which may be what was too much.
    """
    request.GET = QueryDict()
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own page speaks to programmers, unstyled under our policy; ours keeps the reader's look."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One answer for a draft, a scheduled release and a number never used."""
    return _page(request, 404)


def too_many_requests(request: HttpRequest, sentence: str, *, retry_after: int) -> HttpResponse:
    """`sentence` says what was too much and how long to wait; `retry_after` is as long, in seconds."""
    response = _page(request, 429, sentence=sentence)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(retry_after)
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer: 503, so that search engines keep what they know, and come again."""
    response = _page(request, 503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(TRY_AGAIN)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks no database: that may be what failed. Where even the page fails, one sentence remains.

    Django comes here with whatever a view, a template or a middleware raised: here an outage is told from
    a fault of ours.
    """
    outage = isinstance(sys.exception(), OUTAGE)
    try:
        return unavailable(request) if outage else _page(request, 500)
    except Exception:
        return HttpResponse("500\n", status=500, content_type="text/plain")


def _page(request: HttpRequest, status: int, **more: str) -> HttpResponse:
    context = {"nowhere": True, "display_next": "", **more}
    with override(_language(request)):
        response = render(request, f"{status}.html", context, status=status)
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _language(request: HttpRequest) -> str:
    # `OPTIONS *` asks for no address at all: nothing of it can be relied on.
    first = request.path_info.lstrip("/").partition("/")[0]
    if first in Language.values:
        return first
    chosen: str = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return chosen
