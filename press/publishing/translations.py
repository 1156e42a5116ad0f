"""Of which version in another language a text is the translation, and whether that says it still."""

from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from press.models import Edition, EditionVersion
from press.models.releases import EditionQuerySet
from press.prepared import prepared
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
    return Exists(_that_say_otherwise(EditionVersion.objects.filter(pk=OuterRef("translated_from"))))


def find_older_than_original() -> EditionQuerySet:
    """Returns all editions of which that is so. Which releases have a later edition at all is read once for
    all of them: most have none, and of those none is looked for.
    """
    corrected = Edition.objects.filter(number__gt=1).values("release")
    said = EditionVersion.objects.filter(_WAS_SAVED | Q(edition__release__in=corrected) | _IS_DISCARDED)
    translations = Edition.objects.filter(translated_from__isnull=False)  # an index knows which these are
    return translations.filter(translated_from__in=_that_say_otherwise(said).values("pk"))


def count_older_than_original(most: int) -> int:
    """Returns in how many stories a text is older than its original, counted no further than `most`."""
    return min(len(_read_stories_older_than_original()), most)


@prepared
def _read_stories_older_than_original() -> QuerySet[Edition, tuple[int]]:
    older = find_older_than_original().newest()
    return older.order_by().values_list("release__story").distinct()


_WAS_SAVED = Q(edition__version__gt=F("number"))
_IS_DISCARDED = Q(edition__state=Edition.State.DISCARDED)


def _that_say_otherwise(versions: QuerySet[EditionVersion]) -> QuerySet[EditionVersion]:
    """Returns those that say something else than the newest text of their release does by now."""
    later_edition = Edition.objects.not_discarded().filter(
        release=OuterRef("edition__release"), number__gt=OuterRef("edition__number")
    )
    differs = reduce(or_, (~Q(**{name: OuterRef(f"said_{name}")}) for name in _COMPARED))
    now = Edition.objects.newest().filter(differs, release=OuterRef("edition__release"))
    moved = versions.filter(_WAS_SAVED | Exists(later_edition) | _IS_DISCARDED)
    said = moved.annotate(**{f"said_{name}": KT(f"content__{name}") for name in _COMPARED})
    return said.filter(Exists(now))
