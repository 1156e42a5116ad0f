"""The desk by the keyboard alone, without JavaScript: a press says what became of it, where one is."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from press.models import Edition, Story, User
from tests.browser.test_journey import sign_in

WHERE = """() => {
    const here = document.activeElement;
    const label = here.labels && here.labels.length ? here.labels[0].textContent : here.textContent;
    return here.tagName + " " + label.trim().replace(/\\s+/g, " ");
}"""


def tab_to(page: Page, wanted: str, at_most: int = 90) -> None:
    """Presses Tab until the focus is on what begins so: its element, its label or its words."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate(WHERE).startswith(wanted):
            return
    pytest.fail(f"{at_most} times Tab did not lead to {wanted}")


def press(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def cast(transactional_db: None, author: User, editor: User) -> dict[str, User]:
    # Of older stories there may be many: they are behind one stop.
    for _number in range(60):
        Story.objects.create()
    return {"author": author, "editor": editor}


def test_a_release_is_written_sent_back_and_published_by_the_keyboard_alone(
    cast: dict[str, User], reader: Callable[..., Page]
) -> None:
    author = reader(javascript=False)
    sign_in(author, cast["author"])
    tab_to(author, "A Write a release")
    press(author)
    tab_to(author, "BUTTON Submit for approval")
    press(author)
    # What is to be mended has the focus, and leads to its field.
    expect(author.locator(":focus")).to_contain_text("To be mended")
    author.keyboard.press("Tab")
    author.keyboard.press("Enter")
    expect(author.get_by_label("Title")).to_be_focused()
    author.keyboard.type("By the keyboard")
    tab_to(author, "TEXTAREA Text")
    author.keyboard.type("<p>A text.</p>")
    tab_to(author, "BUTTON Submit for approval")
    press(author)
    expect(author.locator(":focus")).to_have_text("Submitted: an editor can publish it now.")
    page = author.url.split("#")[0]

    editor = reader(javascript=False)
    sign_in(editor, cast["editor"])
    editor.goto(page)
    tab_to(editor, "SUMMARY Send back")
    editor.keyboard.press("Enter")
    tab_to(editor, "TEXTAREA What is to be mended")
    editor.keyboard.type("Add a lead.")
    tab_to(editor, "BUTTON Send back")
    press(editor)
    expect(editor.locator(":focus")).to_have_text("Sent back with your note.")

    author.goto(page)
    expect(author.get_by_text("Add a lead.")).to_be_visible()
    tab_to(author, "TEXTAREA Lead")
    author.keyboard.type("A lead.")
    tab_to(author, "BUTTON Submit for approval")
    press(author)
    editor.goto(page)
    tab_to(editor, "BUTTON Publish now")
    press(editor)
    expect(editor.locator(":focus")).to_have_text("Published.")
    assert Edition.objects.get().is_live()


def test_a_refused_button_has_the_focus_on_the_reason_and_keeps_the_words(
    cast: dict[str, User], make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="submitted").newest_edition()
    page = reader(javascript=False, width=320)
    sign_in(page, cast["editor"])
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    tab_to(page, "SUMMARY Publish at another time")
    page.keyboard.press("Enter")
    tab_to(page, "INPUT Publish on")
    page.keyboard.type("01012020")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    tab_to(page, "BUTTON Publish at this time")
    press(page)
    expect(page.locator(":focus")).to_contain_text("Choose a moment between")
    expect(page.get_by_label("Publish on")).to_have_value("2020-01-01T09:00")


def test_a_draft_is_discarded_and_restored_by_the_keyboard_alone(
    cast: dict[str, User], make_release: Any, reader: Callable[..., Page]
) -> None:
    edition = make_release(state="draft", title="Begun by mistake").newest_edition()
    page = reader(javascript=False, width=320)
    sign_in(page, cast["author"])
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    tab_to(page, "A Discard this draft")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Discard this draft?")
    expect(page.get_by_text("It can be restored until")).to_be_visible()
    tab_to(page, "BUTTON Discard")
    press(page)
    expect(page.locator(":focus")).to_contain_text("Discarded. It can be restored until")
    # The next stop takes it back.
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Restore")
    press(page)
    expect(page.locator(":focus")).to_have_text("Restored: it is a draft again.")

    tab_to(page, "A Discard this draft")
    press(page)
    tab_to(page, "BUTTON Discard")
    press(page)
    page.goto("/admin/press/edition/")
    expect(page.get_by_text("Begun by mistake")).to_have_count(0)
    tab_to(page, "SUMMARY Filter")
    page.keyboard.press("Enter")
    tab_to(page, "A Discarded")
    press(page)
    tab_to(page, "BUTTON Restore")
    press(page)
    expect(page.locator(":focus")).to_have_text("Restored: it is a draft again.")
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_a_language_is_chosen_in_the_folded_menu_of_a_phone(
    cast: dict[str, User], reader: Callable[..., Page]
) -> None:
    page = reader(javascript=False, width=320)
    sign_in(page, cast["author"])
    expect(page.get_by_role("button", name="Русский")).to_be_hidden()
    tab_to(page, "SUMMARY Menu")
    page.keyboard.press("Enter")
    tab_to(page, "BUTTON Русский")
    press(page)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("summary", has_text="Меню")).to_be_visible()


def test_a_list_is_narrowed_by_the_keyboard_and_says_by_what(
    cast: dict[str, User], make_release: Any, reader: Callable[..., Page]
) -> None:
    make_release(state="draft", title="In work")
    make_release(title="Published")
    page = reader(javascript=False)
    sign_in(page, cast["author"])
    page.goto("/admin/press/edition/")
    tab_to(page, "SUMMARY Filter")
    page.keyboard.press("Enter")
    tab_to(page, "A Draft")
    press(page)
    expect(page.locator("details.narrowing > summary")).to_have_text("Filter · State: Draft")
    expect(page.locator("details.narrowing nav")).to_be_hidden()
    expect(page.locator(".releases .title a")).to_have_text(["In work"])
    tab_to(page, "A Show all")
    press(page)
    expect(page.locator(".releases .title a")).to_have_text(["In work", "Published"])
