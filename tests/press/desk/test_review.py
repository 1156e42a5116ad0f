"""Who reviews a text a second time sees what has changed, not the whole text once more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from press import publishing
from press.models import Edition, Release, SeenVersion, User
from tests.factories import OF_THE_TESTS, make_person, make_topic, signed_in
from tests.press.desk.forms import page_of
from tests.press.richtext.marks import bare_marks

Build = Callable[..., Release]
BODY = "<p>Twelve observers came from three countries.</p><p>They stay until Friday.</p>"


def review_of(edition: Edition, officer: User) -> str:
    page = bare_marks(signed_in(officer).get(page_of(edition)).content.decode())
    found = re.search(r'<section class="changes".*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def hand_over(edition: Edition, by: User) -> None:
    publishing.submit(edition, by=by, override_reason=OF_THE_TESTS)


def test_the_second_look_shows_the_note_and_what_became_of_it(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="submitted", body=BODY).editions.get()
    assert review_of(edition, editor) == ""
    publishing.send_back(edition, by=editor, note="Count them again.\nAnd the day?")
    publishing.revise(edition, by=author, body=BODY.replace("Twelve", "Fourteen"))
    hand_over(edition, author)
    told = review_of(edition, editor)
    assert "<blockquote><p>Count them again.<br>And the day?</p></blockquote>" in told
    assert "<p><del>Twelve</del> <ins>Fourteen</ins> observers came from three countries.</p>" in told
    assert ("They stay" in told, told.count('class="unchanged"')) == (False, 1)


def test_topics_and_people_that_were_chosen_meanwhile_are_seen_too(
    make_release: Build, author: User, editor: User
) -> None:
    budget, elections, speaker = make_topic("Budget"), make_topic("Elections"), make_person("A. Speaker")
    edition = make_release(state="draft").editions.get()
    about: dict[str, Any] = {"people": [], "related": [], "pinned_until": None}
    publishing.revise_story(edition, by=author, topics=[budget], **about)
    hand_over(edition, author)
    publishing.send_back(edition, by=editor, note="About elections.")
    publishing.revise_story(edition, by=author, topics=[elections], **about | {"people": [speaker]})
    hand_over(edition, author)
    told = review_of(edition, editor)
    assert re.findall(r'<p class="changed-part"><b>(\w+)</b></p>', told) == ["Topics", "People"]
    assert ("<del>Budget</del>" in told, "<ins>Elections</ins>" in told) == (True, True)
    assert "<ins>A. Speaker</ins>" in told


def test_each_reviewer_sees_what_changed_since_they_sent_it_back_themselves(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="submitted", title="First").editions.get()
    for by, title in ((editor, "Second"), (chief, "Third")):
        publishing.send_back(edition, by=by, note="Another title.")
        publishing.revise(edition, by=author, title=title)
        hand_over(edition, author)
    assert "<del>First</del> <ins>Third</ins>" in review_of(edition, editor)
    assert "<del>Second</del> <ins>Third</ins>" in review_of(edition, chief)
    assert "<del>Second</del> <ins>Third</ins>" in review_of(edition, author)


def test_a_later_edition_is_compared_with_the_approved_one_before_it(
    make_release: Build, author: User, editor: User
) -> None:
    release = make_release(title="One", body=BODY)
    second = publishing.start_edition(release, by=author)
    publishing.revise(second, by=author, title="Two", correction_note="A reason.")
    hand_over(second, author)
    told = review_of(second, editor)
    assert "<b>Title</b>" in told
    assert "<del>One</del> <ins>Two</ins>" in told
    assert f'<a href="{page_of(release.editions.get(number=1))}">edition 1</a>' in told


def test_what_was_handed_over_again_as_it_was_says_so(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="submitted").editions.get()
    publishing.send_back(edition, by=editor, note="Please look again.")
    hand_over(edition, author)
    assert "Not a word." in review_of(edition, editor)


def open_page(edition: Edition, officer: User, address: str = "", **headers: Any) -> str:
    page = signed_in(officer).get(page_of(edition) + address, **headers)
    return str(page.content.decode()) if page.status_code == 200 else ""


def rewrite(edition: Edition, by: User, **texts: Any) -> None:
    """At the author's own wish: nobody sends it back."""
    publishing.take_back(edition, by=by)
    publishing.revise(edition, by=by, **texts)
    hand_over(edition, by)


