"""The admin speaks the account's language, and is private: no page of it is stored, indexed or told."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from press.authentication import devices
from press.authentication.throttle import TooManyAttempts
from press.languages import activate_language
from press.models import User
from press.public import errors

YEAR = 365 * 24 * 60 * 60


class AccountLanguageMiddleware:
    """The sign-in page, which knows nobody yet, speaks the language of who worked here last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Only there is `request.user` read: on public pages it would open the session.
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        if isinstance(request.user, User):
            activate_language(request, request.user.interface_language)
        response = self.get_response(request)
        user, cookie = request.user, settings.LANGUAGE_COOKIE_NAME
        if isinstance(user, User) and request.COOKIES.get(cookie) != user.interface_language:
            remember_language(request, response, user.interface_language)
        return response


def remember_language(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    """Has the sign-in page speak it from now on in this browser, for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        path="/admin/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


class KnownDeviceMiddleware:
    """Whatever page answers who has just signed in makes their device known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        devices.set_cookie(request, response)
        return response


class TooManyAttemptsMiddleware:
    """Answers 429 wherever a password was not hashed, and the page has no form of its own to say so in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, TooManyAttempts):
            return None
        return errors.too_many_requests(request, str(exception), retry_after=exception.retry_after)


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
