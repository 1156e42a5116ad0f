"""Between the password and the second factor: who gave the password, and when. Nobody is signed in by it.

The session holds the account's key, the backend, the moment, and what the second step itself needs. Django
knows none of it: to every page, picture and form whoever has such a session is nobody.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from press.authentication import second_factor
from press.authentication.attempts import Attempt, give_back
from press.models import User

VALID_FOR = 600  # seconds: enough to find the telephone
_KEY = "pending_sign_in"


@dataclass(frozen=True)
class PendingSignIn:
    account: User
    backend: str
    # The new app's secret, where the account has no second factor yet.
    app_key: str = ""
    # The device whose code was right, while the recovery codes that came with it are read.
    proved: str = ""
    # What the answer of a passkey must fit.
    challenge: dict[str, Any] | None = None


def begin(request: HttpRequest, account: User, backend: str) -> None:
    """Notes in a new session that the account's password was given. Who was signed in here is so no more.

    Raises TooManyAttempts after ten an hour that were not gone on with: each was hashed, and has a row.
    """
    held = Attempt.to_sign_in(account.username, account, request).hold()
    request.session.flush()
    request.session.set_expiry(VALID_FOR)
    request.session[_KEY] = {
        "account": account.pk,
        "backend": backend,
        "held": held,
        "at": time.time(),
        "hash": account.get_session_auth_hash(),
    }


def find(request: HttpRequest) -> PendingSignIn | None:
    """Returns whose password was given here; None after ten minutes, or when what it opens has changed."""
    said = request.session.get(_KEY)
    if not said or not 0 <= time.time() - said["at"] < VALID_FOR:
        return None
    account = User.objects.filter(pk=said["account"], is_active=True, is_staff=True).first()
    if account is None or not constant_time_compare(said["hash"], account.get_session_auth_hash()):
        return None
    more = {name: said[name] for name in ("app_key", "proved", "challenge") if name in said}
    return PendingSignIn(account, said["backend"], **more)


def note(request: HttpRequest, account: User, **more: Any) -> None:
    """Notes what the second step needs; the moment of the password stays.

    The account's hash is noted anew: setting up the factor ends the sessions from before it.
    """
    known = request.session[_KEY]
    request.session[_KEY] = {**known, **more, "hash": account.get_session_auth_hash()}


def complete(request: HttpRequest, pending: PendingSignIn, device: Device) -> None:
    """Signs the account in: the only place that does with a second factor."""
    give_back(request.session.pop(_KEY)["held"])
    request.session.set_expiry(None)  # before login(), which makes the row that says how long it lives
    pending.account.otp_device = device  # type: ignore[attr-defined]  # django-otp notes it in the session
    login(request, pending.account, backend=pending.backend)
    second_factor.remember(request, device)
