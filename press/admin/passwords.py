"""Choosing one's own password: by the present one, or by a link that works once. Nobody else's, nowhere."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import (
    INTERNAL_RESET_SESSION_TOKEN,
    PasswordChangeView,
    PasswordResetConfirmView,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from press import publishing
from press.admin.middleware import remember_language
from press.admin.signing_in import refuse
from press.authentication.attempts import Attempt
from press.authentication.devices import remember_device
from press.authentication.sessions import SessionStore
from press.authentication.throttle import LONGEST_WAIT, TooManyAttempts, place_to_hash
from press.languages import activate_language
from press.models import User


class _SetByVerb(forms.Form):
    user: User

    def save(self, commit: bool = True) -> User:
        return publishing.set_password(self.user, self.cleaned_data["new_password1"], by=self.user)


class OwnPasswordForm(_SetByVerb, AdminPasswordChangeForm):
    def clean_old_password(self) -> str:
        """Whoever finds an officer's screen unlocked may not guess here either."""
        old: str = self.cleaned_data["old_password"]
        if not Attempt.at_own_password(self.user).judge(lambda: self.user.check_password(old)):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


class LinkPasswordForm(_SetByVerb, SetPasswordForm):  # type: ignore[type-arg]
    pass


class OwnPasswordView(PasswordChangeView):
    """Django's own page; the verb sets the password."""

    form_class = OwnPasswordForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _in_turn(self, lambda: super(OwnPasswordView, self).post(request, *args, **kwargs))


class SignInLinkView(PasswordResetConfirmView):
    """What a sign-in link opens: once, for three days. Every other address gets one and the same page."""

    template_name = "admin/sign_in_link.html"
    form_class = LinkPasswordForm
    success_url = reverse_lazy("admin:login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A valid link begins a session of its own: in one that somebody planted they would choose too."""
        account, token = self.get_user(kwargs["uidb64"]), kwargs["token"]
        if account and token != self.reset_url_token and self.token_generator.check_token(account, token):
            request.session = SessionStore()  # whose the other one is, keeps it
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only a valid link comes here: the others take nobody's turn."""
        return _in_turn(self, lambda: self._post_once(request, *args, **kwargs))

    @transaction.atomic
    def _post_once(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sent twice at once the second waits, and then finds the link used."""
        assert self.user
        self.user = User.objects.select_for_update().get(pk=self.user.pk)
        token = request.session.get(INTERNAL_RESET_SESSION_TOKEN)
        if not self.token_generator.check_token(self.user, token):
            self.validlink = False
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_user(self, uidb64: str) -> Any:
        """Only who may sign in: the account may have been deactivated since."""
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.is_staff else None

    def get_form(self, form_class: Any = None) -> Any:
        """A valid link speaks the account's language; any other tells nothing of an account."""
        if self.validlink and self.user:
            activate_language(self.request, self.user.interface_language)
        return super().get_form(form_class)

    def form_valid(self, form: Any) -> HttpResponse:
        """Leads to the sign-in page, which goes on in the account's language and knows the device.

        So an officer gets in whose account strangers try to open all the time.
        """
        response = super().form_valid(form)
        remember_device(self.request, form.user)
        messages.success(self.request, _("Your password is set. Sign in."))
        remember_language(self.request, response, form.user.interface_language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        title = _("Choose your password") if self.validlink else _("This link opens nothing")
        return {**context, "title": title}


def _in_turn(page: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answers somebody whom we know, who waits a little for a place to hash; the form says so if in vain."""
    try:
        with place_to_hash(LONGEST_WAIT):
            return answer()
    except TooManyAttempts as refusal:
        return _say_too_many(page, refusal)


def _say_too_many(page: Any, refusal: TooManyAttempts) -> HttpResponse:
    """The form is empty, as ever: no browser is sent a password."""
    form = page.get_form_class()(page.get_form_kwargs()["user"])
    form.cleaned_data = {}
    form.add_error(next(iter(form.fields)), str(refusal))
    response: HttpResponse = page.render_to_response(page.get_context_data(form=form))
    refuse(response, refusal)
    return response
