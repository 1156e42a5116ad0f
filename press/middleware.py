"""The admin speaks the account's language; the public pages speak that of their address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from press.languages import speak
from press.models import User


class AccountLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Only there is `request.user` read: on public pages it would open the session.
        if request.path_info.startswith("/admin/") and isinstance(user := request.user, User):
            speak(request, user.interface_language)
        return self.get_response(request)
