"""Reasons, notes and texts say something to a reader, or they are none; and no verb keeps a bad character."""

from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import AuditEntry, Edition, Release, User
from press.publishing import find_problems
from tests.factories import illustrate

Build = Callable[..., Release]
# Some of those that tests/press/text/test_characters.py knows: spaces, formats, fillers, what is gone.
invisible = pytest.mark.parametrize("invisible", ["\xa0", "\u200b\u2060\ufe0f", "\u3164\u2800", "\x00\ufffe"])


def withdraw(make_release: Build, by: User, words: str) -> str:
    return publishing.withdraw(make_release(), by=by, reason=words).editions.get().withdrawal_reason


def remove(make_release: Build, by: User, words: str) -> str:
    return publishing.remove(make_release(), by=by, reason=words).removal_reason


def send_back(make_release: Build, by: User, words: str) -> str:
    submitted = make_release(state="submitted").editions.get()
    return publishing.send_back(submitted, by=by, note=words).return_note


def publish_alone(make_release: Build, by: User, words: str) -> str:
    """Of a draft: without a reason it is not even submitted, so nobody may approve it."""
    draft = make_release(state="draft").editions.get()
    return publishing.approve(draft, by=by, urgent_reason=words).urgent_reason


every_verb = pytest.mark.parametrize("verb", [withdraw, remove, send_back, publish_alone])


@every_verb
@invisible
def test_what_leaves_no_mark_is_no_reason(
    verb: Callable[..., str], invisible: str, make_release: Build, chief: User
) -> None:
    with pytest.raises(publishing.Refused):
        verb(make_release, chief, f"{invisible} {invisible}")


@every_verb
def test_a_reason_is_kept_as_typed_without_what_no_text_may_hold(
    verb: Callable[..., str], make_release: Build, chief: User
) -> None:
    kept = "«Сандар» қате:\r\n146 емес, 164\u202f%."
    assert verb(make_release, chief, f"  {kept[:9]}\x00\ud800\ufffe{kept[9:]}\n") == kept
    detail: dict[str, Any] = AuditEntry.objects.latest("pk").detail
    assert kept in detail.values()


@invisible
@pytest.mark.parametrize(
    ("field", "markup"), [("title", "{}"), ("body", "<p>{}</p><h2>{}</h2>"), ("correction_note", "{}")]
)
def test_a_text_of_what_leaves_no_mark_is_none(
    make_release: Build, author: User, field: str, markup: str, invisible: str
) -> None:
    edition = publishing.start_edition(make_release(), by=author)
    publishing.revise(edition, by=author, correction_note="The sum.")
    assert find_problems(edition) == []
    publishing.revise(edition, by=author, **{field: markup.format(invisible, invisible)})
    assert {problem.field for problem in find_problems(edition)} == {field}


@invisible
def test_an_alternative_text_of_what_leaves_no_mark_describes_nothing(
    make_release: Build, author: User, invisible: str
) -> None:
    edition: Edition = make_release(state="draft").editions.get()
    illustrate(edition, by=author, alternative_text=f"{invisible}{invisible}")
    assert [problem.field for problem in find_problems(edition)] == ["illustrations"]
