"""What the lists and forms of all our models have in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.utils import DataError
from django.http import HttpRequest
from django.utils.text import capfirst

from press.admin import kept


class Room(admin.ModelAdmin):  # type: ignore[type-arg]
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
