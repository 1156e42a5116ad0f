"""The desk's list of releases: a story is one row, its languages are cells."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from press.desk import presence
from press.desk.status import Status, edition_status, newest_moment
from press.languages import Language, Worded
from press.models import Edition, Presence, Release, Topic
from press.models.stories import find_naming_edition
from press.prepared import planned_once
from press.publishing.translations import older_than_original

# What a row says of each of its texts follows from these (press/desk/status.py).
_SAID = (
    "release", "number", "title", "state", "return_note", "publish_at", "live_from", "live_until",
    "withdrawn_at", "urgent_reason", "is_fix", "confirmed_at", "created_at",
)  # fmt: skip
_OF_RELEASE = ("story", "language", "first_published_at", "hour_known", "removed_at")


@dataclass(frozen=True, slots=True)
class Cell:
    """A language of a story: its newest text, if there is one, how it stands, and who is writing in it."""

    code: str
    name: str
    edition: Edition | None = None
    status: Status | None = None
    label: str = ""
    presences: Sequence[Presence] = ()


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story: its key, the text that names it, that which was found, that which dates it, its languages."""

    story: int
    topics: Sequence[Worded]
    named_by: Edition
    found: Edition
    dated_by: Edition
    cells: list[Cell]


def with_stories(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Returns the editions with the other languages of their stories, in a fixed number of queries."""
    of_releases = Edition.objects.only(*_SAID).select_related("release")
    releases = Release.objects.prefetch_related(Prefetch("editions", of_releases))
    return editions.select_related("release__story").prefetch_related(
        Prefetch("release__story__releases", releases)
    )


def find_rows(found: Mapping[int, int]) -> list[StoryRow]:
    """Returns a row for each story, in their order; of each that text which was found, by their keys."""
    if not found:
        return []
    keys = list(found)
    texts: dict[int, dict[int, Edition]] = defaultdict(dict)
    for text in _read_texts(keys):
        texts[text.release.story_id][text.pk] = text
    topics: dict[int, list[Worded]] = defaultdict(list)
    for topic in _read_topics(keys):
        topics[topic.story].append(topic.name())  # type: ignore[attr-defined]
    writing, now = presence.find_by_edition(), timezone.now()
    labels = {status: str(status.short_label) for status in Status}

    def cell(code: str, name: str, text: Edition | None) -> Cell:
        if text is None:
            return Cell(code, name)
        status = edition_status(text, now)
        return Cell(code, name, text, status, labels[status], writing.get(text.pk, ()))

    def row(story: int, edition: Edition) -> StoryRow:
        by_language = {text.language: text for text in texts[story].values()}
        return StoryRow(
            story=story,
            topics=topics[story],
            named_by=find_naming_edition(by_language) or edition,
            found=edition,
            dated_by=max([edition, *by_language.values()], key=newest_moment),
            cells=[cell(code, name, by_language.get(code)) for code, name in Language.choices],
        )

    return [row(story, texts[story][key]) for story, key in found.items() if key in texts[story]]


@planned_once
def _read_texts(stories: list[int]) -> QuerySet[Edition]:
    """The newest text of each of their languages."""
    of_release = (f"release__{name}" for name in _OF_RELEASE)
    newest = Edition.objects.newest().select_related("release").only(*_SAID, *of_release)
    marked = newest.annotate(is_older_than_original=older_than_original())
    return marked.filter(release__story__in=stories)


@planned_once
def _read_topics(stories: list[int]) -> QuerySet[Topic]:
    """Each once for every story that is about it, as its `story`."""
    return Topic.objects.filter(stories__in=stories).annotate(story=F("stories"))