def test_each_reviewer_sees_what_changed_since_the_version_that_they_saw_last(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="submitted", title="First").editions.get()
    open_page(edition, editor)
    rewrite(edition, author, title="Second")
    open_page(edition, chief)
    rewrite(edition, author, title="Third")
    for _once_more in range(2):  # opened again it shows the same
        told = review_of(edition, editor)
        assert "<del>First</del> <ins>Third</ins>" in told
        assert re.search(r"Since you read it on <time [^>]*>[\d.]+ [\d:]+</time>\.", told)
        assert "<del>Second</del> <ins>Third</ins>" in review_of(edition, chief)
    assert review_of(edition, author) == ""  # who does not judge it has read nothing
    rewrite(edition, author, title="Fourth")
    assert "<del>Third</del> <ins>Fourth</ins>" in review_of(edition, editor)
    edition.delete()
    assert SeenVersion.objects.count() == 0


def test_what_the_story_is_about_counts_as_seen_with_its_text(
    make_release: Build, author: User, editor: User, chief: User
) -> None:
    edition = make_release(state="submitted", title="First").editions.get()
    about: dict[str, Any] = {"people": [], "related": [], "pinned_until": None}
    open_page(edition, editor)
    publishing.revise_story(edition, by=chief, topics=[make_topic("Budget")], **about)
    assert "<ins>Budget</ins>" in review_of(edition, editor)
    rewrite(edition, author, title="Second")
    told = review_of(edition, editor)
    assert ("<ins>Second</ins>" in told, "Budget" in told) == (True, False)


def test_what_was_sent_back_keeps_its_note_beside_what_changed_since_it_was_read(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="submitted", title="First").editions.get()
    open_page(edition, editor)
    publishing.send_back(edition, by=editor, note="Another title.")
    publishing.revise(edition, by=author, title="Second")
    hand_over(edition, author)
    told = review_of(edition, editor)
    assert "Since you read it on" in told
    assert "<blockquote><p>Another title.</p></blockquote>" in told
    assert "<del>First</del> <ins>Second</ins>" in told


def test_what_a_browser_asks_ahead_or_what_answers_a_button_nobody_has_opened(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="submitted", title="First").editions.get()
    open_page(edition, editor, HTTP_SEC_PURPOSE="prefetch;prerender")
    signed_in(editor).head(page_of(edition))
    open_page(edition, author)
    notes = page_of(edition).replace("/change/", "/notes/")
    signed_in(editor).post(notes, {"add-note": "lead", "title": "Why?"})
    assert SeenVersion.objects.count() == 0
    open_page(edition, editor)
    open_page(edition, editor)
    seen = SeenVersion.objects.get()
    assert (seen.officer, seen.version) == (editor, edition.version)


def test_a_correction_is_compared_with_what_was_read_or_with_the_edition_before(
    make_release: Build, author: User, editor: User
) -> None:
    second = publishing.start_edition(make_release(title="One"), by=author)
    publishing.revise(second, by=author, title="Two", correction_note="A reason.")
    hand_over(second, author)
    assert "<del>One</del> <ins>Two</ins>" in review_of(second, editor)
    rewrite(second, author, title="Three")
    told = review_of(second, editor)
    assert "<del>Two</del> <ins>Three</ins>" in told
    assert f'<a href="{page_of(second)}?compare=edition#changes">' in told
    with_edition = bare_marks(open_page(second, editor, "?compare=edition"))
    assert "<del>One</del> <ins>Three</ins>" in with_edition
    assert f'<a href="{page_of(second)}#changes">Compare with what you read</a>' in with_edition


@pytest.mark.parametrize("wanted", ["", "1", "other", "edition "])
def test_nothing_else_is_compared(make_release: Build, editor: User, wanted: str) -> None:
    edition = make_release(state="submitted").editions.get()
    answer = signed_in(editor).get(page_of(edition), {"compare": wanted})
    assert (answer.status_code, SeenVersion.objects.count()) == (404, 0)


def test_the_page_asks_as_often_after_many_versions_as_after_two(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="submitted").editions.get()
    desk = signed_in(editor)

    def asked() -> int:
        desk.get(page_of(edition))  # seen: what is asked is the same each time
        with CaptureQueriesContext(connection) as queries:
            desk.get(page_of(edition))
        return len(queries)

    asked()
    rewrite(edition, author, title="Once more")
    few = asked()
    for number in range(5):
        rewrite(edition, author, title=f"Once more {number}")
        open_page(edition, editor)
    assert asked() == few
