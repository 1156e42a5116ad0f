"""What proves, beside the password, that it is the officer: an app's codes, and recovery codes.

The secrets of apps are kept as django-otp keeps them; of recovery codes there are only digests.
"""

import hashlib
import re
import secrets
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from press.models.users import User

# Whoever knows the password could shut the officer out with wrong codes: django-otp doubles the wait after
# each and never ends. After so many it stays at 68 minutes: some 20 codes a day, of a million.
MOST_FAILURES = 13


class _BoundedThrottle:
    throttling_failure_count: int

    def throttle_increment(self, commit: bool = True) -> None:
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_FAILURES - 1)
        super().throttle_increment(commit)  # type: ignore[misc]  # of django-otp's ThrottlingMixin


class AuthenticatorApp(_BoundedThrottle, TOTPDevice):
    """An app that gives a code every thirty seconds (RFC 6238). An account has one at most."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")


class RecoveryCodes(_BoundedThrottle, TimestampMixin, ThrottlingMixin, Device):
    """The codes of one account for the day on which its telephone is gone; each works once.

    A device of ours, since django-otp's own keeps the codes themselves.
    """

    # Crockford's alphabet: no letter or digit in it is taken for another when it is written down.
    ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    _READ_AS = str.maketrans("OIL", "011")
    COUNT = 10
    LENGTH = 16  # 80 bits: out of reach of guessing, also for who has the digests

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="recovery_codes")

    class Meta:
        default_permissions = ()
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")

    @classmethod
    def make(cls, account: User) -> tuple[Self, list[str]]:
        """Returns new codes of the account, and the only time what they are. Those before end."""
        cls.objects.filter(user=account).delete()
        device = cls.objects.create(user=account, name="recovery")
        codes = [cls._random_code() for _code in range(cls.COUNT)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(device=device, digest=device.digest(code)) for code in codes
        )
        return device, codes

    def verify_token(self, token: str) -> bool:
        """Returns whether it is one of the codes, and uses it up. Call it with the device's row locked."""
        if not self.verify_is_allowed()[0]:
            return False
        used, _of_each = self.codes.filter(digest=self.digest(token)).delete()
        if used:
            self.throttle_reset(commit=False)
            self.set_last_used_timestamp()
        else:
            self.throttle_increment()
        return bool(used)

    def digest(self, code: str) -> str:
        """Returns what is kept of a code, however it was typed: in small letters, with spaces, O for 0.

        A fast hash is enough where the secret is random; the account's number keeps two accounts apart.
        """
        plain = re.sub(r"[\W_]", "", code).upper().translate(self._READ_AS)
        return hashlib.sha256(f"{self.user_id} {plain}".encode()).hexdigest()

    def get_throttle_factor(self) -> int:
        return 1

    @classmethod
    def _random_code(cls) -> str:
        code = "".join(secrets.choice(cls.ALPHABET) for _letter in range(cls.LENGTH))
        return "-".join(re.findall("....", code))


class RecoveryCode(models.Model):
    """One code that was not used yet."""

    device = models.ForeignKey(RecoveryCodes, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["device", "digest"], name="recovery_code_is_there_once")
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.digest[:8]}"
