"""What the sign-in page and the page of the account's own second factor share: codes, passkeys, QR codes."""

import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.util import random_hex

from press import publishing
from press.admin.signing_in import refuse
from press.authentication import passkeys
from press.authentication.second_factor import TooManyCodes
from press.models import AuthenticatorApp, RecoveryCode, User

# The names of what stands for a second factor in a form; each form has one.
CODE_FIELDS = ("code", "recovery_code", "passkey")
# What new ones are called while they are shown (press.authentication.shown_once).
RECOVERY_CODES = "recovery_codes"


@dataclass(frozen=True)
class AppKey:
    """The secret of an app that is being set up, as a page shows it."""

    key: str
    account: User

    @staticmethod
    def make() -> str:
        """Returns a new secret of 160 bits, in hexadecimal digits as django-otp keeps it."""
        return str(random_hex(20))

    @property
    def url(self) -> str:
        """Returns the address that an app on this device opens, and that the QR code says."""
        return str(AuthenticatorApp(user=self.account, key=self.key).config_url)

    @property
    def in_groups(self) -> str:
        return " ".join(re.findall("....", b32encode(bytes.fromhex(self.key)).decode()))

    @property
    def qr_code(self) -> str:
        """Returns the `data:` address of an SVG: black on white in every scheme, as cameras want it."""
        return segno.make(self.url, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def give_second_factor(
    request: HttpRequest, account: User, challenge: dict[str, Any] | None
) -> tuple[Device | None, str]:
    """Returns the account's device that the form proves, else a sentence why not. Raises TooManyCodes."""
    if "passkey" in request.POST:
        said = request.POST["passkey"]
        passkey = challenge and passkeys.verify(request, account, challenge, said)
        return passkey or None, _("The passkey was not accepted. Try it once more, or give a code.")
    if "recovery_code" in request.POST:
        codes = publishing.use_recovery_code(account, request.POST["recovery_code"])
        return codes, _("This is none of your recovery codes, or it was used before.")
    app = publishing.use_code(account, request.POST.get("code", ""))
    return app, _("The code is wrong, or was used before. Wait for the next one and type its six digits.")


def explain_too_many(refusal: TooManyCodes, page: Callable[[str], HttpResponse]) -> HttpResponse:
    """Returns the page with a sentence, as 429 with the seconds to wait."""
    response = page(_in_words(refusal))
    refuse(response, refusal)
    return response


def _in_words(refusal: TooManyCodes) -> str:
    """A mistyped code is no alarm, and waits for a second or two."""
    if not refusal.is_guessing:
        return _wait(refusal.retry_after)
    guessed = _(
        "If it was not you, somebody knows your password: ask the chief editor for a new sign-in link."
    )
    return f"{_wait(refusal.retry_after)} {guessed}"


def _wait(seconds: int) -> str:
    if seconds < 60:
        return ngettext(
            "Wait %(seconds)d second, then give the next code.",
            "Wait %(seconds)d seconds, then give the next code.",
            seconds,
        ) % {"seconds": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many codes were wrong. The next one is looked at in %(minutes)d minute.",
        "Too many codes were wrong. The next one is looked at in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def count_recovery_codes(account: User) -> str:
    """Returns a sentence for who has just used one."""
    left = RecoveryCode.objects.filter(device__user=account).count()
    used = ngettext(
        "You used a recovery code: %(left)d is left.", "You used a recovery code: %(left)d are left.", left
    ) % {"left": left}
    return f"{used} " + _("If the telephone is gone, set up another app on the page “Second factor”.")
