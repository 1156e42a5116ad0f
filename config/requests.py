"""Requests in UTF-8 alone: every browser sends our forms so, and nothing else is asked for."""

import codecs
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponseBase


class Request(WSGIRequest):
    """Reads the query when it is asked for, not in the making, where Django has no page for a fault yet.

    Python knows encodings that are none of text (`base64`), and a query may have too many fields.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        with suppress(LookupError, ValueError, SuspiciousOperation):
            super()._set_content_type_params(meta)  # type: ignore[misc]


class Handler(WSGIHandler):
    request_class = Request


class Utf8Middleware:
    """Answers 400 to what says that it is in another encoding (`Content-Type: …; charset=utf-16`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # None where nothing is said of it, or what Python has never heard of: then Django reads UTF-8.
        if request.encoding is not None and codecs.lookup(request.encoding).name != "utf-8":
            request.encoding = "utf-8"  # for the page that says so
            raise BadRequest("The form is not in UTF-8.")
        return self.get_response(request)
