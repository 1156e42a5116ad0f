"""What is pasted for real: the clipboard of Word, LibreOffice and Google Docs in the real editor."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from press.models import Edition, User
from press.richtext.pasting import clean_pasted
from press.richtext.sanitise import plain_text
from tests.browser.test_editor import writing_page

DOCUMENTS = Path(__file__).parent.parent / "press" / "richtext" / "documents"
TEXT = ".cke_wysiwyg_div"

# As the browser does it at Ctrl+V, with a clipboard of our own.
PASTE = """([html, picture]) => {
  const transfer = new DataTransfer();
  if (html) { transfer.setData("text/html", html); transfer.setData("text/plain", "plain"); }
  if (picture) { transfer.items.add(new File([new Uint8Array([1, 2])], "hall.png", {type: "image/png"})); }
  const event = new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true});
  document.querySelector(".cke_wysiwyg_div").dispatchEvent(event);
}"""


def copied(name: str) -> str:
    return (DOCUMENTS / f"{name}.html").read_text(encoding="utf-8")


def paste(page: Page, html: str, *, picture: bool = False) -> None:
    page.evaluate(PASTE, [html, picture])


def begin(page: Page, words: str = "") -> None:
    """An empty text, the caret in it."""
    page.locator(TEXT).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    if words:
        page.keyboard.type(words)


def saved(page: Page, edition: Edition) -> str:
    """Saves the draft, and returns its text without the lines that the editor breaks it into.

    And without the no-break spaces that it, and the browser, put where a space would not be seen.
    """
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    edition.refresh_from_db()
    return without_lines(edition.body).replace("<td>&nbsp;</td>", "<td></td>").replace("&nbsp;", " ")


def without_lines(html: str) -> str:
    return re.sub(r"(?<=>)\s+(?=<)|(?<=<br>)\s+|\s+(?=</?[ou]l>)", "", html)


@pytest.fixture
def draft(transactional_db: None, make_release: Any) -> Edition:
    edition: Edition = make_release(state="draft", language="en").newest_edition()
    return edition


def complaints(page: Page) -> list[str]:
    return list(page.complaints)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    [
        "word/01-release",
        "word/02-table-and-notes",
        "libreoffice/02-lists",
        "libreoffice/06-languages",
        "google/01-article",
        "google/02-table",
    ],
)
def test_what_is_pasted_is_saved_as_the_rules_have_it(
    draft: Edition, author: User, reader: Callable[..., Page], name: str
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page)
    expected = clean_pasted(copied(name), "en").html
    with page.expect_response("**/paste/"):
        paste(page, copied(name))
    expect(page.locator(TEXT)).to_contain_text(plain_text(expected.split(">", 2)[1].split("<")[0]))
    assert (saved(page, draft), complaints(page)) == (without_lines(expected).replace("&nbsp;", " "), [])


def test_the_clipboard_itself_pasted_by_its_key(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    """Written by the browser, which leaves out what no page may put there; then Ctrl+V."""
    page = writing_page(reader(options={"permissions": ["clipboard-read", "clipboard-write"]}), author, draft)
    begin(page)
    page.evaluate(
        """html => navigator.clipboard.write(
            [new ClipboardItem({"text/html": new Blob([html], {type: "text/html"})})])""",
        copied("google/01-article"),
    )
    page.keyboard.press("Control+V")
    expect(page.locator(f"{TEXT} h3")).to_have_text("What comes next")
    expected = without_lines(clean_pasted(copied("google/01-article"), "en").html)
    assert (saved(page, draft), complaints(page)) == (expected, [])


def test_google_s_span_alone_comes_at_the_caret_and_is_undone_in_one_step(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page, "One three")
    for _letter in "three":
        page.keyboard.press("ArrowLeft")
    text = page.locator(TEXT)
    paste(page, copied("google/04-bare-span"))
    expect(text).to_have_text("One Only a spanthree")
    page.keyboard.type(" two ")
    expect(text).to_have_text("One Only a span two three")
    page.keyboard.press("Control+Z")
    page.keyboard.press("Control+Z")
    expect(text).to_have_text("One three")
    paste(page, copied("google/03-words"))
    expect(text).to_contain_text("a word or two")
    assert (saved(page, draft), complaints(page)) == ("<p>One a word or twothree</p>", [])


def test_what_is_typed_while_the_server_is_asked_stays_behind_what_was_pasted(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page, "Before ")
    asked: list[Route] = []
    page.route("**/paste/", lambda route: asked.append(route))
    with page.expect_request("**/paste/"):
        paste(page, "<b>pasted</b>")
    page.keyboard.type(" after")
    expect(page.locator(TEXT)).to_have_text("Before  after")
    asked[0].continue_()
    expect(page.locator(TEXT)).to_have_text("Before pasted after")
    page.keyboard.type(" and on")
    assert saved(page, draft) == "<p>Before <strong>pasted</strong> after and on</p>"


def test_after_a_text_with_notes_one_writes_on_in_the_text(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page)
    paste(page, copied("google/05-notes"))
    expect(page.locator(TEXT)).to_contain_text("Number 12 of 2026.")
    page.keyboard.type(" It is short.")
    assert " is signed. It is short.</p><section" in saved(page, draft)


def test_without_an_answer_the_editor_does_what_it_can_and_nothing_is_lost(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page)
    page.route("**/paste/", lambda route: route.abort())
    paste(page, copied("google/01-article"))
    expect(page.locator(TEXT)).to_contain_text("A day in the Senate")
    expect(page.get_by_text("The server did not answer, so what was pasted")).to_be_visible()
    assert "<strong>open</strong>" in saved(page, draft)


def test_what_is_too_much_is_said(draft: Edition, author: User, reader: Callable[..., Page]) -> None:
    page = writing_page(reader(), author, draft)
    begin(page, "Words")
    paste(page, "<p>" + "a<br>" * 6_001 + "</p>")
    expect(page.get_by_text("The text has too much markup.")).to_be_visible()
    assert saved(page, draft) == "<p>Words</p>"


def test_a_picture_of_the_clipboard_is_offered_to_the_photographs(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page)
    paste(page, '<p>The hall: <img src="https://example.org/hall.png" alt="The hall"></p>', picture=True)
    expect(page.get_by_text("1 picture is not taken over with the text")).to_be_visible()
    card = page.locator("#photograph-rows .refused", has_text="hall.png")  # two bytes are no picture
    card.get_by_role("button", name="Remove this one").click()
    assert saved(page, draft) == "<p>The hall:</p>"


# --- The language of a part ---


def choose_russian(page: Page) -> None:
    page.evaluate("Object.values(CKEDITOR.instances)[0].selectionChange(true)")
    page.locator("a.cke_button__language").click()
    menu = page.frame_locator(".cke_menu_panel iframe")
    menu.get_by_role("menuitemcheckbox", name="Русский").click()


@pytest.mark.parametrize("way", ["End", "ArrowRight", "Enter", "paste"])
def test_the_language_of_a_part_does_not_run_on_into_what_is_typed_after_it(
    draft: Edition, author: User, reader: Callable[..., Page], way: str
) -> None:
    page = writing_page(reader(), author, draft)
    if way == "paste":
        begin(page)
        with page.expect_response("**/paste/"):
            paste(page, '<p>They said <span lang="ru">Единство</span></p>')
        expect(page.locator(TEXT)).to_contain_text("Единство")
    else:
        begin(page, "They said Единство")
        page.keyboard.press("Shift+Control+ArrowLeft")
        choose_russian(page)
        expect(page.locator(f"{TEXT} span[lang=ru]")).to_have_text("Единство")
        page.keyboard.press("End" if way == "Enter" else way)
    if way == "Enter":
        page.keyboard.press("Enter")
    page.keyboard.type("to All" if way == "Enter" else " to All")
    between = "</p><p>to All" if way == "Enter" else " to All"
    assert saved(page, draft) == f'<p>They said <span dir="ltr" lang="ru">Единство</span>{between}</p>'


def test_a_new_paragraph_does_not_take_over_the_language_of_the_last_one(
    transactional_db: None, make_release: Any, author: User, reader: Callable[..., Page]
) -> None:
    body = '<p>They said:</p><p lang="ru">Единство</p>'
    draft = make_release(state="draft", language="en", body=body).newest_edition()
    page = writing_page(reader(), author, draft)
    page.locator(f"{TEXT} p[lang=ru]").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("All")
    assert saved(page, draft) == f"{body}<p>All</p>"


def test_whoever_writes_in_a_part_writes_on_in_it(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    begin(page, "They said ")
    choose_russian(page)
    page.keyboard.type("Единства")
    page.keyboard.press("Backspace")
    page.keyboard.type("о Рады")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("О")
    page.keyboard.press("End")
    page.keyboard.type(" twice")
    assert saved(page, draft) == '<p>They said <span dir="ltr" lang="ru">Единство РадОы</span> twice</p>'


# --- A document, without JavaScript ---


def test_a_document_is_taken_over_without_javascript(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    page = reader(javascript=False)
    page.goto("/admin/")
    page.get_by_label("Username").fill(author.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/admin/press/edition/add/?language=ru")
    page.get_by_label("Lead").fill("Typed before.")
    page.get_by_text("Take over a Word document").click()
    page.get_by_label("Document").set_input_files(DOCUMENTS / "libreoffice" / "01-headings.docx")
    page.get_by_role("button", name="Take over its text").click()
    expect(page.get_by_text("The text of 01-headings.docx is in the form, not saved yet")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Сенат рассмотрел проект бюджета")
    expect(page.get_by_label("Lead")).to_have_value("Typed before.")
    expect(page.locator("#id_body")).to_have_value(re.compile("<h2>Доходы</h2>.*<h3>Налоги</h3>"))
    assert Edition.objects.count() == 0
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Edition.objects.get().title == "Сенат рассмотрел проект бюджета"
