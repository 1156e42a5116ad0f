"""What a text, what its story is about, and a photograph's words say at a version, kept where it moves on.

A row is written where the content changes, so the content at a version is that of the newest row up to it.
What was never kept is kept before its first change: of an archive that was imported nothing is kept twice.
"""

import datetime
from typing import Any

from django.db import models

from press.languages import Language
from press.models import Edition, Illustration, Photograph, Story, User
from press.models.versions import Content

# What a story is about, the same in all its languages.
STORY_FIELDS = ("topics", "people", "related", "pinned_until")
# What is said of a photograph in all texts, whatever their language.
_OF_PHOTOGRAPH = tuple(field.name for field in Photograph.WRITTEN_FIELDS if field.name != "credit")
# What stands with a photograph in the texts of all languages.
CREDIT_FIELDS = (*(f"credit_{language}" for language in Language.values), *_OF_PHOTOGRAPH)


def keep_version(row: Edition | Story | Photograph, *, by: User | None = None) -> None:
    """Keeps what the row says at its version, once; `by` is who has just saved it."""
    row.versions.get_or_create(number=row.version, defaults={"content": get_content(row), "saved_by": by})


def find_content(row: Edition | Story | Photograph, version: int) -> Content | None:
    """Returns what the row said at a version of it; None where that was never kept."""
    kept = row.versions.filter(number__lte=version).order_by("-number").first()
    return kept.content if kept else None


def find_content_at(story: Story, moment: datetime.datetime) -> Content:
    """Returns what a story was about at that moment."""
    kept = list(story.versions.order_by("number"))
    before = [version for version in kept if version.saved_at <= moment]
    # What was never kept is kept with its first change: the first row says what stood till then.
    said = before[-1:] or kept[:1]
    return said[0].content if said else get_content(story)


def get_content(row: Edition | Story | Photograph) -> Content:
    """Returns what it says now: its written fields by name; of an edition `slug` and `photographs` too."""
    match row:
        case Edition():
            used = row.illustrations.select_related("photograph").order_by("order", "pk")
            return {
                "slug": row.release.slug,
                **_values(row, [field.name for field in Edition.WRITTEN_FIELDS]),
                "photographs": [_illustration(each, row.language) for each in used],
            }
        case Story():
            return _values(row, STORY_FIELDS)
        case Photograph():
            return _values(row, CREDIT_FIELDS)


def _illustration(used: Illustration, language: str) -> Content:
    return {
        "photograph": used.photograph_id,
        **_values(used, [field.name for field in Illustration.WRITTEN_FIELDS]),
        "credit": getattr(used.photograph, f"credit_{language}"),
        **_values(used.photograph, _OF_PHOTOGRAPH),
    }


def _values(row: models.Model, names: "tuple[str, ...] | list[str]") -> Content:
    return {name: _as_json(row, row._meta.get_field(name)) for name in names}


def _as_json(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return sorted(getattr(row, field.name).values_list("pk", flat=True))
    value = field.value_from_object(row)
    return value.isoformat() if isinstance(value, datetime.datetime) else value
