"""The one door to the editor: a swap of the editor is a change in this package alone."""

from typing import Any

from django import forms
from django.core import checks
from django.db import models

from press.richtext.checks import editor_settings
from press.richtext.plain import add_paragraphs
from press.richtext.sanitise import sanitise
from press.richtext.widget import RichTextWidget


class RichTextFormField(forms.CharField):
    """A text written in the editor; clean from the moment it is read, so "required" sees what remains."""

    widget = RichTextWidget

    def to_python(self, value: Any) -> str:
        return sanitise(add_paragraphs(super().to_python(value) or ""))


class RichTextField(models.TextField):  # type: ignore[type-arg]
    """Sanitised HTML, however it came in. Migrations know it as a TextField: they never name the editor."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(sanitise(value or ""), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Cleans on every way into the database: importers and scripts pass no form."""
        cleaned = sanitise(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned

    def formfield(self, **kwargs: Any) -> Any:
        # Django and its admin hand every TextField a textarea of their own.
        return super().formfield(**{"form_class": RichTextFormField, **kwargs, "widget": RichTextWidget})

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *editor_settings()]
