"""What a new text begins with, where a template was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext

from accessibility.content import RULES, Content, Finding, Role, Severity, Text, check
from accessibility.content.rules.blanks import BLANK_LEFT_OPEN
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


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template as it is chosen, beside what the content rules would have mended in it."""

    template: ReleaseTemplate
    to_mend: str


def find_templates(story: Story | None) -> list[OfferedTemplate]:
    """Returns those in the languages that the story has no text in yet."""
    templates = ReleaseTemplate.objects.exclude(language__in=story.languages() if story else [])
    return [OfferedTemplate(each, count_in_words(each)) for each in templates]


def count_in_words(template: ReleaseTemplate) -> str:
    """Returns how much there is to mend, so that nobody begins with a fault unknowingly (ATAG B.2.4.3)."""
    texts = tuple(str(getattr(template, name)) for name in ReleaseTemplate.FIELDS)
    if not (number := _count(template.language, texts)):
        return ""
    return ngettext("%(number)s thing to mend", "%(number)s things to mend", number) % {"number": number}


def check_template(template: ReleaseTemplate) -> list[Finding]:
    """Returns what the content rules find in a template, without mere notices."""
    texts = tuple(str(getattr(template, name)) for name in ReleaseTemplate.FIELDS)
    return _check(template.language, texts)


def _check(language: str, texts: tuple[str, ...]) -> list[Finding]:
    read = [
        Text(name, source, language, Role(name), is_html=name == "body")
        for name, source in zip(ReleaseTemplate.FIELDS, texts, strict=True)
    ]
    # To be filled in is what its blanks are for.
    found = check(Content(language, read), RULES.keys() - {BLANK_LEFT_OPEN})
    return [finding for finding in found if finding.severity and finding.severity >= Severity.WARNING]


@lru_cache(maxsize=512)
def _count(language: str, texts: tuple[str, ...]) -> int:
    """The page on which a release is begun asks it of every template; they seldom change."""
    return len(_check(language, texts))
