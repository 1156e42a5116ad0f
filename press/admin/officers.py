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
from django.template.defaultfilters import yesno
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from press.admin.deeds import DEEDS, told
from press.admin.room import Room
from press.groups import AUTHOR, CHIEF_EDITOR, EDITOR
from press.languages import Language
from press.models import AuditEntry, User

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
        choices=Language,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=Language.values,
        help_text=_("Nobody approves a release in a language that they do not read."),
    )


class OfficerForm(UserChangeForm):  # type: ignore[type-arg]
    languages = _languages_read()


class NewOfficerForm(AdminUserCreationForm):  # type: ignore[type-arg]
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
class OfficerAdmin(Room, UserAdmin):  # type: ignore[type-arg]
    form = OfficerForm
    add_form = NewOfficerForm
    change_password_form = NewPasswordForm
    list_display = ["username", "first_name", "last_name", "interface_language", "active_in_words"]
    list_filter = [GroupFilter, "is_active"]
    actions = None
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("Work"), {"fields": ("groups", "languages", "interface_language")}),
        (_("Records"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("Work"), {"fields": ("groups", "languages", "interface_language")}),
    )
    readonly_fields = ("last_login", "date_joined", "active_in_words")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return ((None, {"fields": ("username", "active_in_words")}), *fieldsets[1:])

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = _group_in_words
        return field

    @admin.display(description=_("active"), ordering="is_active")
    def active_in_words(self, officer: User) -> str:
        """Django's own sign says True and False in every language."""
        return str(yesno(officer.is_active))

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


class DeedFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(DEEDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(verb=self.value()) if self.value() in DEEDS else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(Room):
    list_display = ["at", "by", "deed", "release_number", "edition_number"]
    list_filter = [DeedFilter, "at"]
    list_select_related = ["by"]
    fields = ["at", "by", "deed", "release_number", "edition_number", "said"]
    actions = None

    @admin.display(description=_("what"), ordering="verb")
    def deed(self, entry: AuditEntry) -> str:
        return told(entry.verb)

    @admin.display(description=_("reason or note"))
    def said(self, entry: AuditEntry) -> str:
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
