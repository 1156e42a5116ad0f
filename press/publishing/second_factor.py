"""What officers do with their second factor, and with one that is lost. Each verb leaves an audit entry.

Who has the factor keeps signed in where they change it; all other sessions of the account end.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp_webauthn.models import WebAuthnCredential

from press.authentication import second_factor
from press.authentication.sessions import end_sessions, require_unended
from press.models import AuditEntry, AuthenticatorApp, RecoveryCodes, User
from press.publishing.account_permissions import AccountPermissions
from press.publishing.refusals import Refused
from press.publishing.transitions import record_account_entry, require

Verb = AuditEntry.Verb


@transaction.atomic
def set_up_second_factor(
    account: User, *, key: str, code: str, by: User, replace: bool = False
) -> tuple[AuthenticatorApp, list[str]]:
    """Makes the app that has this key the account's second factor; returns it and new recovery codes.

    `code` is one that the app shows now. Only with `replace` may there be an app already: it ends.
    """
    current = _lock(account, by)
    require(AccountPermissions(current, by).can_set_up_second_factor())
    if second_factor.has_second_factor(current) and not replace:
        raise Refused(_("This account has a second factor already: sign in with it."))
    AuthenticatorApp.objects.filter(user=current).delete()
    app = AuthenticatorApp.objects.create(user=current, key=key, name="app")
    if not app.verify_token("".join(code.split())):
        raise Refused(
            _("This is not the code that the app shows now. Does the telephone have the right time?")
        )
    _codes, recovery_codes = RecoveryCodes.make(current)
    _record_change(Verb.SET_UP_SECOND_FACTOR, account, by)
    return app, recovery_codes


@transaction.atomic
def renew_recovery_codes(account: User, *, by: User) -> list[str]:
    """Returns new recovery codes, which nobody sees again. Those from before end."""
    current = _lock(account, by)
    require(AccountPermissions(current, by).can_change_second_factor())
    _codes, recovery_codes = RecoveryCodes.make(current)
    _record_change(Verb.RENEW_RECOVERY_CODES, account, by)
    return recovery_codes


@transaction.atomic
def use_code(account: User, code: str) -> AuthenticatorApp | None:
    """Returns the app whose code it is; None where it is wrong. Raises second_factor.TooManyCodes."""
    app = second_factor.verify_code(account, code)
    if app is None:
        _record_guessing(account)
    return app


@transaction.atomic
def use_recovery_code(account: User, code: str) -> RecoveryCodes | None:
    """Uses the code up and returns the account's others; None where it is wrong. Raises TooManyCodes."""
    codes = second_factor.verify_recovery_code(account, code)
    if codes is None:
        _record_guessing(account)
    else:
        left = codes.codes.count()
        record_account_entry(Verb.USE_RECOVERY_CODE, by=account, account=account, left=left)
    return codes


@transaction.atomic
def add_passkey(account: User, register: Callable[[], WebAuthnCredential], *, by: User) -> WebAuthnCredential:
    """Returns the passkey that `register` makes of the browser's answer: it stands in for the app's code."""
    current = _lock(account, by)
    require(AccountPermissions(current, by).can_change_second_factor())
    passkey = register()
    _record_change(Verb.ADD_PASSKEY, account, by)
    return passkey


@transaction.atomic
def remove_passkey(account: User, number: int, *, by: User) -> None:
    """Removes one of the account's passkeys; one that is gone already is no matter."""
    current = _lock(account, by)
    require(AccountPermissions(current, by).can_change_second_factor())
    if WebAuthnCredential.objects.filter(user=current, pk=number).delete()[0]:
        _record_change(Verb.REMOVE_PASSKEY, account, by)


@transaction.atomic
def remove_second_factor(account: User, *, by: User | None) -> None:
    """Takes app, recovery codes and passkeys from the account. Who must have one sets up another.

    Without `by` it is the operator, at the command line.
    """
    current = _lock(account, by)
    if by is not None:
        require(AccountPermissions(current, by).can_remove_second_factor())
    for model in (AuthenticatorApp, RecoveryCodes, WebAuthnCredential):
        model.objects.filter(user=current).delete()
    _record_change(Verb.REMOVE_SECOND_FACTOR, account, by)


def _lock(account: User, by: User | None) -> User:
    current = User.objects.select_for_update().get(pk=account.pk)
    if account == by:
        require_unended(account, current)
    return current


def _record_change(verb: AuditEntry.Verb, account: User, by: User | None, **detail: Any) -> None:
    end_sessions(account)
    record_account_entry(verb, by=by, account=account, **detail)


def _record_guessing(account: User) -> None:
    """Once an hour, so that who guesses cannot fill the audit."""
    guessed = any(
        model.objects.filter(user=account, throttling_failure_count__gte=second_factor.GUESSING).exists()
        for model in (AuthenticatorApp, RecoveryCodes)
    )
    since = timezone.now() - datetime.timedelta(hours=1)
    noted = AuditEntry.objects.filter(account=account, verb=Verb.GUESS_CODES, at__gte=since)
    if guessed and not noted.exists():
        record_account_entry(Verb.GUESS_CODES, by=account, account=account)
