"""Of which version in another language a text is the translation."""

from press.models import Edition
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
