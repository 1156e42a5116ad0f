"""Who did what: the audit, to be read."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.admin.accounts import group_in_words
from press.admin.base import PressModelAdmin
from press.converters import parse_number
from press.desk.fields import format_moment, format_time
from press.desk.release_names import name_release
from press.languages import Language
from press.models import AuditEntry, Edition, Photograph, QuietPeriod, Story, User
from press.publishing.quiet_periods import FIELDS as QUIET_PERIOD_FIELDS
from press.publishing.versions import CREDIT_FIELDS, STORY_FIELDS

# Where a detail has what its officer wrote.
_REASONS = ("reason", "note", "urgent_reason", "ground")
# Whose changes are told field by field.
_FIELDS = {Story: STORY_FIELDS, Photograph: CREDIT_FIELDS, QuietPeriod: QUIET_PERIOD_FIELDS}


class VerbFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return AuditEntry.Verb.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(verb=self.value()) if self.value() in AuditEntry.Verb.values else queryset


class AccountFilter(admin.SimpleListFilter):
    """What was done with one account: led to from its page, and not offered before."""

    title = _("account")
    parameter_name = "account"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Names only an account that the audit itself names."""
        value = self.value()
        if value is None:
            return []
        entry = AuditEntry.objects.filter(account=parse_number(value)).select_related("account").first()
        return [(value, entry.account.name_and_username if entry and entry.account else "–")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        number = parse_number(self.value() or "")
        return queryset.filter(account=number) if number else queryset.none()


class MomentFilter(admin.DateFieldListFilter):
    """Any day, today, and so on; a moment that somebody typed without a zone is one of Astana."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> Any:
        self.used_parameters = {
            name: [_with_zone(value) for value in values] if isinstance(values, list) else _with_zone(values)
            for name, values in self.used_parameters.items()
        }
        return super().queryset(request, queryset)


def _with_zone(value: Any) -> Any:
    """Raises IncorrectLookupParameters for what is no moment, or one that no zone but its own can tell."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError as error:
        raise IncorrectLookupParameters(value) from error
    if moment is None:
        return value
    if moment.year in (datetime.MINYEAR, datetime.MAXYEAR):
        raise IncorrectLookupParameters(value)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@admin.register(AuditEntry)
class AuditEntryAdmin(PressModelAdmin):
    list_display = ["moment", "who", "verb", "subject"]
    list_filter = [VerbFilter, AccountFilter, ("at", MomentFilter)]
    list_select_related = ["by", "account"]
    fields = ["moment", "who", "verb", "subject", "changes", "reason"]
    actions = None

    @admin.display(description=_("when (Astana time)"), ordering="at")
    def moment(self, entry: AuditEntry) -> SafeString:
        return format_time(entry.at)

    @admin.display(description=_("who"), ordering="by")
    def who(self, entry: AuditEntry) -> str:
        return entry.who

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """With what `subject` leads to: an edition may be deleted, and not everybody sees accounts."""
        edition = Edition.objects.filter(pk=OuterRef("edition_key"))
        rows: QuerySet[AuditEntry] = super().get_queryset(request)
        return rows.annotate(edition_key=Cast(KT("detail__edition"), BigIntegerField())).annotate(
            leads_to_edition=Exists(edition),
            leads_to_account=Value(request.user.has_perm("press.view_user")),
        )

    @admin.display(description=_("release or account"), ordering="release_number")
    def subject(self, entry: Any) -> str:
        """Returns what it was done with, as a link where its page can be opened."""
        if entry.account and entry.leads_to_account:
            address = reverse("admin:press_user_change", args=[entry.account_id])
        elif entry.leads_to_edition:
            address = reverse("admin:press_edition_change", args=[entry.edition_key])
        else:
            return self._subject_in_words(entry)
        return format_html('<a href="{}">{}</a>', address, self._subject_in_words(entry))

    def _subject_in_words(self, entry: AuditEntry) -> str:
        """Whole words: on a phone no heading of a column stands above them."""
        if entry.account:
            return gettext("Account of %(name)s") % {"name": entry.account.name_and_username}
        if entry.release_number is None:
            return gettext("The whole press room")
        return name_release(entry.release_number, entry.edition_number)

    @admin.display(description=_("what was changed"))
    def changes(self, entry: AuditEntry) -> str:
        """Returns what a story, a credit or an account was and is; what a text was copied from."""
        if number := entry.detail.get("copied_from"):
            return gettext("Begun from edition %(number)s.") % {"number": number}
        if "applies" in entry.detail:
            applies = entry.detail["applies"]
            return gettext("It applies") if applies else gettext("It does not apply")
        if entry.verb == AuditEntry.Verb.EXPUNGE:
            return _expunction_in_words(entry.detail)
        if not entry.account:
            changes = entry.detail.get("changes", {})  # PostgreSQL keeps no order of them
            if "quiet_period" in entry.detail and not changes:
                sentence = gettext("Published all the same in a quiet period: %(reason)s")
                return sentence % {"reason": entry.detail["quiet_period"]}
            names = (name for fields in _FIELDS.values() for name in fields if name in changes)
            return "; ".join(_change_in_words(name, *changes[name]) for name in names)
        return capfirst("; ".join(_account_in_words(entry.detail)))

    @admin.display(description=_("reason or note"))
    def reason(self, entry: AuditEntry) -> str:
        """Returns what the officer wrote to it; the rest of the detail is for programs."""
        return next(
            (str(entry.detail[key]) for key in _REASONS if entry.detail.get(key)),
            "",
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An entry is history itself: the page has no button, and its address leads back to it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:press_auditentry_change", args=[object_id]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False


def _expunction_in_words(detail: dict[str, Any]) -> str:
    """Returns who proposed it and when, how many places there were, in which editions of this text."""
    sentence = gettext(
        "Proposed by: %(name)s, %(moment)s; places in the whole story: %(places)s; editions: %(editions)s"
    )
    return sentence % {
        "name": User.objects.get(pk=detail["proposed_by"]).name_and_username,
        "moment": format_moment(datetime.datetime.fromisoformat(detail["proposed_at"])),
        "places": detail["places"],
        "editions": ", ".join(map(str, detail["editions"])) or "–",
    }


def _change_in_words(name: str, before: Any, after: Any) -> str:
    """Returns what one field was and is; rows are named by their keys there."""
    model = next(model for model, fields in _FIELDS.items() if name in fields)
    field: Any = model._meta.get_field(name)
    values = [_value_in_words(field, value) or "–" for value in (before, after)]
    return f"{capfirst(str(field.verbose_name))}: {values[0]} → {values[1]}"


def _value_in_words(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, field.related_model.objects.filter(pk__in=value)))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(yesno(value))
    if value and isinstance(field, DateTimeField):
        return format_moment(datetime.datetime.fromisoformat(value))
    return str(value or "")


def _account_in_words(detail: dict[str, Any]) -> Iterator[str]:
    """Yields each field with what it was and is; the name alone where an older entry kept no more."""
    changes = detail.get("changes", {})
    for name in detail.get("fields", []):
        if name in changes:
            before, after = (_account_value_in_words(name, value) or "–" for value in changes[name])
            yield f"{_field_in_words(name)}: {before} → {after}"
        elif name != "groups":
            yield _field_in_words(name)
    if "duty" in detail:
        first, last = (format_moment(datetime.datetime.fromisoformat(moment)) for moment in detail["duty"])
        yield gettext("from %(first)s until %(last)s, Astana time") % {"first": first, "last": last}
    if "groups_after" in detail:
        yield _groups_in_words(detail)


def _account_value_in_words(name: str, value: Any) -> str:
    if name in ("languages", "interface_language"):
        return ", ".join(Language(code).label for code in ([value] if isinstance(value, str) else value))
    return str(yesno(value) if name == "is_active" else value)


def _field_in_words(name: str) -> str:
    return str(User._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _groups_in_words(detail: dict[str, Any]) -> str:
    before, after = (
        ", ".join(str(group_in_words(name)) for name in detail.get(key, [])) or "–"
        for key in ("groups_before", "groups_after")
    )
    return gettext("groups: %(before)s → %(after)s") % {"before": before, "after": after}
