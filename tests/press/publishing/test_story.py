"""What a story is about: set by a verb, with an actor, a right and a trace."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import AuditEntry, Edition, Release, Story, User
from tests.factories import make_person, make_topic
from tests.press.publishing.effects import NOW, effects_on, entry

Build = Callable[..., Release]
DAY = datetime.timedelta(days=1)
NOTHING: dict[str, Any] = {"topics": [], "people": [], "related": [], "pinned_until": None}


@pytest.fixture
def draft(make_release: Build) -> Edition:
    return make_release(state="draft").editions.get()


def about(story: Story) -> dict[str, Any]:
    story.refresh_from_db()
    relations = {name: list(getattr(story, name).all()) for name in ("topics", "people", "related")}
    return {**relations, "pinned_until": story.pinned_until}


def test_each_part_of_what_a_story_is_about_is_set_and_recorded_once_it_changes(
    draft: Edition, author: User
) -> None:
    other, topic, person = Story.objects.create(), make_topic(), make_person()
    parts: dict[str, tuple[Any, list[Any]]] = {
        "topics": ([topic], [[], [topic.pk]]),
        "people": ([person], [[], [person.pk]]),
        "related": ([other], [[], [other.pk]]),
        "pinned_until": (NOW + DAY, [None, "2026-03-02T09:00:00+00:00"]),
    }
    now = dict(NOTHING)
    for version, (name, (value, change)) in enumerate(parts.items(), start=2):
        now[name] = value
        with effects_on(draft) as changed:
            publishing.revise_story(draft, by=author, **now)
        detail = {"story_version": version, "changes": {name: change}}
        assert changed.entries == [entry("revise story", author, draft, **detail)]
        assert about(draft.release.story) == now
    with effects_on(draft) as changed:
        publishing.revise_story(draft, by=author, **now)
    assert (changed.edition, changed.entries) == ({}, [])
    with effects_on(draft) as changed:
        publishing.revise_story(draft, by=author, **NOTHING)
    back = {name: list(reversed(change)) for name, (_, change) in parts.items()}
    detail = {"story_version": 6, "changes": back}
    assert changed.entries == [entry("revise story", author, draft, **detail)]
    assert about(draft.release.story) == NOTHING


@pytest.mark.parametrize("state", ["submitted", "scheduled", "live", "withdrawn", "removed"])
@pytest.mark.parametrize("language", ["its own", "another draft's"])
def test_once_a_text_was_handed_over_only_who_approves_says_what_its_story_is_about(
    state: str, language: str, make_release: Build, author: User, editor: User
) -> None:
    release = make_release(state=state)
    if language == "another draft's":
        release = make_release(state="draft", language="ru", title="Встреча", story=release.story)
    edition, topic = release.editions.get(), make_topic()
    publishing.revise_story(edition, by=author, **NOTHING)  # nothing is other than before
    for change in ({"topics": [topic]}, {"pinned_until": NOW + DAY}):
        with pytest.raises(publishing.Refused, match="an editor changes what it is about"):
            publishing.revise_story(edition, by=author, **NOTHING | change)
    assert about(edition.release.story) == NOTHING
    publishing.revise_story(edition, by=editor, **NOTHING | {"topics": [topic]})
    assert about(edition.release.story)["topics"] == [topic]


def test_a_correction_in_work_leaves_what_the_published_story_is_about_to_the_editors(
    make_release: Build, author: User
) -> None:
    correction = publishing.start_edition(make_release(), by=author)
    with pytest.raises(publishing.Refused, match="an editor changes what it is about"):
        publishing.revise_story(correction, by=author, **NOTHING | {"topics": [make_topic()]})
    assert about(correction.release.story) == NOTHING


def test_of_two_editors_the_second_hears_who_was_first_and_overwrites_nothing(
    make_release: Build, editor: User, chief: User
) -> None:
    edition = make_release().editions.get()
    russian = make_release(state="draft", language="ru", title="Встреча", story=edition.release.story)
    opened = edition.release.story.version
    publishing.revise_story(
        russian.editions.get(), by=editor, version=opened, **NOTHING | {"topics": [make_topic()]}
    )
    with pytest.raises(publishing.Outdated, match="editor changed this release after you opened it"):
        publishing.revise_story(edition, by=chief, version=opened, **NOTHING | {"people": [make_person()]})
    assert [topic.slug for topic in about(edition.release.story)["topics"]] == ["elections"]
    assert AuditEntry.objects.filter(verb="revise story").count() == 1
