"""What a new text begins with, where a template was chosen."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from press.converters import parse_number
from press.models import ReleaseTemplate, Story


def begin_with_template(request: HttpRequest) -> dict[str, str]:
    """Returns what the chosen template begins a new text with: its language, and each field that it has."""
    if not (number := request.GET.get("template", "")):
        return {}
    template = get_object_or_404(ReleaseTemplate, pk=parse_number(number))
    return {name: getattr(template, name) for name in ("language", *ReleaseTemplate.FIELDS)}


def as_sent(begun: Mapping[str, Any]) -> QueryDict:
    """Returns what an untouched form would send of the texts that it begins with."""
    typed = QueryDict(mutable=True)
    typed.update({name: value for name, value in begun.items() if isinstance(value, str)})
    return typed


def find_templates(story: Story | None) -> list[ReleaseTemplate]:
    """Returns those in the languages that the story has no text in yet."""
    return list(ReleaseTemplate.objects.exclude(language__in=story.languages() if story else []))
