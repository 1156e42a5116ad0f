"""What a text needs before it goes out, each beside its field and in the order of the form."""

from collections.abc import Callable
from typing import Any

import pytest

from accessibility.content import Role
from press import publishing
from press.models import Edition, Release, User
from press.publishing import Problem, find_problems
from press.publishing.content_rules import build_alone
from tests.factories import illustrate, photograph_file

Build = Callable[..., Release]

NOTE = Problem("correction_note", "Tell readers what changed and why, or mark the change as minor.")


@pytest.fixture
def draft(make_release: Build) -> Edition:
    return make_release(state="draft").editions.get()


def test_a_whole_text_has_no_problem(draft: Edition) -> None:
    assert find_problems(draft) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "  "}, Problem("title", "Write the title.")),
        ({"body": "<p>\u00a0</p>"}, Problem("body", "Write the text.")),
    ],
)
def test_a_title_or_a_text_of_nothing_but_space_is_none(
    draft: Edition, changes: dict[str, str], problem: Problem
) -> None:
    for name, value in changes.items():
        setattr(draft, name, value)
    assert find_problems(draft) == [problem]


def test_an_address_that_no_letter_makes_is_asked_for(draft: Edition) -> None:
    draft.release.slug = ""
    words = "Write the address: the title has no letters to make it from."
    assert find_problems(draft) == [Problem("slug", words)]


def test_each_photograph_without_a_word_is_named_by_its_number(draft: Edition, author: User) -> None:
    rows: list[tuple[str, dict[str, Any]]] = [
        ("navy", {"alternative_text": " "}),
        ("teal", {"alternative_text": "", "decorative": True}),
        ("red", {"alternative_text": "", "caption": "The hall"}),
    ]
    for order, (colour, fields) in enumerate(rows):
        illustrate(draft, photograph_file(colour), by=author, order=order, **fields)
    words = "Photograph %s has no alternative text: describe it, or mark it as decorative."
    assert find_problems(draft) == [Problem("illustrations", words % number, number - 1) for number in (1, 3)]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, [NOTE]),
        ({"correction_note": " "}, [NOTE]),
        ({"correction_note": "The sum."}, []),
        ({"minor": True}, []),
    ],
)
def test_a_correction_of_what_was_read_has_a_note_or_is_minor(
    make_release: Build, author: User, changes: dict[str, Any], problems: list[Problem]
) -> None:
    second = publishing.start_edition(make_release(), by=author)
    for name, value in changes.items():
        setattr(second, name, value)
    assert find_problems(second) == problems


def test_what_nobody_has_read_yet_needs_no_note(make_release: Build, editor: User) -> None:
    scheduled = make_release(state="scheduled").editions.get()
    assert find_problems(publishing.unschedule(scheduled, by=editor)) == []


def test_of_an_edition_that_is_public_itself_none_is_asked_for(make_release: Build) -> None:
    assert find_problems(make_release().editions.get()) == []


def test_all_that_is_missing_is_said_at_once_in_the_order_of_the_form(
    make_release: Build, author: User
) -> None:
    second = publishing.start_edition(make_release(), by=author)
    illustrate(second, by=author, alternative_text="")
    second.title = second.body = second.release.slug = ""
    fields = [problem.field for problem in find_problems(second)]
    assert fields == ["title", "body", "illustrations", "slug", "correction_note"]


def test_what_is_refused_for_errors_alone_can_be_handed_over_for_a_reason_and_says_so(
    make_release: Callable[..., Release], author: User
) -> None:
    edition = make_release(state="draft", body='<p>The plan is <a href="/plan">here</a>.</p>').editions.get()
    with pytest.raises(publishing.Refused, match="Mend what is found, or say why it stands"):
        publishing.submit(edition, by=author)
    assert publishing.submit(edition, by=author, override_reason="A reason.").state == "submitted"


def test_a_correction_note_is_compared_with_no_other_language(
    make_release: Callable[..., Release], author: User
) -> None:
    correction = publishing.start_edition(make_release(), by=author)
    publishing.revise(correction, by=author, correction_note="145, not 135 billion.")
    roles = {text.name: text.role for text in build_alone(correction).texts}
    assert (roles["correction_note"], roles["dateline"]) == (Role.NOTE, Role.OTHER)
