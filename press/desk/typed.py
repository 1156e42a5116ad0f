"""What stands in a form that was not saved, as the objects that it would become. Nothing here is written."""

import datetime
from copy import copy
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from press.converters import parse_number
from press.desk.contents import MOMENT, read_content
from press.desk.forms import ReleaseForm
from press.desk.ordering import put_in_order
from press.desk.photograph_forms import PhotographForm, Photographs
from press.languages import Language
from press.models import Contact, Edition, Illustration, Photograph, Release, Story, User
from press.photographs.visibility import find_uploads
from press.richtext.fields import RichTextFormField
from press.richtext.limits import is_too_complex
from press.transliteration import slug as make_slug

# Of a release that was never saved: no row has it.
NO_NUMBER = 0


def build_edition(sent: QueryDict, edition: Edition | None, story: Story | None, *, officer: User) -> Edition:
    """Returns the edition as it would be saved, with its illustrations; what no field can hold is left out.

    `edition` is the one that is written on, and stays as it is; None of one that is not there yet.
    """
    typed = _copy(edition) if edition else _new_edition(sent, story)
    fields = {field.name: ReleaseForm.base_fields[field.name] for field in Edition.WRITTEN_FIELDS}
    for name, value in read_content(sent, fields).items():
        if name == "contact":
            if value != typed.contact_id:
                typed.contact = Contact.objects.filter(pk=value or NO_NUMBER).first()
        elif name == "publish_at":
            typed.publish_at = _read_moment(value)
        elif not isinstance(fields[name], RichTextFormField) or not is_too_complex(value):
            setattr(typed, name, value)
    typed.title = " ".join(typed.title.split())
    if not typed.release.slug_is_frozen():
        typed.release.slug = sent.get("slug") or make_slug(typed.title, typed.language)
    _attach(typed, _build_illustrations(sent, typed, officer))
    return typed


def _copy(edition: Edition) -> Edition:
    copied = copy(edition)
    copied.release = copy(edition.release)
    return copied


def _new_edition(sent: QueryDict, story: Story | None) -> Edition:
    language = sent.get("language", "")
    release = Release(
        pk=NO_NUMBER,
        story=story or Story(pk=NO_NUMBER),
        language=language if language in Language.values else Language.values[0],
    )
    return Edition(pk=NO_NUMBER, release=release, created_at=timezone.now(), ai_use_is_asked=True)


def _read_moment(written: str | None) -> datetime.datetime | None:
    try:
        return timezone.make_aware(datetime.datetime.strptime(written or "", MOMENT))  # noqa: DTZ007
    except ValueError:  # half typed
        return None


def _attach(edition: Edition, illustrations: list[Illustration]) -> None:
    """As `prefetch_related` leaves them: whoever asks for the edition's illustrations gets these."""
    every = edition.illustrations.all()
    every._result_cache = illustrations
    edition._prefetched_objects_cache = {"illustrations": every}  # type: ignore[attr-defined]


def _build_illustrations(sent: QueryDict, edition: Edition, officer: User) -> list[Illustration]:
    """Returns one for each row that has a photograph, in their order."""
    rows = [{"number": number, **_read_row(sent, number)} for number in range(_count_rows(sent))]
    rows = put_in_order(rows, [row["ORDER"] for row in rows])
    numbers = {row["photograph"] for row in rows if row["photograph"] and not row["DELETE"]}
    known = _find_photographs(edition.release.story, numbers, officer)
    return [
        _illustration(edition, known[row["photograph"]], row)
        for row in rows
        if row["photograph"] in known and not row["DELETE"]
    ]


def _count_rows(sent: QueryDict) -> int:
    number = parse_number(sent.get("photographs-TOTAL_FORMS", "")) or 0
    return min(number, Photographs.absolute_max)


def _read_row(sent: QueryDict, number: int) -> dict[str, Any]:
    prefix = f"photographs-{number}-"
    fields = {field.name: PhotographForm.base_fields[field.name] for field in PhotographForm.WRITTEN_FIELDS}
    return {
        "photograph": parse_number(sent.get(f"{prefix}photograph", "")),
        "ORDER": parse_number(sent.get(f"{prefix}ORDER", "")),
        "DELETE": bool(sent.get(f"{prefix}DELETE")),
        # Of a photograph whose words stand fast they are not sent.
        "has_credit": f"{prefix}credit" in sent,
        **read_content(sent, fields, prefix),
    }


def _find_photographs(story: Story, numbers: set[int], officer: User) -> dict[int, Photograph]:
    theirs = Photograph.objects.filter(story=story.pk) | find_uploads(officer)
    named = theirs.filter(pk__in=numbers).prefetch_related("renditions")
    return {photograph.pk: photograph for photograph in named}


def _illustration(edition: Edition, photograph: Photograph, row: dict[str, Any]) -> Illustration:
    if row["has_credit"]:
        for field in Photograph.WRITTEN_FIELDS:
            name = f"credit_{edition.language}" if field.name == "credit" else field.name
            setattr(photograph, name, row[field.name])
    own = {field.name: row[field.name] for field in Illustration.WRITTEN_FIELDS}
    # By it the page finds the row again (press/desk/open_points.py).
    return Illustration(photograph=photograph, order=row["number"], **own)
