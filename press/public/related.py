"""What stands around a release: its other languages, its neighbours in time, and what is related to it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.languages import CODES
from press.listings.keyset import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    is_at_the_top,
    not_older_than,
    older_than,
    select_for_links,
)
from press.models import CorrectionQuestion, Edition, Release, Story
from press.models.releases import EditionQuerySet
from press.prepared import planned_once

RELATED = 3
# So many are looked for: both neighbours, which are not shown twice, may be among them.
CANDIDATES = RELATED + 2
# From an edition to its place in a list.
_ENTRY = "release__list_entries__"


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
    with reading(names.story(release.story_id)):
        editions = _of_story(release.story_id, release.pk, at)
    return _in_order(editions)


def find_corrected(translations: Iterable[Any], editions: Iterable[Edition]) -> list[Any]:
    """Returns the translations that were corrected (`corrected_at`) since this release was last changed.

    `editions`: those of the release that were public. Where somebody said that a correction does not apply
    to it, nothing is said of that.
    """
    moments = [edition.live_from for edition in editions if edition.live_from and not edition.minor]
    return [
        each for each in translations if each.corrected_at and moments and each.corrected_at > max(moments)
    ]


def find_around(
    release: Release, topics: list[int], at: datetime.datetime
) -> tuple[list[Edition], NearbyReleases]:
    """Returns the translations of a release that has its date, and what is live near it. One query.

    `topics`: the keys of its story's. What is related without an officer having said so is what came before
    it on its topics, so that the page of an old release stays as it is while others are published; where that
    is too little, what came after.
    """
    assert release.first_published_at is not None
    here = (release.first_published_at, release.pk)
    with reading(names.story(release.story_id)):
        around = _around(release.language, at, *here, release.story_id, topics)
    translations = [edition for edition in around if edition.release.story_id == release.story_id]
    nearby = _sort_out([edition for edition in around if edition not in translations], *here)
    highest = nearby.newer.release.first_published_at if nearby.newer else None
    if highest is None or is_at_the_top(highest):
        depend_on([names.newest(release.language)])
    if len(nearby.related) < RELATED or is_at_the_top(release.first_published_at):
        depend_on(names.newest_of("topic", topic, release.language) for topic in topics)
    depend_on(names.of_links(filter(None, (nearby.older, nearby.newer, *nearby.related))))
    return _in_order(translations), nearby


def _in_order(translations: list[Edition]) -> list[Edition]:
    depend_on(names.of_links(translations))
    return sorted(translations, key=lambda edition: CODES.index(edition.release.language))


def _sort_out(editions: list[Any], published_at: datetime.datetime, release: int) -> NearbyReleases:
    """Tells by their dates which of `_around` are the neighbours of a release: those next to it."""

    def position(edition: Edition) -> tuple[Any, int]:
        return edition.release.first_published_at, edition.release_id

    editions = sorted(editions, key=position)
    before = [edition for edition in editions if position(edition) < (published_at, release)]
    after = editions[len(before) :]
    older, newer = before.pop() if before else None, after.pop(0) if after else None
    chosen = [edition for edition in reversed(before + after) if edition.is_chosen]
    others = [edition for edition in (*reversed(before), *after) if not edition.is_chosen]
    return NearbyReleases(older, newer, [*chosen, *others][:RELATED])


@planned_once
def _of_story(story: int, release: int, at: datetime.datetime) -> EditionQuerySet:
    live = select_for_links(Edition.objects.live(at)).filter(release__story=story).exclude(release=release)
    return live.annotate(corrected_at=_corrected_at(release, at))


@planned_once
def _around(
    language: str,
    at: datetime.datetime,
    published_at: datetime.datetime,
    release: int,
    story: int,
    topics: list[int],
) -> QuerySet[Any]:
    """The translations, both neighbours and the candidates for what is related, in no order, each once.

    `is_chosen`: an officer said so.
    """
    # Not `live_in`: of two bounds SQLite may walk from the wrong one, here from the newest of all down.
    others = Edition.objects.live(at).filter(release__language=language).exclude(release=release)
    here = (published_at, release)
    older = others.filter(older_than(*here)).order_by(*NEWEST_FIRST)
    newer = others.filter(not_older_than(*here)).order_by(*OLDEST_FIRST)
    near = [
        older[:1],
        newer[:1],
        others.filter(release__story__related=story).order_by(*NEWEST_FIRST)[:CANDIDATES],
        # A walk along the list of each topic. Of several topics at once a database that plans without the
        # values walks along all releases, and for a topic that few have through all of them.
        *(
            _in_list(topic, language, at, release, older_than(*here, by=_ENTRY))[:CANDIDATES]
            for topic in topics
        ),
        *(
            _in_list(topic, language, at, release, not_older_than(*here, by=_ENTRY)).reverse()[:CANDIDATES]
            for topic in topics
        ),
    ]
    if not connection.features.supports_slicing_ordering_in_compound:  # SQLite
        near = [Edition.objects.filter(pk__in=cut.values("pk")).order_by() for cut in near]
    translations = Edition.objects.live(at).filter(release__story=story).exclude(release=release).order_by()
    keys = translations.values("pk").union(*(editions.values("pk") for editions in near), all=True)
    chosen = Story.related.through._default_manager.filter(
        from_story=OuterRef("release__story"), to_story=story
    )
    found = Edition.objects.filter(pk__in=keys).order_by()
    found = found.annotate(is_chosen=Exists(chosen), corrected_at=_corrected_at(release, at))
    return found.select_related("release").only(
        "title", "release__language", "release__slug", "release__first_published_at", "release__story"
    )


def _corrected_at(release: int, at: datetime.datetime) -> Subquery:
    """Returns when an edition's release was last corrected in a way that may apply to this other one."""
    questions = CorrectionQuestion.objects.public(at).filter(
        Q(applies=None) | Q(applies=True), release=release, edition__release=OuterRef("release")
    )
    return Subquery(questions.order_by("-edition__live_from").values(at=F("edition__live_from"))[:1])


def _in_list(topic: int, language: str, at: datetime.datetime, release: int, side: Q) -> EditionQuerySet:
    """Returns what else is live on one side of a release in the list of a topic, the newest first."""
    entry = Q((f"{_ENTRY}topic", topic), (f"{_ENTRY}language", language))
    live = Edition.objects.live(at).filter(entry & side).exclude(release=release)
    return live.order_by(f"-{_ENTRY}first_published_at", "-release_id")
