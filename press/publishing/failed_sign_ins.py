"""Wrong passwords in the audit: one entry an account and hour, so that no stranger can fill the table.

The worker writes them, from what was counted: written by the request itself, an entry would take a time that
tells which accounts there are.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from press.authentication.attempts import WINDOW
from press.models import AuditEntry, PasswordAttempts, User

# How long the keyed hash of an address stays in the audit; who has SECRET_KEY can find the address by trying.
KEEP_ADDRESSES = datetime.timedelta(days=90)

_OURS = AuditEntry.objects.filter(verb=AuditEntry.Verb.FAIL_SIGN_IN)


def record_failed_sign_ins() -> None:
    """Writes the entries that are missing: of officers, since nobody else has anything to sign in to."""
    for failed in PasswordAttempts.objects.filter(account__is_staff=True, failed_at__isnull=False):
        assert failed.account_id and failed.failed_at
        _record(failed.account_id, failed.failed_at, failed.address)


@transaction.atomic
def _record(account: int, at: datetime.datetime, address: str) -> None:
    """Under the account's lock: another machine's worker does the same."""
    User.objects.select_for_update().get(pk=account)
    if not _OURS.filter(account=account, at__gt=at - WINDOW).exists():
        AuditEntry.objects.create(
            verb=AuditEntry.Verb.FAIL_SIGN_IN, account_id=account, at=at, detail={"address": address}
        )


def forget_addresses() -> None:
    """Takes out of old entries where it came from; that it was stays."""
    _OURS.filter(at__lt=timezone.now() - KEEP_ADDRESSES).exclude(detail={}).update(detail={})
