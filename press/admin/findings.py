"""What the content rules find in what is public: a list to be read, which leads to the texts."""

import datetime
from collections import Counter
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accessibility.content import Severity
from press.admin.base import PressModelAdmin
from press.admin.editions import LanguageFilter
from press.converters import parse_number
from press.desk.fields import format_time
from press.desk.findings import name_severity
from press.models import Edition, EditionFinding, User
from press.models.findings import EditionFindingQuerySet
from press.publishing.content_figures import RuleCount, count_by_rule, title_of
from press.search import query
from press.search.normalise import split_words

Findings = QuerySet[EditionFinding]


def _get_counts(request: HttpRequest) -> list[RuleCount]:
    """Returns the numbers of the whole site; a filter and the table above the list ask once for both."""
    if not hasattr(request, "rule_counts"):
        request.rule_counts = count_by_rule()  # type: ignore[attr-defined]
    counts: list[RuleCount] = request.rule_counts  # type: ignore[attr-defined]
    return counts


class StateFilter(admin.SimpleListFilter):
    """What is open, unless what was let stand is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("let-stand", _("Let stand for a reason"))]

    def choices(self, changelist: Any) -> Any:
        all_of_them, *others = super().choices(changelist)
        yield {**all_of_them, "display": _("Open")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Findings) -> Findings:
        assert isinstance(queryset, EditionFindingQuerySet)
        return queryset.let_stand() if self.value() == "let-stand" else queryset.open()


class SeverityFilter(admin.SimpleListFilter):
    title = _("severity")
    parameter_name = "severity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(severity.value), name_severity(severity)) for severity in Severity]

    def queryset(self, request: HttpRequest, queryset: Findings) -> Findings:
        value = self.value()
        return queryset.filter(severity=parse_number(value) or 0) if value else queryset


class RuleFilter(admin.SimpleListFilter):
    """The rules that have found something."""

    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(
            {each.rule: each.title for each in _get_counts(request)}.items(), key=lambda one: one[1]
        )

    def queryset(self, request: HttpRequest, queryset: Findings) -> Findings:
        return queryset.filter(rule=self.value()) if self.value() else queryset


class OfficerFilter(admin.SimpleListFilter):
    """Who submitted the text."""

    title = _("officer")
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        theirs = EditionFinding.objects.open().values("edition__submitted_by")
        officers = User.objects.filter(pk__in=theirs).order_by("username")
        return [(str(officer.pk), str(officer)) for officer in officers]

    def queryset(self, request: HttpRequest, queryset: Findings) -> Findings:
        value = self.value()
        return queryset.filter(edition__submitted_by=parse_number(value) or 0) if value else queryset


class AgeFilter(admin.SimpleListFilter):
    """Since when it is known. Each choice but the last has those before it."""

    title = _("found")
    parameter_name = "age"
    _DAYS = {"today": 0, "week": 6, "month": 29}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("Today")),
            ("week", _("In the last 7 days")),
            ("month", _("In the last 30 days")),
            ("older", _("More than 30 days ago")),
        ]

    def queryset(self, request: HttpRequest, queryset: Findings) -> Findings:
        value = self.value()
        if value == "older":
            return queryset.filter(found_at__lt=self._begin("month"))
        return queryset.filter(found_at__gte=self._begin(value)) if value in self._DAYS else queryset

    def _begin(self, value: str) -> datetime.datetime:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return today - datetime.timedelta(days=self._DAYS[value])


class FindingList(ChangeList):
    def url_for_result(self, result: Any) -> str:
        return edition_url(result)

    def get_results(self, request: HttpRequest) -> None:
        """Numbers what one rule found in one text: their links are told apart by it (WCAG 2.4.4)."""
        super().get_results(request)
        numbers: Counter[tuple[int, str]] = Counter()
        for finding in self.result_list:
            place = finding.edition_id, finding.rule
            numbers[place] += 1
            finding.number = numbers[place]


def edition_url(finding: EditionFinding) -> str:
    """Returns the address of the finding on the page of its text."""
    page = reverse("admin:press_edition_change", args=[finding.edition_id])
    return f"{page}#finding-{finding.key}"


@admin.register(EditionFinding)
class EditionFindingAdmin(PressModelAdmin):
    list_display = ["text", "severity_in_words", "rule_in_words", "language", "officer", "moment"]
    list_display_links = ["text"]
    list_filter = [
        StateFilter,
        SeverityFilter,
        RuleFilter,
        ("edition__release__language", LanguageFilter),
        OfficerFilter,
        AgeFilter,
    ]
    search_fields = ["edition__search_text"]
    search_help_text = _("Words of the title or of the text")
    list_per_page = 50
    # The gravest first; of equals the one that has waited longest.
    ordering = ["-severity", "found_at", "id"]
    sortable_by = ()
    actions = None
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("release"))
    def text(self, finding: EditionFinding) -> SafeString:
        """Returns the title; and which finding of it, for who hears the links of the list one by one."""
        return format_html(
            '<span lang="{}">{}</span><span class="visually-hidden">: {}, {}</span>',
            finding.edition.language,
            finding.edition.title,
            title_of(finding.rule),
            finding.number,  # type: ignore[attr-defined]  # `FindingList`
        )

    @admin.display(description=_("severity"))
    def severity_in_words(self, finding: EditionFinding) -> SafeString:
        severity = Severity(finding.severity)
        return format_html(
            '<strong class="severity" data-severity="{}">{}</strong>',
            severity.name.lower(),
            name_severity(severity),
        )

    @admin.display(description=_("rule"))
    def rule_in_words(self, finding: EditionFinding) -> str:
        return title_of(finding.rule)

    @admin.display(description=_("language"))
    def language(self, finding: EditionFinding) -> SafeString:
        release = finding.edition.release
        return format_html('<span lang="{}">{}</span>', release.language, release.get_language_display())

    @admin.display(description=_("officer"))
    def officer(self, finding: EditionFinding) -> str:
        return str(finding.edition.submitted_by)

    @admin.display(description=_("found"))
    def moment(self, finding: EditionFinding) -> SafeString:
        return format_time(finding.found_at, hour=False)

    def get_queryset(self, request: HttpRequest) -> Findings:
        with_texts = EditionFinding.objects.select_related("edition__release", "edition__submitted_by")
        return with_texts.defer(
            "edition__body", "edition__lead", "edition__search_text", "edition__description"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: Findings, search_term: str
    ) -> tuple[Findings, bool]:
        """Every word must be found, as in the list of releases."""
        words = split_words(search_term)
        if not words:
            return queryset, False
        has_index = connection.vendor == "postgresql" and any(map(query.is_word, words))
        matches = query.matches_index(words) if has_index else query.matches_text(words)
        return queryset.filter(edition__in=Edition.objects.filter(matches)), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FindingList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        counts = [(each, name_severity(each.severity)) for each in _get_counts(request)]
        return super().changelist_view(request, {"counts": counts, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What is done about a finding is done where its text stands."""
        if object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        finding = EditionFinding.objects.filter(pk=parse_number(object_id) or 0).first()
        if finding is None:
            raise Http404
        return HttpResponseRedirect(edition_url(finding))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what stands on the page of the text too."""
        return self.changeform_view(request, object_id)

    def has_view_permission(self, request: HttpRequest, obj: EditionFinding | None = None) -> bool:
        """Who may see texts may see what is found in them."""
        return request.user.has_perm("press.view_edition")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: EditionFinding | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: EditionFinding | None = None) -> bool:
        return False
