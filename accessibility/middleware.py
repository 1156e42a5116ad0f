"""Gives each request its preferences, and each page the look that they ask for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accessibility.preferences import Preferences, preferences_of
from accessibility.splice import OUTER, cut, fill, is_page, may_be_stored
from accessibility.storage import clear_browser_cache, store_in_cookie


class DisplayMiddleware:
    """Sets `request.display` and fills the marks of the answer, before its length is counted.

    It stands inside (below) CommonMiddleware and everything that reads the body, such as gzip or ETags.
    No answer gets a `Vary: Cookie` or a cookie here: pages are the same for everyone until they are filled.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = Preferences.from_cookies(request.META.get("HTTP_COOKIE", ""))
        request.display = before  # type: ignore[attr-defined]
        request.display_marks = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        preferences = preferences_of(request)  # a view may have set others for its page
        if getattr(request, "display_brought", False):
            # They came with the account that has just signed in (storage.py): now the cookie has them.
            store_in_cookie(response, preferences, secure=request.is_secure())
            if preferences != before:
                clear_browser_cache(response)
        # An error page that is rendered further out finds no one to fill its marks: it is written filled.
        request.display_marks = False  # type: ignore[attr-defined]
        left_for_outer = request.META.get(OUTER) and request.method == "GET" and may_be_stored(response)
        if isinstance(response, HttpResponse) and is_page(response) and not left_for_outer:
            self._fill(response, preferences)
        return response

    def _fill(self, response: HttpResponse, preferences: Preferences) -> None:
        pieces = cut(response.content)
        if len(pieces) == 1:
            return
        response.content = fill(pieces, preferences)
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        # The view knew nothing of the preferences: a 304 to these would show the look before the last change.
        for header in ("ETag", "Last-Modified"):
            if response.has_header(header):
                del response[header]
