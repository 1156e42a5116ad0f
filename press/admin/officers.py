"""Who works here, and who did what."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from press.languages import Language
from press.models import AuditEntry, User


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


@admin.register(User)
class OfficerAdmin(UserAdmin):  # type: ignore[type-arg]
    form = OfficerForm
    add_form = NewOfficerForm
    list_display = ["username", "first_name", "last_name", "interface_language", "is_active"]
    list_filter = ["groups", "is_active"]
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
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

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


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["at", "by", "verb", "release_number", "edition_number"]
    list_filter = ["verb", "at"]
    list_select_related = ["by"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
