"""Who asks: `request.user`, as every page, picture and form knows it."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from press.authentication import second_factor


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, to whom a session that lacks its second factor is nobody's.

    It is asked of every session, not at signing in alone: the setting, or the account's rights, may have
    changed since. Lazily: a page that does not ask who reads it costs no query.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: get_account(request))  # type: ignore[assignment]
        request.auser = sync_to_async(lambda: get_account(request))


def get_account(request: HttpRequest) -> Any:
    """Returns the account that is signed in here, with all that it must give; else an AnonymousUser."""
    account = middleware.get_user(request)
    return account if second_factor.is_given_in(request, account) else AnonymousUser()
