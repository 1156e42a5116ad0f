"""What a story is about, and the photographs of an edition: set by verbs, with an actor and a trace."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import Edition, Illustration, Photograph, Release, Story, User
from press.publishing import IllustrationInput
from tests.factories import make_person, make_topic, photograph_file
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
    other = Story.objects.create()
    parts = {
        "topics": [make_topic()],
        "people": [make_person()],
        "related": [other],
        "pinned_until": NOW + DAY,
    }
    now = dict(NOTHING)
    for name, value in parts.items():
        now[name] = value
        with effects_on(draft) as changed:
            publishing.revise_story(draft, by=author, **now)
        assert changed.entries == [entry("revise story", author, draft, fields=[name])]
        assert about(draft.release.story) == now
    with effects_on(draft) as changed:
        publishing.revise_story(draft, by=author, **now)
    assert (changed.edition, changed.entries) == ({}, [])
    with effects_on(draft) as changed:
        publishing.revise_story(draft, by=author, **NOTHING)
    assert changed.entries == [entry("revise story", author, draft, fields=list(NOTHING))]
    assert about(draft.release.story) == NOTHING


def test_of_what_is_no_draft_who_approves_says_what_it_is_about_and_nobody_else(
    make_release: Build, author: User, editor: User
) -> None:
    topic = make_topic()
    for state in ("submitted", "live"):
        edition = make_release(state=state, title=state).editions.get()
        with pytest.raises(publishing.Refused, match="Your account does not have the right to do this"):
            publishing.revise_story(edition, by=author, **NOTHING | {"topics": [topic]})
        assert about(edition.release.story) == NOTHING
        publishing.revise_story(edition, by=editor, **NOTHING | {"topics": [topic]})
        assert about(edition.release.story)["topics"] == [topic]


def wanted(photograph: Photograph | None = None, colour: str = "", **texts: Any) -> IllustrationInput:
    usual = {"alternative_text": "", "decorative": False, "caption": "", "credit": "", "rights": ""}
    return IllustrationInput(photograph, photograph_file(colour) if colour else None, usual | texts)


def shown(edition: Edition) -> list[tuple[Any, ...]]:
    return [
        (used.photograph, used.alternative_text, used.decorative, used.caption, used.order)
        for used in edition.illustrations.all()
    ]


def test_an_edition_has_the_illustrations_that_were_given_in_their_order_and_no_others(
    draft: Edition, author: User
) -> None:
    rows = [
        wanted(
            colour="navy", alternative_text="The hall", caption="On Monday", credit="N. B.", rights="Free"
        ),
        wanted(colour="teal", decorative=True),
    ]
    publishing.revise_illustrations(draft, rows, by=author)
    navy, teal = Photograph.objects.order_by("pk")
    assert shown(draft) == [(navy, "The hall", False, "On Monday", 0), (teal, "", True, "", 1)]
    assert (navy.credit_en, navy.credit_kk, navy.rights, navy.uploaded_by) == ("N. B.", "", "Free", author)
    assert navy.story == draft.release.story
    publishing.revise_illustrations(
        draft, [wanted(teal, alternative_text="Now described"), wanted(navy)], by=author
    )
    assert shown(draft) == [(teal, "Now described", False, "", 0), (navy, "", False, "", 1)]
    publishing.revise_illustrations(draft, [wanted(navy)], by=author)
    assert shown(draft) == [(navy, "", False, "", 0)]
    assert Photograph.objects.count() == 2


def test_a_photograph_that_is_given_twice_is_used_once_as_it_came_first(draft: Edition, author: User) -> None:
    rows = [
        wanted(colour="navy", caption="First"),
        wanted(colour="navy", caption="Again"),
        wanted(colour="teal", caption="Last"),
    ]
    publishing.revise_illustrations(draft, rows, by=author)
    assert [(used.caption, used.order) for used in draft.illustrations.all()] == [("First", 0), ("Last", 1)]


def test_the_credit_is_written_in_the_language_of_the_release_until_readers_have_it(
    make_release: Build, draft: Edition, author: User, editor: User
) -> None:
    publishing.revise_illustrations(draft, [wanted(colour="navy", alternative_text="A")], by=author)
    photograph = Photograph.objects.get()
    row = wanted(photograph, alternative_text="A", credit="N. Baibulin", rights="Free")
    publishing.revise_illustrations(draft, [row], by=author)
    photograph.refresh_from_db()
    assert (photograph.credit_en, photograph.rights) == ("N. Baibulin", "Free")
    publishing.submit(draft, by=author)
    publishing.approve(draft, by=editor)
    second = publishing.start_edition(draft.release, by=author)
    other = wanted(photograph, alternative_text="A", credit="Somebody else", rights="None")
    publishing.revise_illustrations(second, [other], by=author)
    photograph.refresh_from_db()
    assert (photograph.credit_en, photograph.rights) == ("N. Baibulin", "Free")
    russian = make_release(state="draft", language="ru", title="Встреча", story=draft.release.story)
    row = wanted(photograph, alternative_text="A", credit="Н. Байбулин", rights="Free")
    publishing.revise_illustrations(russian.editions.get(), [row], by=author)
    photograph.refresh_from_db()
    assert (photograph.credit_en, photograph.credit_ru) == ("N. Baibulin", "Н. Байбулин")


def test_the_photographs_of_what_is_no_draft_stand_as_they_are(
    make_release: Build, draft: Edition, author: User
) -> None:
    publishing.revise_illustrations(draft, [wanted(colour="navy", alternative_text="A")], by=author)
    publishing.submit(draft, by=author)
    with pytest.raises(publishing.Refused, match="This release is now “Submitted”"):
        publishing.revise_illustrations(draft, [], by=author)
    assert Illustration.objects.filter(edition=draft).count() == 1
