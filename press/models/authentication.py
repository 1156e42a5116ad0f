"""What signing in keeps, and what is counted of those who try."""

import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SessionQuerySet(models.QuerySet["Session"]):
    def alive(self) -> "SessionQuerySet":
        """Those that have not reached their length, nor were left alone for too long."""
        return self.filter(_is_alive())

    def over(self) -> "SessionQuerySet":
        """Those that have."""
        return self.exclude(_is_alive())


def _is_alive() -> Q:
    now = timezone.now()
    idle = datetime.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return Q(expire_date__gt=now, last_used__gt=now - idle)


class Session(AbstractBaseSession):
    """A browser in which somebody has signed in, or begun to.

    `session_key` is a hash of what the browser's cookie holds, so a copy of the table opens no session. Of
    the browser there are two words, and nothing of where it is. `expire_date` is set when it begins.
    """

    # None: nobody has signed in there yet.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    began = models.DateTimeField(default=timezone.now)
    # To the minute.
    last_used = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=60, blank=True)

    objects = SessionQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()
        ordering = ["-last_used", "-began"]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


class PasswordAttempts(models.Model):
    """Passwords tried for one name, from one address or from one device, in the hour since the first.

    Or right ones whose second factor was not given (`Attempt.hold`): `account`, and no `failed_at`.
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
