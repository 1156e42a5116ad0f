"""Whom the press room asks for a second factor beside the password, and whether a code is right.

An account has a second factor when an authenticator app was set up for it (docs/adr/0009); recovery codes and
passkeys stand in for the app. What officers do with it, and the audit: `press.publishing`.
"""

import logging
import re
import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from press.authentication.throttle import TooManyAttempts
from press.models import AuthenticatorApp, RecoveryCodes, User

logger = logging.getLogger(__name__)

# What only those do who could put a false release before the public: each of these asks for a second factor.
EDITORS_RIGHTS = ("press.approve_edition", "press.approve_alone", "press.remove_release", "press.change_user")
# Seconds for which who gave the second factor may change it without giving it once more.
FRESH = 600
# From so many wrong codes in a row on, somebody who knows the password is taken to be guessing.
GUESSING = 5
_GIVEN_AT = "second_factor_at"
_SIX_DIGITS = re.compile(r"[0-9]{6}")


class TooManyCodes(TooManyAttempts):
    """The last `wrong` codes were wrong: none is looked at before `retry_after` seconds have passed."""

    def __init__(self, retry_after: int, wrong: int) -> None:
        super().__init__(retry_after)
        self.wrong = wrong

    @property
    def is_guessing(self) -> bool:
        return self.wrong >= GUESSING


# --- whom it is asked of ---


def is_demonstration() -> bool:
    """Returns whether nobody is asked for one: SECOND_FACTOR=demo, refused where SITE_URL is https."""
    return bool(settings.SECOND_FACTOR == "demo")


def is_required_of(account: User) -> bool:
    """Returns whether this officer must have one."""
    if settings.SECOND_FACTOR == "all":
        return account.is_staff
    return not is_demonstration() and any(account.has_perm(right) for right in EDITORS_RIGHTS)


def has_second_factor(account: User) -> bool:
    return AuthenticatorApp.objects.filter(user=account, confirmed=True).exists()


def is_asked_of(account: User) -> bool:
    """Returns whether the password alone makes nobody of them: who has one is asked, required or not."""
    return not is_demonstration() and (is_required_of(account) or has_second_factor(account))


def is_given_in(request: HttpRequest, account: User | AnonymousUser) -> bool:
    """Returns whether the account's session may be its officer's.

    Not asked is whether the factor is still there: its end ends the sessions (sessions.end_sessions).
    """
    if is_demonstration() or DEVICE_ID_SESSION_KEY in request.session:
        return True
    return not (isinstance(account, User) and is_asked_of(account))


# --- giving it ---


def verify_code(account: User, typed: str) -> AuthenticatorApp | None:
    """Returns the app that gave this code; None where it is wrong, was used, or there is no app.

    Raises TooManyCodes, without looking at it. Sent twice at once, the second waits and finds it used.
    """
    code = "".join(typed.split())
    with transaction.atomic():
        app = AuthenticatorApp.objects.select_for_update().filter(user=account, confirmed=True).first()
        if app is None or not _SIX_DIGITS.fullmatch(code):
            return None
        _require_allowed(app)
        return app if app.verify_token(code) else None


def verify_recovery_code(account: User, typed: str) -> RecoveryCodes | None:
    """Returns the account's codes, of which this one is used up now; None where it is none of them.

    Raises TooManyCodes, without looking at it.
    """
    with transaction.atomic():
        codes = RecoveryCodes.objects.select_for_update().filter(user=account).first()
        if codes is None or not typed.strip():
            return None
        _require_allowed(codes)
        return codes if codes.verify_token(typed) else None


def find_device(account: User, persistent_id: str) -> Device | None:
    """Returns the account's device that django-otp names so; None where it is there no more."""
    device = Device.from_persistent_id(persistent_id)
    return device if device and device.user_id == account.pk else None


def _require_allowed(device: AuthenticatorApp | RecoveryCodes) -> None:
    allowed, why_not = device.verify_is_allowed()  # type: ignore[no-untyped-call]
    if not allowed:
        seconds = (why_not["locked_until"] - timezone.now()).total_seconds()
        logger.warning("Codes of account %s are refused: too many were wrong", device.user_id)
        raise TooManyCodes(max(1, round(seconds)), wrong=why_not["failure_count"])


def remember(request: HttpRequest, device: Device) -> None:
    """Notes in the session of who is signed in that the second factor was given just now."""
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    request.session[_GIVEN_AT] = time.time()


def forget(request: HttpRequest) -> None:
    """Notes in the session that there is no second factor any more that it was given with."""
    for key in (DEVICE_ID_SESSION_KEY, _GIVEN_AT):
        request.session.pop(key, None)


def is_fresh(request: HttpRequest) -> bool:
    """Returns whether the second factor was given within the last ten minutes."""
    return bool(0 <= time.time() - request.session.get(_GIVEN_AT, 0) < FRESH)


def is_asked_once_more(request: HttpRequest, account: User) -> bool:
    """Returns whether this may be a desk that was left alone: `account` is signed in, and gave none just now.

    For what opens another's account.
    """
    return not is_demonstration() and has_second_factor(account) and not is_fresh(request)
