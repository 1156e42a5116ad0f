"""The desk's list of releases: a story is one row, its languages are cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from press.desk import presence
from press.desk.status import Status, edition_status, newest_moment
from press.languages import Language, Worded
from press.models import Edition, Presence, Release, Story
from press.publishing.translations import older_than_original

# What a row says of each of its texts follows from these (press/desk/status.py).
_SAID = (
    "release", "number", "title", "state", "return_note", "publish_at", "live_from", "live_until",
    "withdrawn_at", "urgent_reason", "is_fix", "confirmed_at", "created_at", "translated_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A language of a story: its newest text, if there is one, how it stands, and who is writing in it."""

    code: str
    name: str
    edition: Edition | None = None
    status: Status | None = None
    presences: Sequence[Presence] = ()


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story: the text that names it, that which was found, that which dates it, and all its languages."""

    story: Story
    topics: Sequence[Worded]
    named_by: Edition
    found: Edition
    dated_by: Edition
    cells: list[Cell]


def with_stories(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Returns the editions with all that `build_rows` says of their stories, in a fixed number of queries."""
    of_releases = Edition.objects.only(*_SAID).select_related("release")
    marked = of_releases.annotate(is_older_than_original=older_than_original())
    releases = Release.objects.prefetch_related(Prefetch("editions", marked))
    return editions.select_related("release__story").prefetch_related(
        Prefetch("release__story__releases", releases), "release__story__topics"
    )


def build_rows(found: Iterable[Edition]) -> list[StoryRow]:
    """Returns a row for each of the editions `with_stories`, of which each is of another story."""
    texts = {edition: _newest_by_language(edition.release.story) for edition in found}
    writing = presence.find_by_edition(text for of_story in texts.values() for text in of_story.values())
    now = timezone.now()

    def cell(code: str, name: str, text: Edition | None) -> Cell:
        if text is None:
            return Cell(code, name)
        return Cell(code, name, text, edition_status(text, now), writing.get(text.pk, []))

    return [
        StoryRow(
            story=(story := edition.release.story),
            topics=[topic.name() for topic in story.topics.all()],
            named_by=story.naming_edition() or edition,
            found=edition,
            dated_by=max([edition, *of_story.values()], key=newest_moment),
            cells=[cell(code, name, of_story.get(code)) for code, name in Language.choices],
        )
        for edition, of_story in texts.items()
    ]


def _newest_by_language(story: Story) -> dict[str, Edition]:
    newest = {release.language: release.newest_edition() for release in story.releases.all()}
    return {language: edition for language, edition in newest.items() if edition}
