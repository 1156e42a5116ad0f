"""Who works here, and who did what."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    SetUnusablePasswordMixin,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from press.admin.base import PressModelAdmin
from press.desk.fields import format_time
from press.desk.widgets import LanguageSelect, language_choices
from press.languages import Language
from press.models import AuditEntry, User
from press.publishing.groups import AUTHOR, CHIEF_EDITOR, EDITOR

_GROUPS = {
    AUTHOR: pgettext_lazy("group of officers", "author"),
    EDITOR: pgettext_lazy("group of officers", "editor"),
    CHIEF_EDITOR: pgettext_lazy("group of officers", "chief editor"),
}


def _group_in_words(group: Group) -> str | Promise:
    return _GROUPS.get(group.name, group.name)


class GroupFilter(admin.SimpleListFilter):
    title = _("group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(group.pk), _group_in_words(group)) for group in Group.objects.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        value = self.value() or ""
        return queryset.filter(groups=int(value)) if value.isdigit() else queryset


def _languages_read() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Languages read"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=Language.values,
        help_text=_("Nobody approves a release in a language that they do not read."),
    )


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    languages = _languages_read()


class NewAccountForm(AdminUserCreationForm):  # type: ignore[type-arg]
    languages = _languages_read()

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email", "interface_language", "languages", "groups")


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    # Django's own has this warning in English only.
    usable_password_help_text = format_lazy(  # type: ignore[assignment]
        '{} <ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        SetUnusablePasswordMixin.usable_password_help_text,
        _("If it is disabled, the current password of this account is lost."),
    )


@admin.register(User)
class AccountAdmin(PressModelAdmin, UserAdmin):  # type: ignore[type-arg]
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = NewPasswordForm
    list_display = ["username", "whole_name", "groups_in_words", "language_in_words", "active_in_words"]
    list_filter = [GroupFilter, "is_active"]
    actions = None
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("Work"), {"fields": ("groups", "languages", "interface_language")}),
        (_("Records"), {"fields": ("last_seen", "here_since")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("Work"), {"fields": ("groups", "languages", "interface_language")}),
    )
    readonly_fields = ("last_seen", "here_since", "active_in_words")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return ((None, {"fields": ("username", "active_in_words")}), *fieldsets[1:])

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "interface_language":
            kwargs["widget"] = LanguageSelect
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups are boxes to tick: Django wraps them as if more could be added, and speaks of a key."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
            field.label_from_instance = _group_in_words
            field.help_text = ""
        return field

    @admin.display(description=_("name"), ordering="last_name", empty_value="")
    def whole_name(self, officer: User) -> str:
        return officer.get_full_name()

    @admin.display(description=_("group"))
    def groups_in_words(self, officer: User) -> str:
        return ", ".join(str(_group_in_words(group)) for group in officer.groups.all())

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An account of the press room is one of the admin."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody but an administrator changes an administrator's account, its password least of all."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Left staff are deactivated: the audit names them."""
        return False


class VerbFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return AuditEntry.Verb.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(verb=self.value()) if self.value() in AuditEntry.Verb.values else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(PressModelAdmin):
    list_display = ["moment", "by", "verb", "release_and_edition"]
    list_filter = [VerbFilter, "at"]
    list_select_related = ["by"]
    fields = ["moment", "by", "verb", "release_number", "edition_number", "reason"]
    actions = None

    @admin.display(description=_("when (Astana time)"), ordering="at")
    def moment(self, entry: AuditEntry) -> SafeString:
        return format_time(entry.at)

    @admin.display(description=_("release"), ordering="release_number")
    def release_and_edition(self, entry: AuditEntry) -> str:
        """Whole words: on a phone no heading of a column stands above them."""
        if entry.edition_number is None:
            return gettext("Release %(number)s") % {"number": entry.release_number}
        return gettext("Release %(number)s, edition %(edition)s") % {
            "number": entry.release_number, "edition": entry.edition_number,
        }  # fmt: skip

    @admin.display(description=_("reason or note"))
    def reason(self, entry: AuditEntry) -> str:
        """Returns what the officer wrote to it; the rest of the detail is for programs."""
        return next(
            (str(entry.detail[key]) for key in ("reason", "note", "urgent_reason") if entry.detail.get(key)),
            "",
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
