"""The list of releases, and the addresses of the page on which one is written (press/desk/views.py)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import build_q_object_from_lookup_parameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from press.admin.base import MAX_ROWS, CappedPaginator, PressModelAdmin
from press.desk import views
from press.desk.autosave import autosave_view, discard_copy_view
from press.desk.discarding import discard_view
from press.desk.documents import paste_view
from press.desk.expunging import expunge_view
from press.desk.finding_buttons import dismiss_view, repair_view
from press.desk.note_buttons import notes_view
from press.desk.presence import ask_view
from press.desk.preview import preview_typed_view, preview_view
from press.desk.searching import find_editions
from press.desk.side_by_side import languages_view
from press.desk.status import Status, status_filters
from press.desk.stories import StoryRow, find_rows, with_stories
from press.languages import Language
from press.models import Edition, Story
from press.models.releases import DATED, IN_WORK_FIRST
from press.publishing.translations import find_older_than_original

# No state of a text alone: what it was translated from says something else by now.
_OLDER = "older"
_OF_STORY = "release__story__"


class StatusFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "standing"  # in bookmarks of officers

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        of_status = [(status, Status(status).task_label) for status in status_filters()]
        return [*of_status, (_OLDER, _("Older than the original"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """What is discarded is in no list but its own."""
        filters, value = status_filters(), self.value()
        if value in filters:
            return queryset.filter(filters[value])
        if value == _OLDER:
            return queryset.filter(pk__in=find_older_than_original().not_discarded())
        return queryset.exclude(state=Edition.State.DISCARDED)


class EditionsFilter(admin.SimpleListFilter):
    """A row is a story, by the newest texts of its languages; a row for each edition is a choice away."""

    title = _("editions")
    parameter_name = "editions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All editions"))]

    def choices(self, changelist: Any) -> Any:
        for value, words in ((None, _("One row a story")), ("all", _("All editions"))):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string(
                    {self.parameter_name: value} if value else {}, [] if value else [self.parameter_name]
                ),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        if _asks_for_editions(request):
            return queryset
        later = Edition.objects.not_discarded().filter(
            release=OuterRef("release"), number__gt=OuterRef("number")
        )
        return queryset.filter(~Exists(later))


def _asks_for_editions(request: HttpRequest) -> bool:
    """Whether each edition is a row; what is discarded is restored one by one."""
    return request.GET.get(EditionsFilter.parameter_name) == "all" or _asks_for_discarded(request)


def _asks_for_discarded(request: HttpRequest) -> bool:
    """Whether it is the list of what is discarded; no later edition stands for that."""
    return request.GET.get(StatusFilter.parameter_name) == Status.DISCARDED


class LanguageFilter(admin.ChoicesFieldListFilter):
    """Each language in its own name, which says its language (WCAG 3.1.2)."""

    def choices(self, changelist: Any) -> Any:
        codes = {label: code for code, label in Language.choices}
        for choice in super().choices(changelist):
            name = str(choice["display"])
            if name in codes:
                choice["display"] = format_html('<span lang="{}">{}</span>', codes[name], name)
            yield choice


class TopicFilter(admin.RelatedFieldListFilter):
    """The topics, and words where Django has a bare dash for what has none."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.empty_value_display = format_html("{}", _("Without a topic"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """By the stories that are about it: so no text is there twice, and none need be sorted out."""
        if not self.used_parameters:
            return queryset
        asked: dict[str, Any] = {
            name.removeprefix(_OF_STORY): value for name, value in self.used_parameters.items()
        }
        try:
            stories = Story.objects.filter(build_q_object_from_lookup_parameters(asked))
        except (ValueError, ValidationError) as error:
            raise IncorrectLookupParameters(error) from error
        return queryset.filter(release__story__in=stories)


class OrderFilter(admin.SimpleListFilter):
    """How the list is sorted; `EditionAdmin.get_ordering` does it."""

    title = _("order")
    parameter_name = "order"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("newest", _("Newest first")), ("oldest", _("Oldest first"))]

    def choices(self, changelist: Any) -> Any:
        usual, *others = super().choices(changelist)
        return [{**usual, "display": _("What is in work first")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        return queryset


class StoryList(ChangeList):
    """The list of releases: a row is a story, which is there when one of its texts matches."""

    # Of each story its key, and that of the first text that matches; None where each edition is a row.
    found: list[tuple[int, int]] | None = None

    @property
    def shows_stories(self) -> bool:
        return self.found is not None

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's; but none of ours finds a text twice."""
        *filters, _may_have_duplicates, has_active_filters = super().get_filters(request)
        return *filters, False, has_active_filters

    def get_queryset(self, request: HttpRequest, *arguments: Any, **named: Any) -> QuerySet[Edition]:
        editions: QuerySet[Edition] = super().get_queryset(request, *arguments, **named)
        if _asks_for_editions(request):
            return with_stories(editions)
        # A story has one newest text in each language that is asked for: no more of them need be read.
        languages = 1 if "release__language__exact" in request.GET else len(Language)
        texts = editions.values_list("pk", "release__story")[: languages * (MAX_ROWS + 1)]
        firsts: dict[int, int] = {}
        for pk, story in texts:
            firsts.setdefault(story, pk)
        self.found = list(firsts.items())[: MAX_ROWS + 1]
        return editions

    def get_results(self, request: HttpRequest) -> None:
        """As Django's, of rows whose keys are known: nothing is counted, and those of one page are read."""
        if self.found is None:
            super().get_results(request)
            return
        paginator = CappedPaginator(self.found, self.list_per_page)
        self.paginator, self.result_count = paginator, paginator.count
        self.show_full_result_count = self.show_admin_actions = False
        self.full_result_count = None
        self.can_show_all = paginator.count <= self.list_max_show_all
        self.multi_page = paginator.count > self.list_per_page
        found = self.found
        if self.multi_page and not (self.show_all and self.can_show_all):
            try:
                found = list(paginator.page(self.page_num).object_list)
            except InvalidPage as error:
                raise IncorrectLookupParameters from error
        self.result_list: list[StoryRow] = find_rows(dict(found))


