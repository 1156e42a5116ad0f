"""The form of the sign-in page, and how it says that nobody may try just now."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from press.authentication.attempts import MOST_ATTEMPTS
from press.authentication.throttle import TRY_AGAIN, TooManyAttempts


class SignInForm(AdminAuthenticationForm):
    """Django's own. What was refused unread is an error of the form, which keeps all but the password."""

    refusal: TooManyAttempts | None = None

    def get_invalid_login_error(self) -> ValidationError:
        """Returns one sentence, whether or not there is such an account."""
        words = _(
            "The name or the password is wrong. Capitals count. After %(most)d wrong ones within an hour you "
            "have to wait."
        )
        return ValidationError(words, code="invalid_login", params={"most": MOST_ATTEMPTS})

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """The backend gives nobody else; were there one, they heard the same."""
        if not (user.is_active and getattr(user, "is_staff", False)):
            raise self.get_invalid_login_error()

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except TooManyAttempts as refusal:
            self.refusal = refusal
            raise ValidationError(_in_words(refusal), code="throttled") from refusal


def _in_words(refusal: TooManyAttempts) -> str:
    if refusal.retry_after <= TRY_AGAIN:
        return str(refusal)
    way_in = _(
        "If they were not yours, sign in on a computer where you have signed in before, or ask the chief "
        "editor for a new sign-in link."
    )
    return f"{refusal} {way_in}"


def say_too_many(response: HttpResponseBase) -> HttpResponseBase:
    """Returns the sign-in page with 429 and Retry-After, where it was refused; any other answer as it is."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if refusal := getattr(form, "refusal", None):
        refuse(response, refusal)
        response._has_been_logged = True  # type: ignore[attr-defined]  # with more than Django knows
    return response


def refuse(response: HttpResponseBase, refusal: TooManyAttempts) -> None:
    response.status_code = refusal.status
    response["Retry-After"] = str(refusal.retry_after)
