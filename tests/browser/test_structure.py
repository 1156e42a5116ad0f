"""The text as a list of its parts, by the keyboard: ATAG 2.0, A.3.4.1 and A.3.4.2."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from press.models import Edition, User
from tests.browser.test_editor import writing_page

BODY = """<h2>Visits</h2><p>They met <a href="https://osce.example/">the observers</a>, and the
<span lang="kk">Құрылтай</span> voted.<sup><a href="#note-1" id="ref-1">1</a></sup></p>
<h3>In the morning</h3><ul><li>one</li><li>two</li></ul>
<table><caption>Votes</caption><thead><tr><th scope="col">Law</th><th scope="col">For</th></tr></thead>
<tbody><tr><th scope="row">Water</th><td>98</td></tr></tbody></table>
<h2>Afterwards</h2><p>Nothing.</p><p id="note-1">Counted by hand.</p>"""


# Waits until the editor, too, knows that it has the focus: its keys do nothing before.
FOCUSED = """() => new Promise((done) => {
  const editor = CKEDITOR.instances.id_body;
  if (editor.focusManager.hasFocus) { done(); } else { editor.once("focus", () => done()); }
  setTimeout(done, 10000);
})"""


@pytest.fixture
def page(transactional_db: None, author: User, reader: Callable[..., Page], make_release: Any) -> Page:
    edition: Edition = make_release(state="draft", body=BODY).newest_edition()
    page = writing_page(reader(), author, edition)
    page.locator(".cke_wysiwyg_div h2").first.click()
    page.evaluate(FOCUSED)
    return page


def open_list(page: Page) -> Locator:
    page.keyboard.press("Alt+F11")
    found = page.get_by_role("listbox", name="Go to")
    expect(found).to_be_focused()
    return found


def entries(found: Locator) -> list[str]:
    return [text.strip() for text in found.locator("option").all_inner_texts()]


# Waits until something is selected. Playwright's own waiting evaluates text, which the policy forbids.
SELECTED = """() => new Promise((done) => {
  const tell = () => { if (getSelection().toString().trim()) { done(); } };
  document.addEventListener("selectionchange", tell);
  setTimeout(done, 10000);
  tell();
})"""


def expect_closed(page: Page) -> None:
    expect(page.locator(".cke_dialog")).to_be_hidden()
    expect(page.locator(".cke_wysiwyg_div")).to_be_focused()
    page.evaluate(FOCUSED)


def chosen(page: Page) -> str:
    expect_closed(page)
    page.evaluate(SELECTED)
    return " ".join(str(page.evaluate("getSelection().toString()")).split())


def choose(page: Page, label: str) -> str:
    open_list(page).select_option(label=label)
    page.keyboard.press("Enter")
    return chosen(page)


def test_every_part_of_the_text_stands_in_the_list_and_is_selected_by_the_keyboard(page: Page) -> None:
    found = open_list(page)
    assert entries(found) == [
        "Here: Heading: Visits",
        "Heading: Visits",
        "Link: the observers",
        "Language of a part (kk): Құрылтай",
        "Link: 1",
        "Leads to: Counted by hand.",
        "Lower heading: In the morning",
        "List (2): one two",
        "Table: Votes",
        "Heading: Afterwards",
    ]
    found.press("End")
    page.keyboard.press("Enter")
    assert chosen(page) == "Afterwards"
    expect(page.locator(".cke_wysiwyg_div")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert choose(page, "Table: Votes").startswith("Votes")


def test_from_the_inside_out_and_along_what_belongs_together(page: Page) -> None:
    page.locator(".cke_wysiwyg_div td", has_text="98").click()
    found = open_list(page)
    assert entries(found)[:6] == [
        "Header of this cell: For",
        "Header of this cell: Water",
        "Here: Cell: 98",
        "Here: Row: Water 98",
        "Here: Table: Votes",
        "Heading: Visits",
    ]
    page.keyboard.press("Enter")
    assert chosen(page) == "For"


def test_a_number_of_a_note_leads_to_the_note(page: Page) -> None:
    open_list(page).press("Escape")
    expect_closed(page)
    assert choose(page, "   Leads to: Counted by hand.") == "Counted by hand."
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()


def test_the_button_says_the_key_and_the_list_opens_by_it_too(page: Page) -> None:
    button = page.get_by_role("button", name="Structure")
    expect(button).to_have_attribute("title", "Structure (Alt+F11)")
    button.click()
    expect(page.get_by_role("listbox", name="Go to")).to_be_visible()


def test_the_browser_s_search_finds_in_the_text_and_in_every_field(page: Page) -> None:
    """The editor is no frame: forwards, backwards and nothing found are the browser's to say (A.3.5.1)."""
    page.get_by_label("Lead").fill("Quartz in the lead")
    page.locator(".cke_wysiwyg_div p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Quartz in the text")
    page.evaluate("getSelection().removeAllRanges()")
    find = "back => window.find('quartz', false, back, true) && document.activeElement.tagName"
    assert {page.evaluate(find, False) for _press in range(3)} == {"TEXTAREA", "DIV"}
    assert {page.evaluate(find, True) for _press in range(3)} == {"TEXTAREA", "DIV"}
    assert page.evaluate("window.find('xyzzy', false, false, true)") is False
