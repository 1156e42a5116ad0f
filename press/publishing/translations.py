"""Of which version in another language a text is the translation, and whether that says it still."""

from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT

from press.models import Edition, EditionVersion
from press.publishing.versions import keep_version


def note_source(edition: Edition, source: Edition, version: int) -> None:
    """Notes that the text says what `source`, of the same story in another language, said at that version.

    It is no change of the text: nobody becomes an author by it. Of another story's text nothing is noted.
    """
    of_one_story = source.release.story_id == edition.release.story_id
    if not of_one_story or source.release_id == edition.release_id:
        return
    keep_version(source)
    said = source.versions.filter(number__lte=version).order_by("-number").first()
    if said and said.pk != edition.translated_from_id:
        edition.translated_from = said
        edition.save(update_fields=["translated_from"])


# What the desk compares of two texts (press/desk/sources.py).
_COMPARED = ("title", "lead", "body")


def older_than_original() -> Exists:
    """Returns the condition that what an edition was translated from says something else by now.

    As its newest text stands, also where that is a draft: the page on which the translation is written shows
    the same. The texts themselves are compared only where the other was saved, or begun anew, since.
    """
    later_edition = Edition.objects.not_discarded().filter(
        release=OuterRef("edition__release"), number__gt=OuterRef("edition__number")
    )
    differs = reduce(or_, (~Q(**{name: OuterRef(f"said_{name}")}) for name in _COMPARED))
    now = Edition.objects.newest().filter(differs, release=OuterRef("edition__release"))
    said = EditionVersion.objects.filter(pk=OuterRef("translated_from"))
    was_saved = Q(edition__version__gt=F("number"))
    is_discarded = Q(edition__state=Edition.State.DISCARDED)
    moved = said.filter(was_saved | Exists(later_edition) | is_discarded)
    return Exists(
        moved.annotate(**{f"said_{name}": KT(f"content__{name}") for name in _COMPARED}).filter(Exists(now))
    )


def count_older_than_original(most: int) -> int:
    """Returns in how many stories a text is older than its original, counted no further than `most`."""
    translated = Edition.objects.newest().filter(translated_from__isnull=False)
    stories = translated.filter(older_than_original()).order_by().values("release__story").distinct()
    return stories[:most].count()
