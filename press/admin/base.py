"""What the lists and forms of all our models have in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.utils import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from press.converters import MAX_VALUE_LENGTH
from press.desk import kept
from press.desk.fields import NumberedChoices
from press.publishing import Outdated
from press.search.normalise import MAX_WORDS

# Rows of a list that its pages reach; beyond them one searches, or narrows it.
MAX_ROWS = 1_000
# What Django's filters by a field ask of it.
_LOOKUPS = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt")


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than MAX_ROWS: to count everything is to read everything."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, MAX_ROWS)

    @property
    def at_least(self) -> bool:
        """Whether there is more than was counted."""
        return self._counted > MAX_ROWS

    @cached_property
    def _counted(self) -> int:
        if isinstance(self.object_list, list):
            return len(self.object_list)
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: MAX_ROWS + 1].count()


class PressModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = CappedPaginator
    show_full_result_count = False

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": NumberedChoices, **kwargs}
        )

    def view_on_site(self, obj: Any) -> str | None:
        """The address itself: Django's way there (`admin/r/…`) asks no right, and is none of our routes."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:  # type: ignore[type-arg]
        """The usual form; after an officer had to sign in anew it shows what they had typed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        typed = kept.typed(request)
        if typed is None:
            return form

        def begin(self: Any, data: Any = None, files: Any = None, **arguments: Any) -> None:
            form.__init__(self, typed, files, **arguments)

        return type(form.__name__, (form,), {"__init__": begin})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """By its key where `?_to_field=` is empty: Django would look for a field without a name."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What another request wrote since the form was judged is seen when it is judged once more."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (IntegrityError, Outdated):
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Under a heading that begins as one: in Kazakh Django's begins with the name of the model."""
        context["title"] = capfirst(context["title"])
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Named by what it lists: Django's "Select … to change" speaks of the table."""
        name = capfirst(str(self.opts.verbose_name_plural))
        question = request.GET.get(SEARCH_VAR, "")
        if len(question) > MAX_VALUE_LENGTH:  # every choice of every filter would repeat it in its address
            query = request.GET.copy()
            query[SEARCH_VAR] = question[:MAX_VALUE_LENGTH]
            request.GET = query  # type: ignore[assignment]  # the stubs have an immutable one alone
        return super().changelist_view(request, {"title": name, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks the right first: Django looks for the object before, and so tells which ones there are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask: Django takes any question about any field, `__regex` too."""
        return lookup in self._lookups_of_filters

    @cached_property
    def _lookups_of_filters(self) -> set[str]:
        named, asked = set(), set()
        for item in self.list_filter:
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                named.add(str(item.parameter_name))
            else:
                asked.add(str(item[0] if isinstance(item, tuple) else item))
        return named | {f"{field}{lookup}" for field in asked for lookup in _LOOKUPS}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As many words as the public search reads: of a thousand no database makes one question."""
        words = search_term[:MAX_VALUE_LENGTH].split()[:MAX_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """An address typed by hand may ask for the year 1 or for number 10^20: no database knows those."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error
