"""Who works here. The forms read and judge what was typed; only press.publishing.accounts writes it."""

import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Group
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from press import publishing
from press.admin.base import PressModelAdmin
from press.admin.second_factor import ask_once_more, remove_another_view
from press.authentication import second_factor, shown_once
from press.authentication.second_factor import is_asked_once_more
from press.converters import parse_number
from press.desk.buttons import get_officer
from press.desk.fields import MomentField, VersionField, format_time, validate_in_reach
from press.desk.widgets import LanguageSelect, language_choices
from press.languages import Language
from press.models import Session, User
from press.publishing import AccountPermissions, Outdated, Refused, account_permissions, four_eyes
from press.publishing.groups import AUTHOR, CHIEF_EDITOR, EDITOR

_GROUPS = {
    AUTHOR: pgettext_lazy("group of officers", "author"),
    EDITOR: pgettext_lazy("group of officers", "editor"),
    CHIEF_EDITOR: pgettext_lazy("group of officers", "chief editor"),
}

_ONLY_ASCII = _("Use Latin letters without accents, digits and @ . + - _ only.")


def group_in_words(name: str) -> str | Promise:
    return _GROUPS.get(name, name)


class GroupFilter(admin.SimpleListFilter):
    title = _("group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(group.pk), group_in_words(group.name)) for group in Group.objects.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        number = parse_number(self.value() or "")
        return queryset.filter(groups=number) if number else queryset


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    languages = forms.MultipleChoiceField(
        label=_("Languages read"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=Language.values,
        help_text=_("Nobody approves a release in a language that they do not read."),
    )
    version = VersionField()
    # Whether who is signed in has not given the second factor just now (`AccountAdmin.get_form`).
    asks_second_factor = False

    class Meta:
        model = User
        fields = (*publishing.accounts.FIELDS, "groups")
        field_classes = {"username": UsernameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        else:
            del self.fields["version"]

    def clean_username(self) -> str:
        """Names that differ by capitals alone, or by a letter of another script, look like one another."""
        username: str = self.cleaned_data["username"]
        if username != self.instance.username:
            ASCIIUsernameValidator(message=_ONLY_ASCII)(username)
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise self.instance.unique_error_message(User, ("username",))
        return username

    def clean(self) -> dict[str, Any]:
        """Others' changes are shown before they are overwritten: saving once more is done knowingly."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        version = data.get("version")
        if version is not None and version != self.instance.version:
            self._carry_current_version()
            if changed := publishing.accounts.changed_fields(self.instance, **_without_version(data)):
                self.add_error(None, self._explain_outdated(version, changed))
        if self.asks_second_factor and self._says_who_may_what(data):
            self.add_error(None, _explain_second_factor())
        return data

    def _says_who_may_what(self, data: dict[str, Any]) -> bool:
        """Whether it makes the account, or changes its standing."""
        if self.instance.pk is None:
            return True
        changed = publishing.accounts.changed_fields(self.instance, **_without_version(data))
        return not publishing.accounts.STANDING.isdisjoint(changed)

    def _carry_current_version(self) -> None:
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("version")] = str(self.instance.version)
        self.data = typed

    def _explain_outdated(self, version: int, changed: list[str]) -> str:
        labels = ", ".join(capfirst(str(self.fields[name].label)) for name in changed)
        puts = gettext("Saving now puts this in place: %(fields)s.") % {"fields": labels}
        return f"{Outdated.account(self.instance, version)} {puts}"


class DutyForm(forms.Form):
    """From when until when an officer is the duty editor."""

    starts_at = MomentField(label=_("From"), required=False, help_text=_("Empty: from now on."))
    ends_at = MomentField(label=_("Until"))
    version = VersionField()

    def clean_starts_at(self) -> datetime.datetime:
        return self._in_reach("starts_at") if self.cleaned_data["starts_at"] else timezone.now()

    def clean_ends_at(self) -> datetime.datetime:
        if self.cleaned_data["ends_at"] <= timezone.now():
            raise forms.ValidationError(gettext("The duty must end after it begins, and after now."))
        return self._in_reach("ends_at")

    def _in_reach(self, name: str) -> datetime.datetime:
        moment: datetime.datetime = self.cleaned_data[name]
        validate_in_reach(moment)
        return moment


def _explain_second_factor() -> SafeString:
    """In a tab of its own, so that nothing typed here is lost."""
    link = format_html(
        '<a href="{}" target="_blank">{}</a>',
        reverse("admin:second_factor"),
        gettext("Give the second factor once more (in a new tab)."),
    )
    return format_html("{} {}", link, gettext("Then save here: all that you typed is still in the form."))


def _without_version(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "version"}


@admin.register(User)
class AccountAdmin(PressModelAdmin):
    form = AccountForm
    list_display = ["username", "whole_name", "groups_in_words", "language_in_words", "active_in_words"]
    list_filter = [GroupFilter, "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    actions = None
    readonly_fields = (
        "last_seen",
        "here_since",
        "set_up_by",
        "duty_in_words",
        "active_in_words",
        "groups_in_words",
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Of one's own account, and of one that is only looked at, the standing is words."""
        work = ("languages", "interface_language")
        who = (_("Who it is"), {"fields": ("first_name", "last_name", "email")})
        if obj is None:
            return ((None, {"fields": ("username",)}), who, (_("Work"), {"fields": ("groups", *work)}))
        may = bool(AccountPermissions(obj, get_officer(request)).can_change_standing())
        active, groups = ("is_active", "groups") if may else ("active_in_words", "groups_in_words")
        return (
            (None, {"fields": ("username", active)}),
            who,
            (_("Work"), {"fields": (groups, *work)}),
            (_("Records"), {"fields": ("last_seen", "here_since", "set_up_by", "duty_in_words")}),
        )

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:  # type: ignore[type-arg]
        """Asks for the second factor once more where a desk that was left alone would open an account."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.asks_second_factor = is_asked_once_more(request, get_officer(request))
        return cast("type[forms.ModelForm]", form)  # type: ignore[type-arg]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "interface_language":
            kwargs["widget"] = LanguageSelect
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups are boxes to tick: Django wraps them as if more could be added, and speaks of a key."""
        if db_field.name == "groups":
            offered = account_permissions.groups_to_give(get_officer(request))
            kwargs["queryset"] = Group.objects.filter(pk__in=[group.pk for group in offered]).order_by("pk")
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
            field.label_from_instance = lambda group: group_in_words(group.name)
            field.help_text = ""
        return field

    # --- in words ---

    @admin.display(description=_("name"), ordering="last_name", empty_value="")
    def whole_name(self, officer: User) -> str:
        return officer.get_full_name()

    @admin.display(description=_("group"))
    def groups_in_words(self, officer: User) -> str:
        return ", ".join(str(group_in_words(group.name)) for group in officer.groups.all())

    @admin.display(description=_("language of the admin"), ordering="interface_language")
    def language_in_words(self, officer: User) -> SafeString:
        """In its own name, which says its language (WCAG 3.1.2)."""
        language = officer.interface_language
        return format_html('<span lang="{}">{}</span>', language, officer.get_interface_language_display())

    @admin.display(description=_("account"), ordering="is_active")
    def active_in_words(self, officer: User) -> str | Promise:
        """Whole words: on a phone no heading of a column stands above them."""
        return _("may sign in") if officer.is_active else _("deactivated")

    @admin.display(description=_("last signed in (Astana time)"))
    def last_seen(self, officer: User) -> SafeString:
        return format_time(officer.last_login) or SafeString("–")

    @admin.display(description=_("here since (Astana time)"))
    def here_since(self, officer: User) -> SafeString:
        return format_time(officer.date_joined)

    @admin.display(description=_("set up by"))
    def set_up_by(self, officer: User) -> str:
        return four_eyes.explain_keyholders(officer)

    @admin.display(description=_("duty editor (Astana time)"))
    def duty_in_words(self, officer: User) -> SafeString:
        if officer.duty_until is None or officer.duty_until <= timezone.now():
            return SafeString("–")
        return format_html("{} – {}", format_time(officer.duty_from), format_time(officer.duty_until))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    # --- who may what ---

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(account_permissions.can_make_account(get_officer(request)))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return bool(AccountPermissions(obj, get_officer(request)).can_change())

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Left staff are deactivated: the audit names them."""
        return False

    # --- the verbs ---

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> User:
        """The verb saves all of it: Django's own ways past it are closed below."""
        officer = get_officer(request)
        try:
            if change:
                return publishing.change_account(form.instance, by=officer, **form.cleaned_data)
            return publishing.make_account(by=officer, **form.cleaned_data)
        except Outdated:  # since the form was judged: PressModelAdmin judges it once more
            raise
        except Refused as refused:  # the form offered it, so it has changed meanwhile
            raise PermissionDenied(str(refused)) from refused

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """`save_form` has."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """`save_form` has."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Leads to the audit: Django's own page knows nothing of links, passwords and vouching."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        audit = reverse("admin:press_auditentry_changelist")
        return HttpResponseRedirect(f"{audit}?{urlencode({'account': object_id})}")

    def response_add(self, request: HttpRequest, obj: User, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leads to the account's page, where its sign-in link is issued."""
        messages.success(
            request,
            gettext("The account is made. %(name)s signs in by a link: issue it here.") % {"name": obj},
        )
        return HttpResponseRedirect(_page_of(obj))

    def get_urls(self) -> list[URLPattern]:
        private = self.admin_site.admin_view
        own = [
            path("vouch/", private(self.waiting_view), name="press_user_waiting"),
            path("<int:pk>/vouch/", private(require_POST(self.vouch_view)), name="press_user_vouch"),
            path(
                "<int:pk>/second-factor/",
                private(require_POST(self.remove_second_factor_view)),
                name="press_user_second_factor",
            ),
            path("<int:pk>/link/", private(self.link_view), name="press_user_link"),
            path("<int:pk>/duty/", private(require_POST(self.duty_view)), name="press_user_duty"),
            path("<int:pk>/sessions/", private(require_POST(self.sessions_view)), name="press_user_sessions"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if account := kwargs.get("obj"):
            asked = context["permissions"] = AccountPermissions(account, get_officer(request))
            # One's own have pages of their own.
            own = account == get_officer(request)
            if not own and asked.can_end_sessions():
                context["sessions"] = Session.objects.alive().filter(account=account)
            context["may_remove_second_factor"] = not own and asked.can_remove_second_factor()
            if asked.can_give_duty():
                context["duty"] = DutyForm(request.GET if "ends_at" in request.GET else None)
            context["factor_is_required"] = second_factor.is_required_of(account)
        else:  # a new one leads to its page whatever the button, to its link
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Issues a link and shows it, until its issuer goes on: in their session alone, sealed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        if request.method != "POST":
            return self._show_link(request, account)
        if "handed_over" in request.POST:
            shown_once.drop(request, _link_of(account))
            return HttpResponseRedirect(_page_of(account))
        if is_asked_once_more(request, get_officer(request)):
            return ask_once_more(request, _page_of(account))
        try:
            link = publishing.issue_sign_in_link(account, by=get_officer(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(_page_of(account))
        address = reverse("admin:sign_in_link", args=[link.uid, link.token])
        shown_once.seal(request, _link_of(account), [address, link.valid_until.isoformat()])
        return HttpResponseRedirect(request.path)

    def _show_link(self, request: HttpRequest, account: User) -> HttpResponseBase:
        shown = shown_once.unseal(request, _link_of(account))
        if shown is None:
            return HttpResponseRedirect(_page_of(account))
        address, valid_until = shown
        return self._page(
            request,
            "link",
            gettext("Sign-in link"),
            account=account,
            address=request.build_absolute_uri(address),
            valid_until=datetime.datetime.fromisoformat(valid_until),
        )

    def sessions_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Signs an officer out, wherever it is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        try:
            publishing.end_all_sessions(account, by=get_officer(request))
            messages.success(request, gettext("All sessions of %(name)s have ended.") % {"name": account})
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(_page_of(account))

    def duty_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Makes an editor the duty editor, or ends it; what was typed and refused stands there again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        if is_asked_once_more(request, get_officer(request)):
            return ask_once_more(request, _page_of(account))
        form = DutyForm(request.POST)
        try:
            if "end" in request.POST:
                publishing.end_duty(account, by=get_officer(request))
            elif form.is_valid():
                publishing.give_duty(account, by=get_officer(request), **form.cleaned_data)
            else:
                return _show_duty_again(account, form)
        except Refused as refused:
            messages.error(request, str(refused))
            return _show_duty_again(account, form)
        messages.success(request, gettext("The duty of %(name)s is changed.") % {"name": account})
        return HttpResponseRedirect(_page_of(account))

    def remove_second_factor_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        if is_asked_once_more(request, get_officer(request)):
            return ask_once_more(request, _page_of(account))
        remove_another_view(request, account)
        return HttpResponseRedirect(_page_of(account))

    def waiting_view(self, request: HttpRequest) -> HttpResponseBase:
        """Every officer may vouch, also those who see no accounts: here they see the names alone."""
        accounts = four_eyes.accounts_to_vouch_for(get_officer(request)).prefetch_related("keyholders")
        return self._page(request, "waiting", gettext("Accounts to vouch for"), accounts=accounts)

    def vouch_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        officer = get_officer(request)
        # Who sees no accounts is not told which ones there are, but for those that wait.
        known = (
            User.objects if self.has_view_permission(request) else four_eyes.accounts_to_vouch_for(officer)
        )
        account = get_object_or_404(known, pk=pk)
        try:
            publishing.vouch_for(account, by=officer)
            messages.success(request, gettext("You vouched for the account of %(name)s.") % {"name": account})
        except Refused as refused:
            messages.error(request, str(refused))
        sees_it = self.has_view_permission(request, account)
        return HttpResponseRedirect(_page_of(account) if sees_it else reverse("admin:press_user_waiting"))

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> TemplateResponse:
        known = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/press/user/{name}.html", {**known, **context})


def _page_of(account: User) -> str:
    return reverse("admin:press_user_change", args=[account.pk])


def _show_duty_again(account: User, form: DutyForm) -> HttpResponseRedirect:
    """Leads to the account's page with what was typed."""
    typed = {name: form[name].value() or "" for name in ("starts_at", "ends_at")}
    return HttpResponseRedirect(f"{_page_of(account)}?{urlencode(typed)}#duty-heading")


def _link_of(account: User) -> str:
    """Returns the name under which its link is shown once."""
    return f"sign_in_link_{account.pk}"
