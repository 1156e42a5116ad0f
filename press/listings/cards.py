"""What a list shows of each of its releases: a page is five queries, their SQL written once (`prepared`)."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from press.listings.keyset import live_in
from press.models import Edition, Illustration, Rendition, Story
from press.models.releases import EditionQuerySet
from press.prepared import planned_once

# What `find` reads for a page: the releases' keys in, their live editions out, in any order.
FindCards = Callable[[Sequence[int]], list[Edition]]


def cards_in(language: str, at: datetime.datetime) -> FindCards:
    """Returns how the cards of releases in a language are found, with topics, photographs and renditions."""

    def find(releases: Sequence[int]) -> list[Edition]:
        editions = _editions(language, at, list(releases))
        stories = [edition.release.story for edition in editions]
        pairs = [(pair.story_id, pair.topic) for pair in _topics([story.pk for story in stories])]
        _attach("topics", stories, pairs)
        _attach_illustrations(editions)
        return editions

    return find


def attach_people(stories: Sequence[Story]) -> None:
    """Reads the people whom the stories are about, as `prefetch_related` does."""
    pairs = [(pair.story_id, pair.person) for pair in _people([story.pk for story in stories])]
    _attach("people", stories, pairs)


def _attach(name: str, stories: Iterable[Story], pairs: Iterable[tuple[int, Any]]) -> None:
    found = defaultdict(list)
    for story, row in pairs:
        found[story].append(row)
    for each in stories:
        _keep(each, name, found[each.pk])


def _attach_illustrations(editions: Sequence[Edition]) -> None:
    illustrations = _illustrations([edition.pk for edition in editions])
    photographs = sorted({illustration.photograph_id for illustration in illustrations})
    renditions, uses = defaultdict(list), defaultdict(list)
    for rendition in _renditions(photographs):
        renditions[rendition.photograph_id].append(rendition)
    for illustration in illustrations:
        _keep(illustration.photograph, "renditions", renditions[illustration.photograph_id])
        uses[illustration.edition_id].append(illustration)
    for edition in editions:
        _keep(edition, "illustrations", uses[edition.pk])


def _keep(row: Any, name: str, found: list[Any]) -> None:
    """Leaves them where `prefetch_related` does; to make a manager of each row takes half of all the time."""
    rows: QuerySet[Any] = QuerySet(row._meta.get_field(name).related_model)
    rows._result_cache = found
    row._prefetched_objects_cache = {**getattr(row, "_prefetched_objects_cache", {}), name: rows}


@planned_once
def _editions(language: str, at: datetime.datetime, releases: list[int]) -> EditionQuerySet:
    found = live_in(language, at).filter(release__in=releases).select_related("release__story")
    return found.defer("body", "search_text", "description")


@planned_once
def _topics(stories: list[int]) -> QuerySet[Any]:
    pairs = Story.topics.through._default_manager.filter(story__in=stories)
    return pairs.select_related("topic").order_by("topic__slug")


@planned_once
def _people(stories: list[int]) -> QuerySet[Any]:
    pairs = Story.people.through._default_manager.filter(story__in=stories)
    return pairs.select_related("person").order_by("person__slug")


@planned_once
def _illustrations(editions: list[int]) -> QuerySet[Illustration]:
    return Illustration.objects.filter(edition__in=editions).select_related("photograph")


@planned_once
def _renditions(photographs: list[int]) -> QuerySet[Rendition]:
    return Rendition.objects.filter(photograph__in=photographs)
