"""Notes on the page of a text: at their place, marked in its words, answered without losing what is typed."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from accessibility.content import Role, Text
from press import publishing
from press.desk.marks import show_marked
from press.models import Edition, Release, ReviewNote, User
from press.text.quotes import find_words
from tests.factories import OF_THE_TESTS, illustrate, signed_in
from tests.press.desk.forms import as_opened, page_of

Build = Callable[..., Release]
JSON = {"HTTP_ACCEPT": "application/json"}
BODY = "<p>Twelve observers came from <strong>three</strong> countries.</p><p>They stay until Friday.</p>"


@pytest.fixture
def submitted(make_release: Build) -> Edition:
    return make_release(
        state="submitted", title="The Senate sits", lead="In Astana.", body=BODY
    ).editions.get()


def notes_of(edition: Edition) -> str:
    return f"/admin/press/edition/{edition.pk}/notes/"


def page(edition: Edition, officer: User) -> str:
    return signed_in(officer).get(page_of(edition)).content.decode()


def in_words(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def noted(said: str, name: str) -> str:
    """Returns what stands at a place of the page, in words."""
    found = re.search(rf'<div class="notes" id="notes-{name}".*?\n</div>', said, re.DOTALL)
    return in_words(found[0]) if found else ""


def test_a_note_on_words_stands_below_its_text_and_its_words_are_marked(
    submitted: Edition, editor: User, author: User
) -> None:
    sent = {"add-note": "body", "new-quote-body": "came from three countries", "new-note-body": "Which <i>?"}
    answer = signed_in(editor).post(notes_of(submitted), sent)
    note = ReviewNote.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page_of(submitted)}#note-{note.pk}")
    for officer in (editor, author):
        said = page(submitted, officer)
        assert (
            "<p>Twelve observers <mark>came from </mark><strong><mark>three</mark></strong><mark> countries"
            '<sup class="note-mark" lang="en"> [Note 1]</sup></mark>.</p>'
        ) in said
        assert re.findall(r"Note 1 editor, .*? came from three countries Which <i>\?", noted(said, "body"))
        assert "1 note is open" in in_words(said)
    assert "it can be published all the same" in page(submitted, editor)


def test_without_words_or_at_a_photograph_or_on_the_whole_text(
    make_release: Build, author: User, editor: User
) -> None:
    edition = make_release(state="draft").editions.get()
    photograph = illustrate(edition, by=author, caption="The hall").photograph_id
    publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)
    desk, caption = signed_in(editor), f"photograph-{photograph}-caption"
    for sent in (
        {"add-note": caption, f"new-note-{caption}": "Which hall?", f"new-quote-{caption}": "hall"},
        {"add-note": "", "new-note-": "Too long."},
        {"add-note": "", "new-note-": "Whose desk?", "note-place": "contact"},
    ):
        assert desk.post(notes_of(edition), sent).status_code == 302
    said = page(edition, editor)
    assert 'data-noted="' + caption + '">The <mark>hall<sup' in said
    assert "Which hall?" in noted(said, caption)
    end = in_words(said.split('id="notes-heading"')[1])
    assert re.findall(r"The whole text Note 2 .*? Too long\..* Media contact Note 3 .*? Whose desk\?", end)
    # Each has one place, whatever it is about.
    for text_name in ("lead", "courtesy", "publish_at", "ai_use", "minor"):
        publishing.add_note(edition, by=editor, text="Look.", text_name=text_name)
    said = page(edition, editor)
    anchors = [f'id="note-{note.pk}"' for note in edition.review_notes.all()]
    assert [said.count(anchor) for anchor in anchors] == [1] * len(anchors)


def test_words_that_are_gone_are_said_to_be_and_the_note_stays(
    submitted: Edition, author: User, editor: User
) -> None:
    publishing.add_note(submitted, by=editor, text="Who?", text_name="body", quote="Twelve observers")
    publishing.send_back(submitted, by=editor, note="See the note.")
    said = page(submitted, author)
    assert "These words are no longer in the text" not in said
    assert 'data-words="Twelve observers"' in said
    # The form goes by what is typed in it.
    form = as_opened(said) | {"body": BODY.replace("Twelve", "Fourteen"), "reply-1": "", "add-note": "x"}
    publishing.revise(submitted, by=author, body=form["body"])
    publishing.submit(submitted, by=author, override_reason=OF_THE_TESTS)
    said = page(submitted, editor)
    assert "These words are no longer in the text: Twelve observers Who?" in noted(said, "body")
    assert "<mark>" not in said


def test_a_note_is_about_the_text_in_which_its_words_stand(
    submitted: Edition, author: User, editor: User
) -> None:
    desk = signed_in(editor)
    for sent in (
        {"add-note": "lead", "new-note-lead": "Which?", "new-quote-lead": "Twelve  observers"},
        {"add-note": "", "new-note-": "Where?", "new-quote-": "In Astana"},
    ):
        assert desk.post(notes_of(submitted), sent).status_code == 302
    assert list(submitted.review_notes.values_list("text_name", flat=True)) == ["body", "lead"]
    assert page(submitted, editor).count("These words are no longer in the text") == 0
    publishing.send_back(submitted, by=editor, note="See the notes.")
    publishing.revise(submitted, by=author, lead="Twelve observers.", body="<p>In Astana.</p>")
    assert page(submitted, editor).count("These words are no longer in the text") == 0


def test_words_that_are_in_no_text_are_refused_and_what_was_typed_stays(
    submitted: Edition, editor: User
) -> None:
    desk = signed_in(editor)
    refused = (
        "These words are not found in the text as it is saved: copy them from there, or leave their field "
        "empty."
    )
    sent = {"add-note": "body", "new-note-body": "Which ones?", "new-quote-body": "thre countries"}
    answer = desk.post(notes_of(submitted), sent)
    assert (answer.status_code, submitted.review_notes.count()) == (200, 0)
    said = answer.content.decode()
    assert (refused in said, 'value="thre countries"' in said) == (True, True)
    assert ">Which ones?</textarea>" in said
    answer = desk.post(notes_of(submitted), sent, **JSON)
    assert (answer.status_code, answer.json()) == (422, {"message": refused})
    # As the text says them to a reader: through its markup, in one line.
    desk.post(notes_of(submitted), sent | {"new-quote-body": "from  three countries. They stay"})
    assert submitted.review_notes.get().quote == "from three countries. They stay"


def test_on_the_form_a_note_is_answered_and_resolved_and_nothing_typed_is_lost(
    submitted: Edition, author: User, editor: User
) -> None:
    note = publishing.add_note(submitted, by=editor, text="Where?", text_name="lead", quote="Astana")
    other = publishing.add_note(submitted, by=editor, text="And when?", text_name="lead")
    publishing.send_back(submitted, by=editor, note="See the notes.")
    desk = signed_in(author)
    said = desk.get(page_of(submitted)).content.decode()
    # In the state and in the bar, with the way there.
    assert said.count("2 notes are open") == 2
    assert f'<a href="#note-{note.pk}">Note 1: Lead</a>' in said
    form = as_opened(said) | {"title": "A title that is not saved"}
    typed = {f"reply-{note.pk}": "In the old hall.", f"reply-{other.pk}": "Half an ans"}
    answer = desk.post(notes_of(submitted), form | typed | {"reply": str(note.pk)})
    came_back = answer.content.decode()
    assert as_opened(came_back)["title"] == ["A title that is not saved"]
    assert as_opened(came_back)[f"reply-{other.pk}"] == ["Half an ans"]
    assert as_opened(came_back)[f"reply-{note.pk}"] == [""]
    assert "author, " in noted(came_back, "lead")
    assert [reply.text for reply in note.replies.all()] == ["In the old hall."]
    # The page's script is told what stands there now.
    told = desk.post(notes_of(submitted), form | typed | {"resolve-note": str(note.pk)}, **JSON).json()
    assert (told["message"], told["place"], told["note"]) == ("Resolved.", "notes-lead", f"note-{note.pk}")
    assert "Note 1: resolved by author" in in_words(told["html"])
    assert "Half an ans" in told["html"]
    assert "1 note is open" in told["open_notes"]
    submitted.refresh_from_db()
    assert submitted.title == "The Senate sits"
    # Who saves the draft instead is told what was not sent.
    sent = form | {"then": "save", f"reply-{other.pk}": "Half an answer"}
    said = desk.post(page_of(submitted), sent, follow=True).content.decode()
    assert "its own button was not pressed: Half an answer" in said


def test_a_reviewer_notes_on_a_draft_too(make_release: Build, author: User, editor: User) -> None:
    edition = make_release(state="draft").editions.get()
    assert 'name="add-note"' not in page(edition, author)
    desk = signed_in(editor)
    form: dict[str, Any] = as_opened(desk.get(page_of(edition)).content.decode())
    sent = form | {"add-note": "", "note-place": "title", "new-note-": "Shorter?", "new-quote-": "met"}
    assert "Shorter?" in noted(desk.post(notes_of(edition), sent).content.decode(), "title")
    refused = desk.post(notes_of(edition), sent | {"new-note-": " "}, **JSON)
    assert (refused.status_code, refused.json()) == (422, {"message": "Write what you note."})
    edition.refresh_from_db()
    assert list(edition.changed_by.all()) == [author]


def test_sending_back_says_that_notes_are_open(submitted: Edition, editor: User) -> None:
    publishing.add_note(submitted, by=editor, text="Where?", text_name="lead")
    desk = signed_in(editor)
    assert "1 note is open: the author reads each at its place" in page(submitted, editor)
    form = {"verb": "send-back", "note": "See the note.", "version": submitted.version}
    said = desk.post(page_of(submitted), form, follow=True).content.decode()
    assert "Sent back with your note. 1 note is open." in said


def test_after_the_approval_they_are_read_and_nothing_else(submitted: Edition, editor: User) -> None:
    note = publishing.add_note(submitted, by=editor, text="Where?", text_name="lead", quote="Astana")
    publishing.approve(submitted, by=editor)
    said = page(submitted, editor)
    assert re.findall(
        r"What was noted before it was approved Lead Note 1 editor, .*? Astana Where\?", in_words(said)
    )
    assert ("<mark>" in said, 'name="resolve-note"' in said, 'name="add-note"' in said) == (False,) * 3
    # What was being written meanwhile is shown, to be copied.
    late = {"reply": str(note.pk), f"reply-{note.pk}": "In the old hall."}
    answer = signed_in(editor).post(notes_of(submitted), late).content.decode()
    assert "its notes are only read" in answer
    assert "In the old hall." in answer


def test_nobody_without_the_right_reads_or_writes_one(submitted: Edition, author: User, editor: User) -> None:
    note = publishing.add_note(submitted, by=editor, text="A quokka?", text_name="lead")
    stranger = User.objects.create_user("stranger", is_staff=True, password="x")
    for address, sent in ((page_of(submitted), {}), (notes_of(submitted), {"resolve-note": str(note.pk)})):
        desk = signed_in(stranger)
        for answer in (desk.get(address), desk.post(address, sent), desk.post(address, sent, **JSON)):
            assert (answer.status_code, "quokka" in answer.content.decode()) == (403, False)
    publishing.approve(submitted, by=editor)
    release = submitted.release
    for address in (release.get_absolute_url(), release.url("press:history"), "/en/", "/en/feed.atom"):
        told = signed_in(stranger).get(address).content.decode()
        assert ("Senate" in told, "quokka" in told) == (True, False), address
    note.refresh_from_db()
    assert note.resolved_at is None


@pytest.mark.parametrize(
    ("source", "words", "marked"),
    [
        ("<p>One &amp; two</p>", "One & two", "<p><mark>One &amp; two!</mark></p>"),
        ("<p>One</p><p>two</p>", "One two", "<p><mark>One</mark></p><p><mark>two!</mark></p>"),
        ("<p>One<br>two</p>", "One two", "<p><mark>One</mark><br><mark>two!</mark></p>"),
        ("<p>A  b\u00a0c</p>", "A b c", "<p><mark>A  b\u00a0c!</mark></p>"),
        ("<p>b<em>c</em>d</p>", "cd", "<p>b<em><mark>c</mark></em><mark>d!</mark></p>"),
        ("<p>One</p>", "two", None),
        ("<p>One</p>", "", None),
    ],
)
def test_words_are_found_through_the_markup_and_marked_within_it(
    source: str, words: str, marked: str | None
) -> None:
    text = Text("body", source, "en", Role.BODY, is_html=True)
    span = find_words(text, words)
    found = None if span is None else show_marked(text, {span: html.escape("!")})  # type: ignore[dict-item]
    assert found == marked
