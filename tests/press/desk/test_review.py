"""Who reviews a text a second time sees what has changed, not the whole text once more."""

import re
from collections.abc import Callable
from typing import Any

from press import publishing
from press.models import Edition, Release, User
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
