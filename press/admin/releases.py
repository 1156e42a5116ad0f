"""The list of releases, and the addresses of the page on which one is written (press/admin/desk.py)."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from press.admin import desk
from press.admin.moments import in_words
from press.admin.room import Room
from press.admin.standing import newest_moment, standing
from press.languages import Language
from press.models import Edition, Release


class StandingFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", _("Draft")),
            ("submitted", _("Submitted")),
            ("scheduled", _("Scheduled")),
            ("live", _("Published")),
            ("unconfirmed", _("Waits for a second person")),
            ("withdrawn", _("Withdrawn")),
            ("removed", _("Removed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        now = timezone.now()
        live = Q(state=Edition.State.APPROVED, live_from__lte=now) & (
            Q(live_until=None) | Q(live_until__gt=now)
        )
        rules = {
            "draft": Q(state=Edition.State.DRAFT),
            "submitted": Q(state=Edition.State.SUBMITTED),
            "scheduled": Q(state=Edition.State.APPROVED, live_from__gt=now),
            "live": live,
            "unconfirmed": live & ~Q(urgent_reason="") & Q(confirmed_at=None),
            "withdrawn": Q(withdrawn_at__isnull=False),
            "removed": Q(release__removed_at__lte=now),
        }
        value = self.value()
        return queryset.filter(rules[value]) if value in rules else queryset


class EditionsFilter(admin.SimpleListFilter):
    """The newest edition of each release stands for it; the older ones are a choice away."""

    title = _("editions")
    parameter_name = "editions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All editions"))]

    def choices(self, changelist: Any) -> Any:
        for value, words in ((None, _("The newest of each release")), ("all", _("All editions"))):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string(
                    {self.parameter_name: value} if value else {}, [] if value else [self.parameter_name]
                ),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        if self.value() == "all":
            return queryset
        later = Edition.objects.filter(release=OuterRef("release"), number__gt=OuterRef("number"))
        return queryset.filter(~Exists(later))


class LanguageFilter(admin.ChoicesFieldListFilter):
    """Each language in its own name, which says its language (WCAG 3.1.2)."""

    def choices(self, changelist: Any) -> Any:
        codes = {label: code for code, label in Language.choices}
        for choice in super().choices(changelist):
            name = str(choice["display"])
            if name in codes:
                choice["display"] = format_html('<span lang="{}">{}</span>', codes[name], name)
            yield choice


@admin.register(Edition)
class EditionAdmin(Room):
    list_display = ["title_in_words", "language_name", "standing_in_words", "moment", "board"]
    list_display_links = ["title_in_words"]
    list_filter = [
        StandingFilter,
        ("release__language", LanguageFilter),
        EditionsFilter,
        "release__story__topics",
    ]
    search_fields = ["search_text"]
    search_help_text = _("Words of the title and the text.")
    list_per_page = 50
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # --- the list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """All that a row shows in a fixed number of queries; the texts themselves stay in the database."""
        light = Edition.objects.defer("body", "lead", "search_text")
        releases = Release.objects.prefetch_related(Prefetch("editions", light.select_related("release")))
        rows: QuerySet[Edition] = (
            super()
            .get_queryset(request)
            .defer("body", "lead", "search_text")
            .select_related("release__story")
            .prefetch_related(Prefetch("release__story__releases", releases))
            .annotate(moment_of=Coalesce("live_from", "publish_at", "created_at"))
            .annotate(in_work_first=Case(When(state=Edition.State.APPROVED, then=1), default=0))
            .order_by("in_work_first", "-moment_of", "-pk")
        )
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Edition], search_term: str
    ) -> tuple[QuerySet[Edition], bool]:
        """Every word must be found; folded as the stored text is (press.workflow.writing.search_text)."""
        for word in search_term.casefold().replace("ё", "е").split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False

    @admin.display(description=_("title"))
    def title_in_words(self, edition: Edition) -> SafeString:
        return format_html('<span lang="{}">{}</span>', edition.language, edition.title)

    @admin.display(description=_("language"))
    def language_name(self, edition: Edition) -> SafeString:
        return format_html(
            '<span lang="{}">{}</span>', edition.language, edition.release.get_language_display()
        )

    @admin.display(description=_("state"))
    def standing_in_words(self, edition: Edition) -> SafeString:
        now = standing(edition)
        return format_html('<span class="standing" data-standing="{}">{}</span>', now.code, now.words)

    @admin.display(description=_("date"), ordering="moment_of")
    def moment(self, edition: Edition) -> SafeString:
        when: datetime.datetime = newest_moment(edition)
        return format_html('<time datetime="{}">{}</time>', when.isoformat(), in_words(when))

    @admin.display(description=_("languages"))
    def board(self, edition: Edition) -> SafeString:
        """The story's three languages, each with how its newest edition stands."""
        releases = {release.language: release for release in edition.release.story.releases.all()}
        return format_html(
            '<ul class="board">{}</ul>',
            format_html_join("", "{}", ((_cell(code, releases.get(code)),) for code in Language.values)),
        )

    # --- the page of one ---

    def get_urls(self) -> list[URLPattern]:
        private = self.admin_site.admin_view
        own = path("<path:pk>/preview/", private(desk.preview), name="press_edition_preview")
        return [own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **(extra_context or {})}
        if object_id is None:
            return desk.write(request, context)
        return desk.open_edition(request, object_id, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what stands on the page itself; Django's own log knows nothing of the verbs."""
        from django.shortcuts import redirect

        return redirect("admin:press_edition_change", object_id)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """What was written stays on record: it is withdrawn or removed, by a verb and with a reason."""
        return False


def _cell(code: str, release: Release | None) -> SafeString:
    edition = release.newest_edition() if release else None
    if edition is None:
        words = _("none yet")
        return format_html(
            '<li data-standing="none"><abbr lang="{}" title="{}">{}</abbr> <span>{}</span></li>',
            code, Language(code).label, code, words,
        )  # fmt: skip
    now = standing(edition)
    return format_html(
        '<li data-standing="{}"><abbr lang="{}" title="{}">{}</abbr> <a href="{}">{}</a></li>',
        now.code, code, Language(code).label, code,
        reverse("admin:press_edition_change", args=[edition.pk]), now.words,
    )  # fmt: skip
