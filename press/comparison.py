"""What changed between two texts of a release: each field, the credit line, the words of the photographs.

Whoever asks must have been shown both: nothing here asks who may read them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from press.models import Contact, Edition, Illustration, Story
from press.models.versions import Content
from press.richtext.comparison import Block, Comparison, compare_html, compare_texts
from press.richtext.fields import RichTextField

# What is said of the edition, not in it: its note, when it is to go out, whether readers need a note.
_NOT_COMPARED = {"correction_note", "publish_at", "minor", "ai_checked"}
_OF_PHOTOGRAPH = ("alternative_text", "caption", "credit")


class Change(NamedTuple):
    """One part of a release that says something else now; `label` is in the language of the page.

    `is_line`: its words stand in no paragraph of their own.
    """

    label: str
    comparison: Comparison
    is_line: bool = True

    @property
    def parts(self) -> "list[Block | int]":
        """Returns the blocks that changed, and in the place of others how many stand there."""
        parts: list[Block | int] = []
        for block in self.comparison.blocks:
            if block.is_changed:
                parts.append(block)
            elif parts and isinstance(parts[-1], int):
                parts[-1] += 1
            else:
                parts.append(1)
        return parts


def compare_editions(
    before: Edition, after: Edition, illustrations: tuple[Sequence[Illustration], Sequence[Illustration]]
) -> list[Change]:
    """Returns the parts that differ for readers, in the order of the page. `illustrations`: those of both."""
    contents = (_read(edition, used) for edition, used in zip((before, after), illustrations, strict=True))
    return compare_contents(*contents)


def compare_contents(before: Content, after: Content) -> list[Change]:
    """Returns the parts that differ of what was kept at two versions of an edition (`EditionVersion`)."""
    found = [*_compare_fields(before, after), *_compare_photographs(before, after)]
    return [change for change in found if change.comparison.is_changed]


def compare_stories(before: Content, after: Content) -> list[Change]:
    """Returns which topics, people and related stories are others at two versions of a story."""
    found = []
    for name in ("topics", "people", "related"):
        field = Story._meta.get_field(name)
        assert isinstance(field, models.ManyToManyField)
        keys = {*before[name], *after[name]}
        rows = {row.pk: str(row) for row in field.related_model._default_manager.filter(pk__in=keys)}
        sides = ("\n".join(rows[key] for key in side[name] if key in rows) for side in (before, after))
        found.append(Change(capfirst(str(field.verbose_name)), compare_texts(*sides)))
    return [change for change in found if change.comparison.is_changed]


def _read(edition: Edition, illustrations: Sequence[Illustration]) -> Content:
    """Returns what readers see of an edition: of contact and courtesy the credit line."""
    names = [field.name for field in Edition.WRITTEN_FIELDS if field.form_section != "credit"]
    return {
        **{name: getattr(edition, name) for name in names},
        "credit_line": edition.credit_line,
        "ai_use": edition.ai_use,
        "photographs": [
            {
                "photograph": used.photograph_id,
                "decorative": used.decorative,
                "alternative_text": used.alternative_text,
                "caption": used.caption,
                "credit": used.photograph.credit().text,
            }
            for used in illustrations
        ],
    }


def _compare_fields(before: Content, after: Content) -> Iterator[Change]:
    names = [field.name for field in Edition.WRITTEN_FIELDS if field.name not in _NOT_COMPARED]
    for name in (*names, "credit_line"):
        if name not in after:
            continue
        field = Edition._meta.get_field(name)
        assert isinstance(field, models.Field)
        label = _("Credit line") if name == "credit_line" else capfirst(str(field.verbose_name))
        if isinstance(field, RichTextField):
            yield Change(label, compare_html(before.get(name) or "", after[name]), is_line=False)
        else:
            yield Change(label, compare_texts(*(_say(field, each.get(name)) for each in (before, after))))


def _say(field: "models.Field[Any, Any]", value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value or ""))
    if field.name == "contact":
        contact = Contact.objects.filter(pk=value).first()
        return str(contact or "")
    return str(value or "")


def _compare_photographs(before: Content, after: Content) -> Iterator[Change]:
    """Yields for each photograph its words; of one that only one side has, all of them."""
    old, new = (
        {used["photograph"]: _words(used) for used in side["photographs"]} for side in (before, after)
    )
    for number, photograph in enumerate([*new, *(each for each in old if each not in new)], start=1):
        label = _("Photograph %(number)s") % {"number": number}
        yield Change(label, compare_texts(old.get(photograph, ""), new.get(photograph, "")))


def _words(used: Mapping[str, Any]) -> str:
    """Returns what the page says of a photograph, a line each; never nothing: it was added or taken out."""
    lines = [used.get(name) or "" for name in _OF_PHOTOGRAPH]
    said = filter(None, [_("Decorative") if used.get("decorative") else "", *lines])
    return "\n".join(said) or _("Photograph")
