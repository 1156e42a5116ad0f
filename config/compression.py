"""Pages are compressed on the way out; pictures are already."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class TextGZipMiddleware(GZipMiddleware):
    """Leaves pictures as they are: a second compression costs time, and makes their strong ETag a weak one.

    A part of a picture (Range, If-Range) may only be asked for by a strong one (RFC 9110, 13.1.5).
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("image/"):
            return response  # type: ignore[no-any-return]
        return super().process_response(request, response)
