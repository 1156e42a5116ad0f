"""The next edition begins with all that the one before says, and with nothing that was of that one alone."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from press import publishing
from press.models import Contact, Edition, Illustration, Release, Story, User
from press.photographs.intake import create_photograph
from tests.factories import OF_THE_TESTS, photograph_file


@pytest.fixture
def full(contact: Contact) -> dict[str, Any]:
    """Returns a value for each of these fields, none of them the usual one."""
    return {
        "title": "The title",
        "dateline": "Astana",
        "lead": "The lead.",
        "body": "<p>The body.</p>",
        "contact": contact,
        "courtesy": "N. Baibulin",
        "correction_note": "What was corrected.",
        "minor": True,
        "publish_at": timezone.now() - datetime.timedelta(days=1),
    }


COPIED = {"title", "dateline", "lead", "body", "contact", "courtesy"}


def test_a_correction_begins_with_every_text_but_what_was_said_of_that_edition_alone(
    make_release: Callable[..., Release], full: dict[str, Any], author: User
) -> None:
    first = make_release(**full).editions.get()
    assert {name: getattr(first, name) for name in full} == full
    second = publishing.start_edition(first.release, by=author)
    empty = Edition()
    assert {name: getattr(second, name) for name in full} == {
        name: value if name in COPIED else getattr(empty, name) for name, value in full.items()
    }
    assert (second.number, second.state, second.created_by) == (2, Edition.State.DRAFT, author)
    assert (second.search_text, list(second.changed_by.all())) == (first.search_text, [])


def test_a_correction_begins_with_the_illustrations_in_their_order_and_words(
    make_release: Callable[..., Release], author: User, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    story: Story = edition.release.story
    photographs = [
        create_photograph(photograph_file(colour).file, story=story, by=author) for colour in ("navy", "teal")
    ]
    rows = [
        {"photograph": photographs[1], "alternative_text": "The hall", "caption": "On Monday", "order": 0},
        {"photograph": photographs[0], "decorative": True, "caption": "", "order": 1},
    ]
    for row in rows:
        Illustration.objects.create(edition=edition, **row)
    publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
    publishing.approve(edition, by=editor, override_reason=OF_THE_TESTS)
    second = publishing.start_edition(edition.release, by=author)
    names = ("photograph", "order", *(field.name for field in Illustration.WRITTEN_FIELDS))

    def shown(of: Edition) -> list[dict[str, Any]]:
        return [{name: getattr(used, name) for name in names} for used in of.illustrations.all()]

    assert shown(second) == shown(edition)
    assert [used["alternative_text"] for used in shown(second)] == ["The hall", ""]


def test_the_copy_is_of_the_newest_approved_text_whatever_is_live(
    make_release: Callable[..., Release], correct: Callable[..., Edition], author: User, editor: User
) -> None:
    release = make_release(title="First")
    correct(release, title="Second")
    publishing.withdraw(release, by=editor, reason="The figures were wrong.")
    third = publishing.start_edition(release, by=author)
    assert (third.number, third.title) == (3, "Second")
