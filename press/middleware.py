"""The admin speaks the account's language; the public pages speak that of their address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from press.models import User


class AccountLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Only there is `request.user` read: on public pages it would open the session.
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        user = request.user
        if isinstance(user, User):
            translation.activate(user.interface_language)
            request.LANGUAGE_CODE = user.interface_language
        return self.get_response(request)
