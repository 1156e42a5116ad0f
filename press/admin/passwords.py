"""Choosing one's own password: by the present one, or by a link that works once. Nobody else's, nowhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from press import publishing
from press.admin.middleware import remember_language
from press.languages import activate_language
from press.models import User


class _SetByVerb(forms.Form):
    user: User

    def save(self, commit: bool = True) -> User:
        return publishing.set_password(self.user, self.cleaned_data["new_password1"], by=self.user)


class OwnPasswordForm(_SetByVerb, AdminPasswordChangeForm):
    pass


class LinkPasswordForm(_SetByVerb, SetPasswordForm):  # type: ignore[type-arg]
    pass


class SignInLinkView(PasswordResetConfirmView):
    """What a sign-in link opens: once, for three days. Every other address gets one and the same page."""

    template_name = "admin/sign_in_link.html"
    form_class = LinkPasswordForm
    success_url = reverse_lazy("admin:login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sent twice at once the second waits, and then finds the link used."""
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def get_user(self, uidb64: str) -> Any:
        """Only who may sign in: the account may have been deactivated since."""
        user = super().get_user(uidb64)
        if user is None or not (user.is_active and user.is_staff):
            return None
        locks = self.request.method == "POST"
        return User.objects.select_for_update().get(pk=user.pk) if locks else user

    def get_form(self, form_class: Any = None) -> Any:
        """A valid link speaks the account's language; any other tells nothing of an account."""
        if self.validlink and self.user:
            activate_language(self.request, self.user.interface_language)
        return super().get_form(form_class)

    def form_valid(self, form: Any) -> HttpResponse:
        """Leads to the sign-in page, which goes on in the account's language."""
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is set. Sign in."))
        remember_language(self.request, response, form.user.interface_language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        title = _("Choose your password") if self.validlink else _("This link opens nothing")
        return {**context, "title": title}
