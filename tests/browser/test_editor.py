"""The real editor under the real policy: buttons work, what is pasted cannot run, the colours are ours."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from press.models import Edition, Session, User


@pytest.fixture
def draft(transactional_db: None, make_release: Any) -> Edition:
    edition: Edition = make_release(state="draft").newest_edition()
    return edition


def writing_page(page: Page, user: User, edition: Edition) -> Page:
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"/admin/press/edition/{edition.pk}/change/")
    expect(page.locator(".cke_wysiwyg_div")).to_be_visible()
    return page


def test_buttons_and_menus_of_the_editor_work_without_inline_scripts(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Title of a part")
    # The editor looks where the caret is five times a second; a mouse is slower than that, this test is not.
    page.evaluate("Object.values(CKEDITOR.instances)[0].selectionChange(true)")
    page.locator(".cke_combo_button").click()
    page.frame_locator("iframe.cke_panel_frame").get_by_role("option", name="Heading", exact=True).click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("They said Единство")
    page.keyboard.press("Shift+Control+ArrowLeft")
    page.get_by_role("button", name="Bold").click()
    expect(text.locator("strong")).to_have_text("Единство")
    page.locator("a.cke_button__language").click()
    menu = page.frame_locator(".cke_menu_panel iframe")
    expect(menu.get_by_role("menuitemcheckbox", name="Қазақша")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitemcheckbox", name="Русский")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text.locator("span[lang=ru]")).to_have_text("Единство")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert "".join(draft.body.split("\n")) == (
        '<h2>Title of a part</h2><p>They said <span dir="ltr" lang="ru"><strong>Единство</strong></span></p>'
    )


def test_saving_a_text_that_nobody_touched_makes_nobody_its_author(
    transactional_db: None, make_release: Any, author: User, editor: User, reader: Callable[..., Page]
) -> None:
    body = (
        '<h2 id="text-part">Part &amp; more</h2><p>One<br>two <strong>three</strong> <em>four</em>'
        '<span lang="ru">пять</span>&nbsp;six</p><ul><li>A<ul><li>B</li></ul></li></ul><blockquote><p>C</p>'
        '</blockquote><table><caption>D</caption><thead><tr><th scope="col">E</th></tr></thead><tbody><tr>'
        '<td>F</td></tr></tbody></table><p><a href="https://example.org/?a=1&amp;b=2">G</a></p>'
    )
    edition = make_release(state="draft", lead="One.\nTwo.", body=body).newest_edition()
    before = Edition.objects.values().get(pk=edition.pk)
    page = writing_page(reader(), editor, edition)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Edition.objects.values().get(pk=edition.pk) == before
    assert list(edition.changed_by.all()) == [author]
    page.get_by_role("textbox", name="Text", exact=True).click()
    page.keyboard.type("!")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert set(edition.changed_by.all()) == {author, editor}


def test_a_payload_in_the_source_neither_runs_nor_is_kept(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.locator("a.cke_button__source").click()
    page.locator("textarea.cke_source").fill("<p>x<img src=x onerror=alert(1)><script>alert(2)</script></p>")
    page.locator("a.cke_button__source").click()
    expect(page.locator(".cke_wysiwyg_div")).to_have_text("x")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.body.strip() == "<p>x</p>"


@pytest.mark.parametrize(
    ("colours", "text", "background"),
    [
        ("white-on-black", "rgb(255, 255, 255)", "rgb(0, 0, 0)"),
        ("black-on-white", "rgb(0, 0, 0)", "rgb(255, 255, 255)"),
    ],
)
def test_the_editor_is_in_the_scheme_s_colours(
    draft: Edition, author: User, reader: Callable[..., Page], colours: str, text: str, background: str
) -> None:
    page = writing_page(reader(colours=colours), author, draft)
    looks = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor] }"
    assert page.locator(".cke_wysiwyg_div").evaluate(looks) == [text, background]
    page.locator(".cke_combo_button").click()
    inside = page.frame_locator("iframe.cke_panel_frame").locator("body")
    expect(inside).to_have_css("background-color", background)


def test_an_error_s_link_and_the_label_lead_into_the_editor(
    transactional_db: None, draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    text = page.get_by_role("textbox", name="Text", exact=True)
    page.locator("label[for=id_body]").click()
    expect(text).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Submit for approval").click()
    page.locator(".errornote").get_by_role("link", name="Write the text.").click()
    expect(text).to_be_focused()


@pytest.mark.parametrize(
    ("language", "label", "caption", "headers"),
    [
        ("en", "Text", "Name of the table", "Header cells"),
        ("ru", "Текст", "Название таблицы", "Ячейки-заголовки"),
        ("kk", "Мәтін", "Кестенің атауы", "Тақырып ұяшықтары"),
    ],
)
def test_the_editor_is_called_by_its_label_and_no_two_fields_of_a_table_by_one_word(
    draft: Edition,
    author: User,
    reader: Callable[..., Page],
    language: str,
    label: str,
    caption: str,
    headers: str,
) -> None:
    author.interface_language = language
    author.save()
    page = writing_page(reader(), author, draft)
    assert page.locator("label[for=id_body]").inner_text() == label
    expect(page.get_by_role("textbox", name=label, exact=True)).to_be_visible()
    expect(page.get_by_role("application", name=label, exact=True)).to_be_visible()
    page.locator(".cke_combo_button").click()
    page.frame_locator("iframe.cke_panel_frame").get_by_role("option").first.click()
    page.locator("a.cke_button__table").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(headers, exact=True)).to_have_value("row")
    expect(dialog.get_by_label(caption, exact=True)).to_be_editable()
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_text_typed_before_the_session_ended_is_in_the_editor_after_signing_in(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    page = writing_page(reader(), author, draft)
    text = page.get_by_role("textbox", name="Text", exact=True)
    page.get_by_label("Title").fill('Typed "before" lunch')
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("A long morning's work: 5 < 6 & more.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save draft").click()
    expect(
        page.get_by_text("You were signed out. Sign in, and what you typed is shown again")
    ).to_be_visible()
    page.get_by_label("Username").fill(author.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(text).to_have_text("A long morning's work: 5 < 6 & more.")
    expect(page.get_by_label("Title")).to_have_value('Typed "before" lunch')
    expect(
        page.get_by_role("status").get_by_text("You were signed out, so nothing was saved.")
    ).to_be_visible()
    draft.refresh_from_db()
    assert draft.title != 'Typed "before" lunch'
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.title == 'Typed "before" lunch'
    assert draft.body.strip() == "<p>A long morning's work: 5 &lt; 6 &amp; more.</p>"


def test_the_help_for_the_editors_keys_calls_them_by_their_names_in_kazakh(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    author.interface_language = "kk"
    author.save()
    page = writing_page(reader(), author, draft)
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.press("Alt+0")
    expect(page.locator(".cke_dialog_body")).to_contain_text("Alt+F10")
    expect(page.locator(".cke_dialog_body")).to_contain_text("Shift+F10")


def test_every_button_has_a_name_a_role_and_its_state_and_every_group_its_name(
    draft: Edition, author: User, reader: Callable[..., Page]
) -> None:
    """What WCAG 4.1.2 asks of the toolbar, and ATAG 2.0 of what is rendered (A.2.2.2)."""
    page = writing_page(reader(), author, draft)
    groups = page.get_by_role("toolbar").all()
    assert [group.get_attribute("aria-label") for group in groups] == [
        "Paragraph or heading", "Bold, Italic, Plain", "List, Numbered list, Quotation",
        "Link, No link, Table", "Language of a part", "Undo, Redo, Find, Structure", "HTML",
    ]  # fmt: skip
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.click()
    page.keyboard.press("Control+A")
    for key in ("Control+B", "Control+I"):
        page.keyboard.press(key)
    for name in ("Bold", "Italic"):
        expect(page.get_by_role("button", name=name, pressed=True)).to_be_visible()
    page.get_by_role("button", name="Numbered list").click()
    expect(page.get_by_role("button", name="Numbered list", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="No link", disabled=True)).to_be_visible()
    expect(text.locator("ol li strong em, ol li em strong")).to_have_count(1)
