"""Choosing from a list: checkboxes, which need no key held down, a field to narrow them; and languages."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString

from press.languages import Language


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
