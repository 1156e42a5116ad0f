"""Choosing from a list: checkboxes, which need no key held down, a field to narrow them; and languages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.languages import Language
from press.models import Edition, Photograph
from press.models.written_fields import WrittenField


class Checklist(forms.CheckboxSelectMultiple):
    template_name = "admin/widgets/checklist.html"

    class Media:
        js = [Script("js/admin/checklist.js", defer=True)]


def language_choices() -> list[tuple[str, SafeString]]:
    """Returns choices whose labels say their own language (WCAG 3.1.2)."""
    return [(code, format_html('<span lang="{}">{}</span>', code, name)) for code, name in Language.choices]


class LanguageSelect(forms.Select):
    """A list of languages of which each says its own; an option holds no other element."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in Language.values:
            option["attrs"]["lang"] = value
        return option


def say_language(form: forms.BaseForm, language: str, text_fields: Iterable[WrittenField]) -> None:
    """What is typed is read aloud and spelt in the release's language, not in the officer's (WCAG 3.1.2)."""
    for field in text_fields:
        if field.is_in_language:
            form.fields[field.name].widget.attrs["lang"] = language


# Nobody has said whether AI had a part. A choice of its own, since a radio button has no way back.
NOT_SAID = ("", _("Not said yet"))


def say_checker(form: forms.BaseForm, declared: Edition | Photograph) -> None:
    """Who has said that a person checked it is named to the officers, never to readers."""
    if declared.ai_checked_by:
        form.fields["ai_checked"].help_text = gettext("%(name)s has said so.") % {
            "name": declared.ai_checked_by
        }
