"""Nothing of the admin is stored, indexed or told to other sites: no page, no redirect, no error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
}


class PrivateAdminMiddleware:
    """Not a decorator of views: refusals and missing pages are answered outside them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            for name, value in _PRIVATE.items():
                response[name] = value
        return response
