"""What stands around a release: its other languages, its neighbours in time, and what is related to it."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.languages import Language
from press.listings.keyset import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    is_at_the_top,
    live_in,
    not_older_than,
    older_than,
    select_for_links,
)
from press.models import Edition, ListEntry, Release
from press.models.releases import EditionQuerySet
from press.prepared import prepared

RELATED = 3


@dataclass(frozen=True, slots=True)
class NearbyReleases:
    """The releases next to one in its own language. None of them is there twice.

    Each link is one more stop for who goes by keyboard.
    """

    older: Edition | None = None
    newer: Edition | None = None
    related: list[Edition] = field(default_factory=list)


def find_translations(release: Release, at: datetime.datetime) -> list[Edition]:
    """Returns the live editions of the same story in the other languages, in the house's order."""
    order = list(Language.values)
    with reading(names.story(release.story_id)):
        editions = _of_story(release.story_id, release.pk, at)
    depend_on(names.of_links(editions))
    return sorted(editions, key=lambda edition: order.index(edition.release.language))


def find_nearby(release: Release, topics: list[int], at: datetime.datetime) -> NearbyReleases:
    """Returns what is live around a release; `topics`: the keys of its story's. Five queries at most.

    What is related without an officer having said so is what came before it on its topics, so that the page
    of an old release stays as it is while others are published; where that is too little, what came after.
    """
    if release.first_published_at is None:
        return NearbyReleases()
    here = (release.language, at, release.first_published_at, release.pk)
    with reading(names.story(release.story_id)):
        older, newer = next(iter(_older(*here)), None), next(iter(_newer(*here)), None)
        seen = [release.pk, *(edition.release_id for edition in (older, newer) if edition)]
        related = _related(release.language, at, release.story_id, seen)
        highest = release.first_published_at if newer is None else newer.release.first_published_at
        if newer is None or (highest and is_at_the_top(highest)):
            depend_on([names.newest(release.language)])
        for find in (_before, _after) if topics else ():
            if len(related) < RELATED:
                seen = [*seen, *(edition.release_id for edition in related)]
                found = find(*here, topics, seen)
                related += found[: RELATED - len(related)]
    if len(related) < RELATED or is_at_the_top(release.first_published_at):
        depend_on(names.newest_of("topic", topic, release.language) for topic in topics)
    depend_on(names.of_links([edition for edition in (older, newer, *related) if edition]))
    return NearbyReleases(older, newer, related)


@prepared
def _of_story(story: int, release: int, at: datetime.datetime) -> EditionQuerySet:
    return select_for_links(Edition.objects.live(at)).filter(release__story=story).exclude(release=release)


@prepared
def _older(
    language: str, at: datetime.datetime, published_at: datetime.datetime, release: int
) -> EditionQuerySet:
    older = (
        select_for_links(live_in(language, at))
        .exclude(release=release)
        .filter(older_than(published_at, release))
    )
    return older.order_by(*NEWEST_FIRST)[:1]


@prepared
def _newer(
    language: str, at: datetime.datetime, published_at: datetime.datetime, release: int
) -> EditionQuerySet:
    others = select_for_links(live_in(language, at)).exclude(release=release)
    return others.filter(not_older_than(published_at, release)).order_by(*OLDEST_FIRST)[:1]


@prepared
def _related(language: str, at: datetime.datetime, story: int, seen: list[int]) -> EditionQuerySet:
    others = select_for_links(live_in(language, at)).exclude(release__in=seen)
    return others.filter(release__story__related=story).order_by(*NEWEST_FIRST)[:RELATED]


@prepared
def _before(
    language: str,
    at: datetime.datetime,
    published_at: datetime.datetime,
    release: int,
    topics: list[int],
    seen: list[int],
) -> EditionQuerySet:
    others = _on_topics(language, at, topics, seen).filter(older_than(published_at, release))
    return others.order_by(*NEWEST_FIRST)[:RELATED]


@prepared
def _after(
    language: str,
    at: datetime.datetime,
    published_at: datetime.datetime,
    release: int,
    topics: list[int],
    seen: list[int],
) -> EditionQuerySet:
    others = _on_topics(language, at, topics, seen).filter(not_older_than(published_at, release))
    return others.order_by(*OLDEST_FIRST)[:RELATED]


def _on_topics(language: str, at: datetime.datetime, topics: list[int], seen: list[int]) -> EditionQuerySet:
    # Not by a join: that would give the same release once for each topic that it shares.
    shares_a_topic = Exists(ListEntry.objects.filter(release=OuterRef("release"), topic__in=topics))
    others = select_for_links(live_in(language, at)).exclude(release__in=seen)
    return others.filter(shares_a_topic)
