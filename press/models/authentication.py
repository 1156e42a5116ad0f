"""What is counted of those who try to sign in."""

from django.conf import settings
from django.db import models


class PasswordAttempts(models.Model):
    """Passwords tried for one name, from one address or from one device, in the hour since the first.

    None of them is named: `key` and `address` are keyed hashes (press.authentication.attempts).
    """

    key = models.CharField(max_length=32, primary_key=True)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveSmallIntegerField(default=0)
    # Of the last wrong one, for the audit. No account: there is none of that name.
    failed_at = models.DateTimeField(null=True)
    # No constraint: to check it takes a lock on the account's row, and a time that tells that there is one.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    address = models.CharField(max_length=32, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