@admin.register(Edition)
class EditionAdmin(PressModelAdmin):
    # What a row shows is in templates/admin/press/edition/change_list_stories.html, and that of an edition
    # in change_list_results.html.
    list_display = ["__str__"]
    list_filter = [
        StatusFilter,
        ("release__language", LanguageFilter),
        EditionsFilter,
        OrderFilter,
        (f"{_OF_STORY}topics", TopicFilter),
    ]
    search_fields = ["search_text"]
    search_help_text = _("Words, number, address, photographer, officer or contact")
    # As many stories have thrice as many texts.
    list_per_page = 30
    sortable_by = ()
    actions = None
    show_facets = admin.ShowFacets.NEVER

    # --- the list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """The texts themselves stay in the database."""
        return Edition.objects.without_texts().select_related("release", "discarded_by")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StoryList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """All that its rows show in a fixed number of queries."""
        return super().changelist_view(request, {"title": _("Releases"), **(extra_context or {})})

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        """Not the model's own: by that the draft of a correction would stand where its release was born."""
        if request.GET.get("order") == "oldest":
            return [DATED.asc(), "pk"]
        if request.GET.get("order") == "newest":
            return [DATED.desc(), "-pk"]
        if _asks_for_discarded(request):
            return ["-discarded_at", "-pk"]
        return [IN_WORK_FIRST.asc(), DATED.desc(), "-pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Edition], search_term: str
    ) -> tuple[QuerySet[Edition], bool]:
        if search_term:
            queryset = queryset.filter(find_editions(search_term, MAX_ROWS + 1))
        return queryset, False

    # --- the page of one ---

    def get_urls(self) -> list[URLPattern]:
        private = self.admin_site.admin_view
        own = path("<path:pk>/preview/", private(preview_view), name="press_edition_preview")
        languages = path("<path:pk>/languages/", private(self.languages_view), name="press_edition_languages")
        discard = path("<path:pk>/discard/", private(self.discard_view), name="press_edition_discard")
        expunge = path("<path:pk>/expunge/", private(self.expunge_view), name="press_edition_expunge")
        copies = [
            path("autosave/", private(autosave_view), name="press_edition_autosave"),
            path("typed/", private(preview_typed_view), name="press_edition_preview_typed"),
            path("unsaved/<path:pk>/discard/", private(discard_copy_view), name="press_edition_discard_copy"),
        ]
        paste = path("paste/", private(paste_view), name="press_edition_paste")
        ask = path("<path:pk>/ask/", private(ask_view), name="press_edition_ask")
        findings = [
            path("repair/", private(self.repair_view), name="press_edition_repair"),
            path("<path:pk>/dismiss/", private(self.dismiss_view), name="press_edition_dismiss"),
        ]
        notes = path("<path:pk>/notes/", private(self.notes_view), name="press_edition_notes")
        return [*copies, *findings, notes, paste, ask, own, languages, discard, expunge, *super().get_urls()]

    def repair_view(self, request: HttpRequest) -> Any:
        return repair_view(request, self._show_form)

    def dismiss_view(self, request: HttpRequest, pk: str) -> Any:
        return dismiss_view(request, pk, self._show_form)

    def notes_view(self, request: HttpRequest, pk: str) -> Any:
        return notes_view(request, pk, self._show_form)

    def _show_form(self, request: HttpRequest, edition: Edition | None) -> Any:
        return self.changeform_view(request, str(edition.pk) if edition else None)

    def discard_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """The page that asks before a draft is discarded (press/desk/discarding.py)."""
        return discard_view(request, pk, {**self.admin_site.each_context(request), "opts": self.opts})

    def expunge_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Words of the story are expunged by law (press/desk/expunging.py)."""
        return expunge_view(request, pk, {**self.admin_site.each_context(request), "opts": self.opts})

    def languages_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """The story's languages side by side (press/desk/side_by_side.py)."""
        return languages_view(request, pk, {**self.admin_site.each_context(request), "opts": self.opts})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **(extra_context or {})}
        if object_id is None:
            return views.add_view(request, context)
        return views.change_view(request, object_id, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what stands on the page itself; Django's own log knows nothing of the verbs."""
        from django.shortcuts import redirect

        return redirect("admin:press_edition_change", object_id)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """What was written stays on record: it is withdrawn or removed, by a verb and with a reason."""
        return False
