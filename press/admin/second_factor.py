"""The page of an officer's own second factor: set up, replaced, given up; its recovery codes and passkeys."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp_webauthn.models import WebAuthnCredential

from accessibility.origin import safe_next
from press import publishing
from press.admin.second_factor_forms import RECOVERY_CODES, AppKey, explain_too_many, give_second_factor
from press.authentication import passkeys, second_factor, shown_once
from press.authentication.second_factor import TooManyCodes
from press.converters import parse_number
from press.desk.buttons import get_officer
from press.models import AuthenticatorApp, RecoveryCodes, User
from press.publishing import AccountPermissions, Refused

# In the session, while the page is open: the new app's secret, and what the answers of passkeys must fit.
_APP_KEY, _CHALLENGE, _REGISTRATION = "new_app_key", "passkey_challenge", "passkey_registration"
# The verbs that change nothing of the account.
_WITHOUT_CHANGE = {"confirm", "codes-kept"}


class SecondFactorPage:
    """One request for the page. Its forms say what they want by `verb`; a change takes a fresh factor."""

    def __init__(self, request: HttpRequest, each_context: dict[str, Any]) -> None:
        self.request = request
        self.each_context = each_context
        self.officer = get_officer(request)

    def answer(self) -> HttpResponse:
        verbs: dict[str, Callable[[], HttpResponse]] = {
            "confirm": self._confirm,
            "codes-kept": self._leave_codes,
            "set-up": self._set_up,
            "renew-codes": self._renew_codes,
            "add-passkey": self._add_passkey,
            "remove-passkey": self._remove_passkey,
            "remove": self._remove,
        }
        verb = self.request.POST.get("verb", "") if self.request.method == "POST" else ""
        if verb not in verbs:
            return self._page()
        if verb not in _WITHOUT_CHANGE and not self._may_change():
            return self._page(error=_("Ten minutes have passed. Give the second factor once more."))
        try:
            return verbs[verb]()
        except Refused as refused:
            return self._page(error=str(refused))

    def _may_change(self) -> bool:
        """Not somebody at a desk that was left alone: who gave the factor just now, where there is one."""
        return second_factor.is_fresh(self.request) or not second_factor.has_second_factor(self.officer)

    # --- the verbs ---

    def _confirm(self) -> HttpResponse:
        challenge = self.request.session.pop(_CHALLENGE, None)
        try:
            device, wrong = give_second_factor(self.request, self.officer, challenge)
        except TooManyCodes as refusal:
            return explain_too_many(refusal, lambda words: self._page(error=words))
        if device is None:
            return self._page(error=wrong)
        second_factor.remember(self.request, device)
        here = reverse("admin:second_factor")
        return HttpResponseRedirect(safe_next(self.request, self.request.GET.get("next", ""), here))

    def _set_up(self) -> HttpResponse:
        app, codes = publishing.set_up_second_factor(
            self.officer,
            key=self.request.session.get(_APP_KEY) or AppKey.make(),
            code=self.request.POST.get("app_code", ""),
            by=self.officer,
            replace=True,
        )
        self.request.session.pop(_APP_KEY, None)
        self._keep_signed_in(app)
        return self._show_codes(codes)

    def _renew_codes(self) -> HttpResponse:
        codes = publishing.renew_recovery_codes(self.officer, by=self.officer)
        self._keep_signed_in()
        return self._show_codes(codes)

    def _show_codes(self, codes: list[str]) -> HttpResponse:
        """On the page itself, as often as it is loaded, until they are kept."""
        shown_once.seal(self.request, RECOVERY_CODES, codes)
        return self._go_on()

    def _leave_codes(self) -> HttpResponse:
        shown_once.drop(self.request, RECOVERY_CODES)
        return self._go_on()

    def _add_passkey(self) -> HttpResponse:
        state = self.request.session.pop(_REGISTRATION, None)
        said = self.request.POST.get("passkey", "")

        def register() -> WebAuthnCredential:
            passkey = state and passkeys.add(self.request, self.officer, state, said)
            if not passkey:
                raise Refused(_("The passkey was not added. Try it once more."))
            return passkey

        publishing.add_passkey(self.officer, register, by=self.officer)
        self._keep_signed_in()
        return self._go_on(_("The passkey is added: it stands in for the app's code."))

    def _remove_passkey(self) -> HttpResponse:
        number = parse_number(self.request.POST.get("number", ""))
        publishing.remove_passkey(self.officer, number or 0, by=self.officer)
        self._keep_signed_in()
        return self._go_on(_("The passkey opens nothing any more."))

    def _remove(self) -> HttpResponse:
        publishing.remove_second_factor(self.officer, by=self.officer)
        second_factor.forget(self.request)
        self._keep_signed_in()
        return self._go_on(_("From now on the password alone opens your account."))

    def _keep_signed_in(self, device: Device | None = None) -> None:
        """Here alone: the change has ended all sessions."""
        update_session_auth_hash(self.request, self.officer)
        if device:
            second_factor.remember(self.request, device)

    def _go_on(self, said: str = "") -> HttpResponse:
        if said:
            messages.success(self.request, said)
        return HttpResponseRedirect(reverse("admin:second_factor"))

    # --- the page ---

    def _page(self, *, error: str = "") -> HttpResponse:
        recovery_codes = None if error else shown_once.unseal(self.request, RECOVERY_CODES)
        context = {"title": _("Second factor"), "error": error, "recovery_codes": recovery_codes}
        if not recovery_codes:
            context |= self._state()
        return TemplateResponse(self.request, "admin/second_factor.html", {**self.each_context, **context})

    def _state(self) -> dict[str, Any]:
        """What the page says of the account, and what its forms need."""
        app = AuthenticatorApp.objects.filter(user=self.officer).first()
        may_change = self._may_change()
        codes = RecoveryCodes.objects.filter(user=self.officer).first()
        return {
            "has_app": app is not None,
            "since": app and app.created_at,
            "codes_left": codes.codes.count() if codes else 0,
            "may_change": may_change,
            "with_recovery_code": "recovery_code" in self.request.POST,
            "is_required": second_factor.is_required_of(self.officer),
            "may_remove": AccountPermissions(self.officer, self.officer).can_remove_second_factor(),
            "app": self._new_app() if may_change else None,
            "app_was_refused": self.request.POST.get("verb") == "set-up",
            **self._passkeys(may_change=may_change, has_app=app is not None),
        }

    def _new_app(self) -> AppKey:
        key = self.request.session.setdefault(_APP_KEY, AppKey.make())
        return AppKey(key, self.officer)

    def _passkeys(self, *, may_change: bool, has_app: bool) -> dict[str, Any]:
        found: dict[str, Any] = {
            "passkeys_are_possible": passkeys.are_possible(self.request),
            "passkeys": WebAuthnCredential.objects.filter(user=self.officer).order_by("pk"),
        }
        if may_change and has_app and passkeys.are_possible(self.request):
            found["new_passkey_options"], state = passkeys.begin_adding(self.request, self.officer)
            self.request.session[_REGISTRATION] = state
        elif has_app and passkeys.are_usable(self.request, self.officer):
            found["passkey_options"], state = passkeys.begin_verifying(self.request, self.officer)
            self.request.session[_CHALLENGE] = state
        return found


def second_factor_view(request: HttpRequest, each_context: dict[str, Any]) -> HttpResponse:
    return SecondFactorPage(request, each_context).answer()


def ask_once_more(request: HttpRequest, back: str) -> HttpResponseRedirect:
    """Leads to the page's form for who is signed in to give the factor, and from there to `back`."""
    messages.warning(request, _("Give the second factor once more, then press the button again."))
    return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{urlencode({'next': back})}")


def remove_another_view(request: HttpRequest, account: User) -> None:
    """Takes the lost factor from another officer's account, and says what follows."""
    try:
        publishing.remove_second_factor(account, by=get_officer(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        required = second_factor.is_required_of(account)
        said = (
            _("The second factor of %(name)s is removed; with the password they set up another.")
            if required
            else _("The second factor of %(name)s is removed; the password alone now opens the account.")
        )
        messages.success(request, said % {"name": account})
