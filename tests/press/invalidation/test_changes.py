"""Which changes move the generation: what readers can see, and nothing else."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers

from press.invalidation import generation
from press.models import Contact, Edition, Photograph, Release, Rendition, Story, User
from tests.factories import illustrate, make_contact, make_person, make_topic

Build = Callable[..., Release]
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)


def moved(change: Callable[[], object]) -> tuple[int, bool]:
    """Returns by how much a change moves the generation, and whether it counts as a takedown."""
    number, _ = generation.fetch()
    change()
    after, last_takedown = generation.fetch()
    return after - number, last_takedown > number


@pytest.fixture
def room(make_release: Build, author: User, editor: User) -> Callable[[str], dict[str, Any]]:
    """Returns what belongs to one release in that state."""

    def build(state: str) -> dict[str, Any]:
        release = make_release(state="draft")
        edition = release.editions.get()
        used = illustrate(edition, by=author, alternative_text="The hall")
        if state == "live":
            Edition.objects.filter(pk=edition.pk).update(
                state="approved", live_from=NOW - DAY, approved_at=NOW, approved_by=editor, submitted_at=NOW,
                submitted_by=author,
            )  # fmt: skip
            Release.objects.filter(pk=release.pk).update(first_published_at=NOW - DAY)
        return {
            "edition": Edition.objects.get(pk=edition.pk),
            "release": Release.objects.get(pk=release.pk),
            "story": Story.objects.get(pk=release.story_id),
            "illustration": type(used).objects.get(pk=used.pk),
            "photograph": Photograph.objects.get(pk=used.photograph_id),
            "rendition": Rendition.objects.filter(photograph=used.photograph_id)[0],
        }

    return build


@pytest.mark.parametrize(("state", "by"), [("draft", 0), ("live", 1)])
def test_what_belongs_to_a_draft_moves_nothing_and_to_what_is_public_moves_it_once(
    room: Callable[[str], dict[str, Any]], state: str, by: int
) -> None:
    for name, instance in room(state).items():
        assert moved(instance.save) == (by, False), name


@pytest.mark.parametrize(("state", "by"), [("draft", 0), ("live", 1)])
@pytest.mark.parametrize("relation", ["topics", "people", "related"])
def test_the_relations_of_a_story_count_once_a_change(
    room: Callable[[str], dict[str, Any]], relation: str, state: str, by: int
) -> None:
    story = room(state)["story"]
    one = {"topics": make_topic, "people": make_person, "related": Story.objects.create}[relation]()
    many = getattr(story, relation)
    changes = [lambda: many.add(one), lambda: many.remove(one)]
    # Of two related stories each says that it has changed; the other one is no public one here.
    assert [moved(change) for change in changes] == [(by, False)] * 2


def test_a_photograph_that_only_a_draft_shows_moves_nothing_whatever_else_is_public(
    room: Callable[[str], dict[str, Any]],
) -> None:
    drafted, public = room("draft"), room("live")
    photographs = [each[name] for each in (drafted, public) for name in ("photograph", "rendition")]
    assert [moved(each.save)[0] for each in photographs] == [0, 0, 1, 1]


def test_names_and_contacts_stand_on_any_page_so_that_each_change_counts(db: None) -> None:
    for make in (make_topic, make_person, make_contact):
        instance: Any = make()
        assert moved(instance.save) == (1, False)
        assert moved(instance.delete) == (1, False)


def test_a_deleted_release_moves_it(room: Callable[[str], dict[str, Any]]) -> None:
    assert moved(room("live")["edition"].delete)[0] > 0
    assert moved(room("draft")["edition"].delete)[0] == 0


def test_a_withdrawal_and_a_removal_are_takedowns(room: Callable[[str], dict[str, Any]], chief: User) -> None:
    public = room("live")
    edition, release = public["edition"], public["release"]
    edition.withdrawn_at = edition.live_until = NOW
    edition.withdrawn_by, edition.withdrawal_reason = chief, "Wrong."
    assert moved(edition.save) == (1, True)
    release.removed_at, release.removed_by, release.removal_reason = NOW, chief, "By law."
    assert moved(release.save) == (1, True)


def test_what_is_removed_moves_it_though_it_was_never_dated(
    room: Callable[[str], dict[str, Any]], chief: User
) -> None:
    release = room("draft")["release"]
    release.removed_at, release.removed_by, release.removal_reason = NOW, chief, "By law."
    assert moved(release.save) == (1, True)


def test_a_scheduled_edition_counts_before_its_moment(make_release: Build) -> None:
    edition = make_release(state="scheduled").editions.get()
    assert moved(edition.save) == (1, False)


def test_rows_that_are_loaded_as_they_are_move_nothing(db: None) -> None:
    rows = serializers.serialize("json", [make_contact()])
    Contact.objects.all().delete()
    assert moved(lambda: [each.save() for each in serializers.deserialize("json", rows)]) == (0, False)
    assert Contact.objects.count() == 1
