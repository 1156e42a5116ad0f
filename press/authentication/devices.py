"""Devices that somebody has signed in with: known by a signed cookie, which names the accounts.

A stranger who exhausts the attempts of an account shuts out other strangers, not its officer: a known device
has a count of its own. It opens nothing by itself: name, password and second factor are asked for as ever.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.http.cookie import parse_cookie

from press.models import User

COOKIE = "device"
# Seconds; longer than any leave.
LIFETIME = 365 * 24 * 60 * 60
# Of the accounts that share one computer those who signed in last are known.
_MOST_ACCOUNTS = 8

_signer = signing.TimestampSigner(salt="press.device")


@dataclass(frozen=True, slots=True)
class Device:
    """`name` is random; `accounts` has the device_version that each account had then, the last one last."""

    name: str
    accounts: dict[int, int]

    @classmethod
    def read(cls, cookies: Mapping[str, str]) -> Self | None:
        """Returns the device that these cookies prove; None where they prove none."""
        written = cookies.get(COOKIE)
        if not written:
            return None
        try:
            name, accounts = _signer.unsign_object(written, max_age=LIFETIME)
        except (signing.BadSignature, ValueError):
            return None
        return cls(name, dict(accounts))

    def written(self) -> str:
        """Returns the value of the cookie."""
        return _signer.sign_object([self.name, list(self.accounts.items())])

    def knows(self, account: User | None) -> bool:
        """Returns whether that account signed in here, and its devices were not forgotten since."""
        return account is not None and self.accounts.get(account.pk) == account.device_version

    def knowing(self, account: User) -> Self:
        """Returns this device with one account more."""
        others = {key: version for key, version in self.accounts.items() if key != account.pk}
        newest = list(others.items())[1 - _MOST_ACCOUNTS :]
        return type(self)(self.name, dict(newest) | {account.pk: account.device_version})


def is_known_device(environ: Mapping[str, Any]) -> bool:
    """Returns whether anybody has ever signed in from there, as far as the cookie says: asks no database."""
    header: str = environ.get("HTTP_COOKIE", "")
    return f"{COOKIE}=" in header and Device.read(parse_cookie(header)) is not None


def forget_devices(account: User) -> None:
    """Makes every device a stranger's to the account, until it signs in there again."""
    User.objects.filter(pk=account.pk).update(device_version=F("device_version") + 1)
    account.refresh_from_db(fields=["device_version"])


def remember_device(request: HttpRequest, account: User) -> None:
    """Has the answer to this request make the device known to the account (`KnownDeviceMiddleware`)."""
    request.device_of = account  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Sets the cookie where somebody has signed in by this request."""
    account: User | None = getattr(request, "device_of", None)
    if account is None:
        return
    device = Device.read(request.COOKIES) or Device(secrets.token_urlsafe(12), {})
    response.set_cookie(
        COOKIE,
        device.knowing(account).written(),
        max_age=LIFETIME,
        path="/admin/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def connect_signals() -> None:
    """Has a device remembered once somebody has signed in there, with all that is asked for."""
    user_logged_in.connect(_remember, dispatch_uid="press.device")


def _remember(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is not None:
        remember_device(request, user)
