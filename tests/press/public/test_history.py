"""What a reader is told of how a release changed: every public text, and what differs from the one before."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.models import Edition, Release, User
from tests.factories import OF_THE_TESTS, illustrate, photograph_file
from tests.press.richtext.marks import bare_marks

DAY = datetime.datetime(2026, 3, 18, 7, 0, tzinfo=datetime.UTC)


def publish(edition: Edition, author: User, editor: User) -> None:
    publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
    publishing.approve(edition, by=editor, override_reason=OF_THE_TESTS)


@pytest.fixture
def corrected(make_release: Callable[..., Release], author: User, editor: User) -> Release:
    """A release with a correction live, and a third edition in work."""
    release = make_release(
        at=DAY, title="Senate met observers", lead="They came on Monday.",
        body="<h2>Figures</h2><p>There were 12 observers from 3 countries.</p><p>They stay.</p>"
        "<table><caption>Days</caption><tbody><tr><th scope='row'>Abay</th><td>18</td></tr></tbody></table>",
    )  # fmt: skip
    second = publishing.start_edition(release, by=author)
    publishing.revise(
        second, by=author, title="Senate met the observers", correction_note="The number was wrong.",
        body="<h2>Figures</h2><p>There were 14 observers from 3 countries.</p><p>They stay.</p>"
        "<table><caption>Days</caption><tbody><tr><th scope='row'>Abay</th><td>19</td></tr></tbody></table>",
    )  # fmt: skip
    illustrate(second, photograph_file(), by=author, alternative_text="The hall, seen from above", caption="")
    publish(second, author, editor)
    third = publishing.start_edition(release, by=author)
    publishing.revise(third, by=author, title="A secret draft", correction_note="Nobody knows yet.")
    return release


def page(release: Release, number: int) -> str:
    answer = Client().get(f"{release.get_absolute_url()}history/{number}/")
    assert answer.status_code == 200
    return bare_marks(answer.content.decode())


def changes(html: str) -> dict[str, str]:
    """Returns what the page says of each part that changed."""
    parts = (
        html.partition('<h2 id="changes">')[2]
        .partition("<footer")[0]
        .split('<p class="changed-part"><b>')[1:]
    )
    told = (part.partition("</b></p>") for part in parts)
    return {label: " ".join(said.split()) for label, _, said in told}


def test_a_correction_shows_what_it_changed_and_nothing_else(corrected: Release) -> None:
    told = changes(page(corrected, 2))
    assert list(told) == ["Title", "Text", "Photograph 1"]
    assert "<p>Senate met <ins>the</ins> observers</p>" in told["Title"]
    assert "<p>There were <del>12</del> <ins>14</ins> observers from 3 countries.</p>" in told["Text"]
    assert "<td><del>18</del> <ins>19</ins></td>" in told["Text"]
    assert told["Text"].count('class="unchanged"') == 2
    assert "They stay." not in told["Text"]
    assert "<ins>The hall, seen from above</ins>" in told["Photograph 1"]


def test_the_first_edition_has_none_and_no_page_tells_of_a_draft(corrected: Release) -> None:
    assert 'id="changes"' not in page(corrected, 1)
    for address in ("", "history/", "history/1/", "history/2/"):
        html = Client().get(f"{corrected.get_absolute_url()}{address}").content.decode()
        assert ("secret" in html, "Nobody knows" in html) == (False, False)
    assert Client().get(f"{corrected.get_absolute_url()}history/3/").status_code == 404


def test_the_edition_before_is_the_last_that_was_public(
    make_release: Callable[..., Release], author: User, editor: User, chief: User
) -> None:
    """The second was approved for later and taken back: nobody has read it."""
    release = make_release(at=DAY, title="One")
    second = publishing.start_edition(release, by=author)
    publishing.revise(second, by=author, title="Never public", minor=True)
    publishing.submit(second, by=author, override_reason=OF_THE_TESTS)
    publishing.send_back(second, by=editor, note="No.")
    publishing.discard(second, by=author)
    third = publishing.start_edition(release, by=author)
    publishing.revise(third, by=author, title="Three", minor=True)
    publish(third, author, editor)
    html = page(release, third.number)
    assert "<del>One</del> <ins>Three</ins>" in changes(html)["Title"]
    assert ("Never public" in html, "history/1/" in html) == (False, True)


def test_the_list_leads_to_what_changed_of_every_edition_but_the_first(corrected: Release) -> None:
    html = Client().get(f"{corrected.get_absolute_url()}history/").content.decode()
    assert [f"history/{number}/#changes" in html for number in (1, 2, 3)] == [False, True, False]


def test_a_withdrawn_release_shows_no_difference_and_a_removed_one_nothing(
    corrected: Release, editor: User, chief: User
) -> None:
    address = f"{corrected.get_absolute_url()}history/2/"
    publishing.withdraw(corrected, by=editor, reason="It was wrong.")
    assert Client().get(address).status_code == 302
    publishing.remove(corrected, by=chief, reason="By law.")
    gone: Any = Client().get(address)
    assert (gone.status_code, "14 observers" in gone.content.decode()) == (410, False)
