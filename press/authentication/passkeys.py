"""Passkeys (WebAuthn): a second factor beside the password, in the place of the app's code.

Of django-otp-webauthn its models and its arithmetic; none of its views, which could sign somebody in without
a password. What the browser says comes with the forms of our own pages.
"""

import ipaddress
import json
import logging
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.utils import rewrite_exceptions
from webauthn.helpers.exceptions import WebAuthnException

from press.authentication.browsers import describe_browser
from press.models import User

logger = logging.getLogger(__name__)

# What stands in the way of reading what a browser, or somebody else, sent for a passkey.
_UNREADABLE = (OTPWebAuthnApiError, WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


def get_relying_party(request: HttpRequest) -> str:
    """Returns the name that passkeys are bound to: the host that was asked, one of ALLOWED_HOSTS."""
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def get_relying_party_name(request: HttpRequest) -> str:
    """Returns whose press room it is, in the active language: the browser shows it."""
    names = settings.PRESS_ROOM["name"]
    return str(names.get(get_language(), names["en"]))


def are_possible(request: HttpRequest) -> bool:
    """Returns whether browsers let this address have passkeys: a name with https, or localhost; no number."""
    name = get_relying_party(request)
    try:
        ipaddress.ip_address(name.strip("[]"))
        return False
    except ValueError:
        return request.is_secure() or name == "localhost"


def are_usable(request: HttpRequest, account: User) -> bool:
    """Returns whether the account has a passkey, and this address may ask for it."""
    return are_possible(request) and _of(account).exists()


def _of(account: User) -> QuerySet[WebAuthnCredential]:
    passkeys: QuerySet[WebAuthnCredential] = WebAuthnCredential.objects.filter(user=account).order_by("pk")
    return passkeys


def _last_uses(passkeys: QuerySet[WebAuthnCredential]) -> list[str]:
    return [str(passkey.last_used_at) for passkey in passkeys]


class _Helper(WebAuthnHelper):
    def get_allowed_origins(self) -> list[str]:
        return [f"{self.request.scheme}://{self.request.get_host()}"]

    def create_credential(self, *args: Any, **kwargs: Any) -> WebAuthnCredential:
        """Has the passkey's name say in which browser it was added."""
        passkey = cast("WebAuthnCredential", super().create_credential(*args, **kwargs))
        passkey.name = describe_browser(self.request.META.get("HTTP_USER_AGENT", ""))
        return passkey


def begin_adding(request: HttpRequest, account: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns what the browser is told to make a passkey by, and the state that its answer must fit."""
    options, state = _Helper(request).register_begin(user=account)
    return options, state


def add(request: HttpRequest, account: User, state: dict[str, Any], said: str) -> WebAuthnCredential | None:
    """Returns the new passkey out of what the browser said; None where it does not fit, or is one already."""
    try:
        with transaction.atomic(), rewrite_exceptions():
            passkey = _Helper(request).register_complete(user=account, state=state, data=json.loads(said))
            return cast("WebAuthnCredential", passkey)
    except (*_UNREADABLE, IntegrityError) as error:
        logger.warning("A passkey of account %s was not added: %s", account.pk, type(error).__name__)
        return None


def begin_verifying(request: HttpRequest, account: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns what the browser is told to ask the passkey, and the state that its answer must fit."""
    options, state = _Helper(request).authenticate_begin(user=account, require_user_verification=False)
    return options, {**state, "last_uses": _last_uses(_of(account))}


def verify(
    request: HttpRequest, account: User, state: dict[str, Any], said: str
) -> WebAuthnCredential | None:
    """Returns the account's passkey that signed the challenge of `state`; None where none did.

    A challenge counts until one of the account's passkeys is used: sent twice at once, the second waits and
    finds that it was. Their own count of uses would not tell, which many leave at zero.
    """
    try:
        with transaction.atomic(), rewrite_exceptions():
            if state.get("last_uses") != _last_uses(_of(account).select_for_update()):
                raise ValueError
            passkey = _Helper(request).authenticate_complete(user=account, state=state, data=json.loads(said))
            return cast("WebAuthnCredential", passkey)
    except _UNREADABLE as error:
        logger.warning("A passkey of account %s was refused: %s", account.pk, type(error).__name__)
        return None
