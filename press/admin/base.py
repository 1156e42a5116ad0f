"""What the lists and forms of all our models have in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.utils import DataError
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst

from press.desk import kept

# Rows of a list that its pages reach; beyond them one searches, or narrows it.
MAX_ROWS = 1_000


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
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: MAX_ROWS + 1].count()


class PressModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = CappedPaginator
    show_full_result_count = False

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Named by what it lists: Django's "Select … to change" speaks of the table."""
        name = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": name, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """An address typed by hand may ask for the year 1 or for number 10^20: no database knows those."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error
