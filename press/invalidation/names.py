"""The names of what pages show and what a change touches: a kept page stays until one of its own is touched.

A page reads rows (a release, a topic) and the newest of lists. What is published now or later goes on top of
its lists, so what lies below needs no name but those of its rows; whatever comes or goes below (an import,
a withdrawal) makes every page old (`changes`). docs/adr/0015.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from press.languages import Language
from press.models import Edition, Person, Release, Story, Topic

# A release that became public so lately may have one below it yet: two that are published at once are
# committed in any order. Who reads a list from there on reads its top.
SETTLED = datetime.timedelta(minutes=2)
# What is dated this late goes on top. Less than SETTLED by what clocks of two machines may differ.
ON_TOP = datetime.timedelta(minutes=1)

# Numbers of releases in a part of the sitemap. Some 1 KB each with its languages: far under the 50 MB of the
# protocol.
SITEMAP_PART = 5_000

# Which releases are kept on top of the home page.
PINNED = "pinned"
# Which releases were read most yesterday.
MOST_READ = "most-read"
# What the content rules found in what is public, and what of it was let stand.
FINDINGS = "findings"


def release(key: int) -> str:
    return f"release:{key}"


def story(key: int) -> str:
    """Which releases an event has, and its topics, people and related ones."""
    return f"story:{key}"


def subject(kind: str, key: int) -> str:
    """A topic or person by name; `kind` is "topic" or "person"."""
    return f"{kind}:{key}"


def subjects(kind: str) -> str:
    """All topics or people by name."""
    return f"{kind}s"


def newest(language: str) -> str:
    """The top of the lists of a language."""
    return f"newest:{language}"


def newest_of(kind: str, key: int, language: str) -> str:
    """The top of the list of one topic or person in a language."""
    return f"newest:{language}:{kind}:{key}"


def sitemap(key: int) -> str:
    """The part of the sitemap that has the release with that key."""
    return f"sitemap:{(key - 1) // SITEMAP_PART + 1}"


EVERY_NEWEST = tuple(newest(language) for language in Language.values)


def of_links(editions: Iterable[Edition]) -> Iterator[str]:
    """Yields what links to editions show."""
    return (release(edition.release_id) for edition in editions)


def of_cards(editions: Iterable[Edition]) -> Iterator[str]:
    """Yields what the cards of editions show: their topics too, which have been read."""
    for edition in editions:
        yield release(edition.release_id)
        yield story(edition.release.story_id)
        yield from of_subjects("topic", edition.release.story.topics.all())


def of_subjects(kind: str, rows: Iterable[Topic | Person]) -> Iterator[str]:
    return (subject(kind, row.pk) for row in rows)


def of_publications(editions: Iterable[Edition]) -> dict[int, frozenset[str]]:
    """Returns by its key what each edition touches when it becomes public, or is another one then.

    Each has its `release`. Four queries, however many there are.
    """
    editions = list(editions)
    stories = {edition.release.story_id for edition in editions}
    about: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for kind, relation in (("topic", Story.topics.through), ("person", Story.people.through)):
        pairs = relation._default_manager.filter(story__in=stories).values_list("story_id", f"{kind}_id")
        for key, other in pairs:
            about[key].append((kind, other))
    related: dict[int, list[int]] = defaultdict(list)
    directions = Story.related.through._default_manager.filter(from_story__in=stories)
    for key, other in directions.values_list("from_story_id", "to_story_id"):
        related[key].append(other)
    releases: dict[int, list[int]] = defaultdict(list)
    for key, story_key in Release.objects.filter(story__in=stories).values_list("pk", "story"):
        releases[story_key].append(key)

    def names_of(edition: Edition) -> frozenset[str]:
        its_story, language = edition.release.story_id, edition.release.language
        return frozenset(
            (
                release(edition.release_id),
                newest(language),
                *map(story, (its_story, *related[its_story])),
                *map(sitemap, releases[its_story]),
                *(newest_of(kind, key, language) for kind, key in about[its_story]),
            )
        )

    return {edition.pk: names_of(edition) for edition in editions}
