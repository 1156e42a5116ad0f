"""Signing in: name and password, then the second factor, at one address. Only with both is anybody signed in.

The password makes a pending sign-in (press.authentication.pending) and nothing more; the pages after it are
answers of the same view, so what was typed at a change page (press.desk.kept) is carried through all of them.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from press import publishing
from press.admin.second_factor_forms import (
    CODE_FIELDS,
    RECOVERY_CODES,
    AppKey,
    count_recovery_codes,
    explain_too_many,
    give_second_factor,
)
from press.authentication import passkeys, pending, second_factor, shown_once
from press.authentication.pending import PendingSignIn
from press.authentication.second_factor import TooManyCodes
from press.languages import activate_language
from press.models import RecoveryCodes
from press.publishing import Refused

# What the pages of the second step send; with none of it a form is one of name and password.
_OF_SECOND_STEP = {*CODE_FIELDS, "app_code", "codes_kept", "somebody_else"}


class SignInView(LoginView):
    """Django's, with a second step where one is asked of the account."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the step at which one is: the display's form, for one, leads back here."""
        if signing_in := pending.find(request):
            return self._answer_pending(signing_in, self._page_of_step)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _OF_SECOND_STEP.intersection(request.POST):
            return super().post(request, *args, **kwargs)
        if "somebody_else" in request.POST:
            request.session.flush()
            return self._page_of_password()
        if signing_in := pending.find(request):
            return self._answer_pending(signing_in, self._take_step)
        messages.warning(request, _("Ten minutes have passed since the password. Sign in once more."))
        return self._page_of_password()

    def form_valid(self, form: Any) -> HttpResponse:
        account = form.get_user()
        if not second_factor.is_asked_of(account):
            return super().form_valid(form)
        pending.begin(self.request, account, account.backend)
        signing_in = pending.find(self.request)
        assert signing_in is not None
        return self._answer_pending(signing_in, self._page_of_step)

    def _page_of_password(self) -> HttpResponse:
        """Without what was sent: it was not meant for this form."""
        form = self.get_form_class()(self.request)
        return self.render_to_response(self.get_context_data(form=form))

    # --- the second step ---

    def _answer_pending(
        self, signing_in: PendingSignIn, answer: Callable[[PendingSignIn], HttpResponse]
    ) -> HttpResponse:
        """In the language of the account, whose password was given."""
        activate_language(self.request, signing_in.account.interface_language)
        return answer(signing_in)

    def _page_of_step(self, signing_in: PendingSignIn) -> HttpResponse:
        if signing_in.proved:
            return self._page_of_recovery_codes(signing_in)
        if second_factor.has_second_factor(signing_in.account):
            return self._page_of_code(signing_in)
        return self._page_of_set_up(signing_in)

    def _take_step(self, signing_in: PendingSignIn) -> HttpResponse:
        if signing_in.proved:
            device = second_factor.find_device(signing_in.account, signing_in.proved)
            kept = device and "codes_kept" in self.request.POST
            return self._complete(signing_in, device) if kept else self._page_of_step(signing_in)
        if second_factor.has_second_factor(signing_in.account):
            return self._take_code(signing_in)
        return self._set_up(signing_in)

    def _take_code(self, signing_in: PendingSignIn) -> HttpResponse:
        try:
            device, wrong = give_second_factor(self.request, signing_in.account, signing_in.challenge)
        except TooManyCodes as refusal:
            return explain_too_many(refusal, lambda words: self._page_of_code(signing_in, error=words))
        return self._complete(signing_in, device) if device else self._page_of_code(signing_in, error=wrong)

    def _set_up(self, signing_in: PendingSignIn) -> HttpResponse:
        account = signing_in.account
        try:
            app, codes = publishing.set_up_second_factor(
                account, key=signing_in.app_key, code=self.request.POST.get("app_code", ""), by=account
            )
        except Refused as refused:
            return self._page_of_step_with(signing_in, str(refused))
        pending.note(self.request, account, proved=app.persistent_id)
        shown_once.seal(self.request, RECOVERY_CODES, codes)
        return self._page_of_recovery_codes(signing_in)

    def _page_of_step_with(self, signing_in: PendingSignIn, error: str) -> HttpResponse:
        """Another browser may have set it up meanwhile."""
        if second_factor.has_second_factor(signing_in.account):
            return self._page_of_code(signing_in, error=error)
        return self._page_of_set_up(signing_in, error=error)

    def _complete(self, signing_in: PendingSignIn, device: Any) -> HttpResponse:
        shown_once.drop(self.request, RECOVERY_CODES)
        pending.complete(self.request, signing_in, device)
        if isinstance(device, RecoveryCodes):
            messages.warning(self.request, count_recovery_codes(signing_in.account))
        return HttpResponseRedirect(self.get_success_url())

    # --- the pages ---

    def _page_of_code(self, signing_in: PendingSignIn, **context: Any) -> HttpResponse:
        options = None
        if passkeys.are_usable(self.request, signing_in.account):
            options, challenge = passkeys.begin_verifying(self.request, signing_in.account)
            pending.note(self.request, signing_in.account, challenge=challenge)
        title = _("Second factor")
        return self._page(signing_in, "code", title, passkey_options=options, **context)

    def _page_of_set_up(self, signing_in: PendingSignIn, **context: Any) -> HttpResponse:
        key = signing_in.app_key or AppKey.make()
        pending.note(self.request, signing_in.account, app_key=key)
        app = AppKey(key, signing_in.account)
        return self._page(signing_in, "set_up", _("Set up the second factor"), app=app, **context)

    def _page_of_recovery_codes(self, signing_in: PendingSignIn) -> HttpResponse:
        """No other address: what was typed at a change page would be lost on the way there."""
        codes = shown_once.unseal(self.request, RECOVERY_CODES)
        return self._page(signing_in, "recovery_codes", _("Recovery codes"), recovery_codes=codes)

    def _page(self, signing_in: PendingSignIn, step: str, title: str, **context: Any) -> HttpResponse:
        known = self.get_context_data(form=None)
        more = {"step": step, "title": title, "account": signing_in.account, "error": "", **context}
        more["with_recovery_code"] = "recovery_code" in self.request.POST
        return TemplateResponse(self.request, "admin/second_step.html", {**known, **more})
