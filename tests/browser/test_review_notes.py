"""A note on words that were selected, answered beside the field: by keyboard, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Edition, ReviewNote, User, WorkingCopy
from tests.browser.test_journey import sign_in
from tests.factories import OF_THE_TESTS

BODY = "<p>Twelve observers came from <strong>three</strong> countries.</p><p>They stay until Friday.</p>"


@pytest.fixture
def submitted(author: User, transactional_db: None) -> Edition:
    edition = publishing.start_release(language="en", by=author, title="The Senate sits", body=BODY)
    return publishing.submit(edition, by=author, override_reason=OF_THE_TESTS)


def open_page(page: Page, officer: User, edition: Edition) -> Page:
    sign_in(page, officer)
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    return page


def test_who_selects_words_notes_on_them_by_keyboard(
    reader: Callable[..., Page], editor: User, submitted: Edition
) -> None:
    desk = open_page(reader(), editor, submitted)
    button = desk.get_by_role("button", name="Note on these words")
    expect(button).to_have_count(0)
    # The word under the mouse, and the next.
    desk.locator("[data-noted=body] strong").dblclick()
    desk.keyboard.press("Control+Shift+ArrowRight")
    expect(button).to_have_count(1)
    desk.keyboard.press("Tab")
    expect(button).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Which ones?")
    expect(desk.locator("#new-quote-body")).to_have_value("three countries")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-noted=body] mark")).to_have_count(2)
    expect(desk.locator("[data-noted=body]")).to_contain_text("countries [Note 1]")
    note = ReviewNote.objects.get()
    assert (note.text_name, note.quote, note.text) == ("body", "three countries", "Which ones?")
    desk.wait_for_load_state()  # its script
    # What stands behind the marked words is no part of the text when they are selected again.
    desk.evaluate("getSelection().selectAllChildren(document.querySelector('[data-noted=body]'))")
    button.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#new-quote-body")).to_have_value(
        "Twelve observers came from three countries. They stay until Friday."
    )


def test_the_author_answers_and_resolves_beside_the_field(
    reader: Callable[..., Page], author: User, editor: User, submitted: Edition
) -> None:
    note = publishing.add_note(
        submitted, by=editor, text="Which ones?", text_name="body", quote="three countries"
    )
    other = publishing.add_note(submitted, by=editor, text="Shorter.", text_name="body")
    publishing.send_back(submitted, by=editor, note="See the notes.")
    desk = open_page(reader(), author, submitted)
    desk.locator("#cke_id_body").wait_for()
    desk.locator("#id_title").fill("A title that is typed")
    bar = desk.locator(".bar .open-notes summary")
    expect(bar).to_have_text("2 notes are open")
    thread = desk.locator(f"#note-{note.pk}")
    thread.get_by_role("button", name="Show").press("Enter")
    expect(desk.locator(".cke_wysiwyg_div")).to_be_focused()
    assert desk.evaluate("String(getSelection())") == "three countries"

    desk.locator(f"#note-{other.pk} summary").press("Enter")
    desk.locator(f"#reply-{other.pk}").fill("Half an answer")
    thread.locator("summary", has_text="Reply").press("Enter")
    desk.locator(f"#reply-{note.pk}").fill("Kazakhstan, Norway, Italy.")
    thread.get_by_role("button", name="Send the reply").press("Enter")
    expect(thread.locator(".replies")).to_contain_text("Kazakhstan, Norway, Italy.")
    expect(thread).to_be_focused()
    thread.get_by_role("button", name="Resolve").press("Enter")
    expect(thread).to_contain_text("Note 1: resolved by author")
    expect(bar).to_have_text("1 note is open")
    expect(desk.locator("#findings-status")).to_have_text("Resolved.")
    assert desk.locator("#id_title").input_value() == "A title that is typed"
    assert desk.locator(f"#reply-{other.pk}").input_value() == "Half an answer"
    submitted.refresh_from_db()
    assert submitted.title == "The Senate sits"


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_telephone_all_of_a_review_is_one_press_away(
    width: int, reader: Callable[..., Page], editor: User, submitted: Edition
) -> None:
    publishing.add_note(submitted, by=editor, text="Which ones?", text_name="body", quote="three countries")
    page = reader(width=width, height=720)
    desk = open_page(page, editor, submitted)
    way = desk.locator(".review-nav")
    for name, place in (("Notes (1)", "#notes"), ("Text", "#text"), ("Decision", "#decision")):
        link = way.get_by_role("link", name=name)
        box = link.bounding_box()
        assert box is not None
        assert (box["height"] >= 44, box["y"] + box["height"] <= 720) == (True, True)
        link.click()
        expect(desk.locator(place)).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") == width


def test_a_note_that_was_not_sent_is_asked_about_before_the_page_is_left_and_a_sent_one_is_not(
    reader: Callable[..., Page], editor: User, submitted: Edition
) -> None:
    publishing.take_back(submitted, by=submitted.created_by)
    desk = open_page(reader(), editor, submitted)
    form, note = desk.locator("#edition_form"), desk.locator("#new-note-")
    desk.locator("details.add-note summary").first.click()
    with desk.expect_response("**/autosave/"):
        note.fill("Which hall?")
    expect(form).not_to_have_attribute("data-kept", "")
    with desk.expect_response("**/autosave/"):
        desk.locator("button[name=add-note]").first.click()
    expect(form).to_have_attribute("data-kept", "")
    assert ReviewNote.objects.get().text == "Which hall?"
    assert WorkingCopy.objects.count() == 0
