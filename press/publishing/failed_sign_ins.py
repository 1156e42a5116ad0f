"""Wrong passwords, and right ones without the second factor, in the audit: one entry of each an account and
hour, so that no stranger can fill the table.

The worker writes them, from what was counted: written by the request itself, an entry would take a time that
tells which accounts there are.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from press.authentication.attempts import WINDOW
from press.authentication.pending import VALID_FOR
from press.models import AuditEntry, PasswordAttempts, User

# How long the keyed hash of an address stays in the audit; who has SECRET_KEY can find the address by trying.
KEEP_ADDRESSES = datetime.timedelta(days=90)

_WRONG, _ALONE = AuditEntry.Verb.FAIL_SIGN_IN, AuditEntry.Verb.GIVE_PASSWORD_ALONE
_OURS = AuditEntry.objects.filter(verb__in=[_WRONG, _ALONE])


def record_failed_sign_ins() -> None:
    """Writes the entries that are missing: of officers, since nobody else has anything to sign in to."""
    of_officers = PasswordAttempts.objects.filter(account__is_staff=True)
    for failed in of_officers.filter(failed_at__isnull=False):
        assert failed.failed_at
        _record(_WRONG, failed, failed.failed_at)
    too_late = timezone.now() - datetime.timedelta(seconds=VALID_FOR)
    for held in of_officers.filter(failed_at=None, count__gt=0, since__lte=too_late):
        _record(_ALONE, held, held.since)


@transaction.atomic
def _record(verb: AuditEntry.Verb, attempts: PasswordAttempts, at: datetime.datetime) -> None:
    """Under the account's lock: another machine's worker does the same."""
    assert attempts.account_id
    account = User.objects.select_for_update().get(pk=attempts.account_id)
    if not AuditEntry.objects.filter(verb=verb, account=account, at__gt=at - WINDOW).exists():
        AuditEntry.objects.create(verb=verb, account=account, at=at, detail={"address": attempts.address})


def forget_addresses() -> None:
    """Takes out of old entries where it came from; that it was stays."""
    _OURS.filter(at__lt=timezone.now() - KEEP_ADDRESSES).exclude(detail={}).update(detail={})
