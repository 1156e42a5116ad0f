"""Who works in the press room."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from press.languages import Language
from press.text.fields import CharField, EmailField


def every_language() -> list[str]:
    return list(Language.values)


class User(AbstractUser):
    """An officer of the press service. Left staff are deactivated, never deleted: the audit names them."""

    # As Django has them, but clean: names stand in the audit and in lists.
    first_name = CharField(_("first name"), max_length=150, blank=True)
    last_name = CharField(_("last name"), max_length=150, blank=True)
    email = EmailField(_("email address"), blank=True)
    interface_language = models.CharField(
        _("language of the admin"), max_length=2, choices=Language, default=Language.KK
    )
    languages = models.JSONField(
        _("languages read"),
        default=every_language,
        blank=True,
        help_text=_("Nobody approves a release in a language that they do not read."),
    )
    # Moved by press.publishing.change_account: an older form overwrites nothing unseen.
    version = models.PositiveIntegerField(default=1, editable=False)

    # While this officer is the duty editor, who may publish without a second person. Written by
    # press.publishing.accounts alone; decided by time alone, as what is public is.
    duty_from = models.DateTimeField(_("duty editor from"), null=True, editable=False)
    duty_until = models.DateTimeField(_("duty editor until"), null=True, editable=False)

    # Moved by press.authentication.sessions.end_sessions.
    session_version = models.PositiveIntegerField(default=1, editable=False)
    # Moved by press.authentication.devices.forget_devices.
    device_version = models.PositiveIntegerField(default=1, editable=False)

    # Both are written by press.publishing.accounts alone; what follows from them: press.publishing.four_eyes.
    # Who could know how to sign in as this account: who made it or handed out a link to it, and their own
    # keyholders at that time.
    keyholders: "models.ManyToManyField[User, Any]" = models.ManyToManyField(
        "self", symmetrical=False, editable=False, related_name="+", verbose_name=_("set up by")
    )
    # Those of the keyholders who have been so ever since the account was made.
    makers: "models.ManyToManyField[User, Any]" = models.ManyToManyField(
        "self", symmetrical=False, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.CheckConstraint(
                name="user_duty_from_before_until",
                condition=Q(duty_from=None, duty_until=None) | Q(duty_from__lt=F("duty_until")),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    @property
    def name_and_username(self) -> str:
        """Returns who it is beyond doubt: a name may be chosen as another's, a username is there once."""
        return " · ".join(filter(None, (self.get_full_name(), self.get_username())))

    def get_session_auth_hash(self) -> str:
        """Returns what a session was opened with: where it is another now, Django ends the session."""
        return self._of_this_version(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for of_an_older_key in super().get_session_auth_fallback_hash():
            yield self._of_this_version(of_an_older_key)

    def _of_this_version(self, of_password: str) -> str:
        return salted_hmac(
            "press.session", f"{of_password} {self.session_version}", algorithm="sha256"
        ).hexdigest()

    def is_on_duty(self, at: datetime.datetime | None = None) -> bool:
        """Whether this officer is the duty editor at that moment (default: now)."""
        if self.duty_from is None or self.duty_until is None:
            return False
        return self.duty_from <= (at or timezone.now()) < self.duty_until

    def can_read(self, language: str) -> bool:
        return language in self.languages
