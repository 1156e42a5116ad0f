"""The admin speaks the account's language; the public pages speak that of their address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from press.languages import speak
from press.models import User

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
            speak(request, request.user.interface_language)
        response = self.get_response(request)
        user, cookie = request.user, settings.LANGUAGE_COOKIE_NAME
        if isinstance(user, User) and request.COOKIES.get(cookie) != user.interface_language:
            response.set_cookie(
                cookie,
                user.interface_language,
                max_age=YEAR,
                path="/admin/",
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response
