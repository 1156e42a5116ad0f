"""Everything that holds words of a story, whatever its state: the one list that `expunge` goes through.

A test walks all fields of all models: one that is neither here nor said to be without a story's words fails.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from press.models import (
    AuditEntry,
    Dismissal,
    Edition,
    EditionVersion,
    Expunction,
    Illustration,
    Photograph,
    PhotographVersion,
    Release,
    ReviewNote,
    Story,
    WorkingCopy,
)
from press.richtext.fields import RichTextField
from press.richtext.passages import black_out, black_out_html
from press.text.passages import Finder, Found


@dataclass(frozen=True, slots=True)
class TextColumns:
    """Columns of a model with words of a story: its rows of a story, and in which language one is."""

    model: type[models.Model]
    names: tuple[str, ...]
    find: Callable[[Story], QuerySet[Any]]
    get_language: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where passages were found: a row, which of its columns, in one with several texts which of them, and in
    which language it is written."""

    row: Any
    column: str
    part: str
    found: tuple[Found, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Blackened:
    """A row with the new values of its columns, what was found there, and each text before and after."""

    row: Any
    values: dict[str, Any]
    places: list[Place]
    texts: list[tuple[str, str]]


def _of_editions(model: type[models.Model]) -> Callable[[Story], QuerySet[Any]]:
    def find(story: Story) -> QuerySet[Any]:
        rows = model._default_manager.filter(edition__release__story=story)
        return rows.select_related("edition__release").order_by("edition", "pk")

    return find


def _language_of_edition(row: Any) -> str:
    return str(row.edition.language)


def _find_copies(story: Story) -> QuerySet[WorkingCopy]:
    of_story = Q(edition__release__story=story) | Q(story=story)
    return WorkingCopy.objects.filter(of_story).select_related("edition__release", "officer").order_by("pk")


def _find_entries(story: Story) -> QuerySet[AuditEntry]:
    """With those of releases that are no more: of which story they were nobody can tell."""
    lost = ~Exists(Release.objects.filter(pk=OuterRef("release_number")))
    of_story = Q(release_number__in=story.releases.values("pk"))
    entries = AuditEntry.objects.filter(of_story | (Q(release_number__isnull=False) & lost))
    language = Release.objects.filter(pk=OuterRef("release_number")).values("language")
    return entries.annotate(language=models.Subquery(language)).select_related("by").order_by("pk")


def _language_of_story(row: Any) -> str:
    """What is said in all of its languages has none of its own: the first that the story has."""
    release = Release.objects.filter(story=row.story_id).order_by("pk").first()
    return release.language if release else settings.LANGUAGE_CODE


STORY_TEXTS = (
    TextColumns(
        Edition,
        (
            *(field.name for field in Edition.WRITTEN_FIELDS if field.is_in_language),
            "credit_line",
            "return_note",
            "urgent_reason",
            "withdrawal_reason",
        ),
        lambda story: (
            Edition.objects.filter(release__story=story)
            .select_related("release")
            .order_by("release", "number", "pk")
        ),
        lambda edition: edition.language,
    ),
    TextColumns(
        Illustration, ("alternative_text", "caption"), _of_editions(Illustration), _language_of_edition
    ),
    TextColumns(
        Photograph,
        (*(f"credit_{language}" for language, _name in settings.LANGUAGES), "rights", "place"),
        lambda story: Photograph.objects.filter(story=story).order_by("pk"),
        _language_of_story,
    ),
    TextColumns(
        Release,
        ("removal_reason",),
        lambda story: Release.objects.filter(story=story).order_by("pk"),
        lambda release: release.language,
    ),
    TextColumns(EditionVersion, ("content",), _of_editions(EditionVersion), _language_of_edition),
    TextColumns(
        PhotographVersion,
        ("content",),
        lambda story: (
            PhotographVersion.objects.filter(photograph__story=story)
            .select_related("photograph")
            .order_by("photograph", "number")
        ),
        lambda version: _language_of_story(version.photograph),
    ),
    TextColumns(ReviewNote, ("quote", "text"), _of_editions(ReviewNote), _language_of_edition),
    TextColumns(
        Dismissal,
        ("reason",),
        lambda story: Dismissal.objects.filter(release__story=story).select_related("release").order_by("pk"),
        lambda dismissal: dismissal.release.language,
    ),
    TextColumns(WorkingCopy, ("fields",), _find_copies, lambda copy: copy.language or settings.LANGUAGE_CODE),
    TextColumns(
        AuditEntry, ("detail",), _find_entries, lambda entry: entry.language or settings.LANGUAGE_CODE
    ),
    TextColumns(
        Expunction,
        ("ground",),
        lambda story: Expunction.objects.filter(story=story).order_by("pk"),
        _language_of_story,
    ),
)
# What follows from the others, and is made anew; the address and what an import is known by, which are words
# too; the words of a proposal, which go with it (press.publishing.expunging, press.search.entries).
FOLLOWS = {
    "Edition.description",
    "Edition.search_text",
    "Expunction.words",
    "Release.slug",
    "SearchEntry.lexemes",
    "SearchEntry.texts",
    "SearchWord.word",
    "Story.import_key",
}

_HTML = {field.name for field in Edition._meta.fields if isinstance(field, RichTextField)}
# Of what is kept as JSON, the parts that a program has written: names, moments, choices. The address is
# judged by itself.
_OF_PROGRAMS = {
    "ai_use",
    "fields",
    "joint_release",
    "language",
    "live_from",
    "publish_at",
    "rules",
    "slug",
    "version",
}
_CREDIT = re.compile(r"credit_([a-z]{2})")


def black_out_story(story: Story, finder: Finder) -> Iterator[Blackened]:
    """Yields the rows that say what is sought, with what they shall say instead. Nothing is written."""
    for columns in STORY_TEXTS:
        for row in columns.find(story):
            blackened = Blackened(row, {}, [], [])
            language = ""
            for name in columns.names:
                value = getattr(row, name)
                if not value:
                    continue
                language = language or columns.get_language(row)
                judge = _Judge(blackened, name, finder, language, row._meta.get_field(name))
                changed = judge.judge(value, name if isinstance(value, str) else "")
                if changed != value:
                    blackened.values[name] = changed
            if blackened.values:
                yield blackened


def black_out_fields(sent: dict[str, list[str]], finder: Finder, language: str) -> dict[str, list[str]]:
    """Returns what a form of the desk was sent, without what is sought; the same where it is nowhere."""
    changed: dict[str, list[str]] = _Judge(Blackened(None, {}, [], []), "", finder, language, None).judge(
        sent, ""
    )
    return changed


@dataclass(frozen=True, slots=True)
class _Judge:
    """One value, and whatever is in it."""

    blackened: Blackened
    column: str
    finder: Finder
    language: str
    field: Any

    def judge(self, value: Any, part: str) -> Any:
        if isinstance(value, str):
            return self._judge_text(value, part)
        if isinstance(value, dict):
            return {key: self.judge(each, f"{part} {key}".strip()) for key, each in value.items()}
        if isinstance(value, list):
            return [self.judge(each, part) for each in value]
        return value

    def _judge_text(self, text: str, part: str) -> str:
        name = part.rpartition(" ")[2].rpartition("-")[2]
        if name in _OF_PROGRAMS:
            return text
        spoken = _CREDIT.fullmatch(name)
        language = spoken[1] if spoken else self.language
        if name in _HTML:
            changed, found = black_out_html(text, self.finder, language)
        else:
            field = self.field
            longest = field.max_length if isinstance(field, models.CharField) else None
            changed, found = black_out(text, self.finder, language, longest)
        if not found:
            return text
        self.blackened.places.append(Place(self.blackened.row, self.column, part, tuple(found), language))
        self.blackened.texts.append((text, changed))
        return changed
