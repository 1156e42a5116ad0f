"""The page on which a release is written: what is missing, the preview, the original beside it, a table."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Edition, ReleaseTemplate, User
from tests.browser.test_autosave import ADD, write
from tests.browser.test_journey import sign_in
from tests.factories import illustrate, photograph_file


@pytest.fixture
def desk(transactional_db: None, author: User, reader: Callable[..., Page]) -> Page:
    page = reader()
    sign_in(page, author)
    return page


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.eval_on_selector(
            selector,
            "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }",
        )
    )


def test_what_is_missing_is_said_while_one_writes_and_leads_there(desk: Page) -> None:
    desk.goto(ADD)
    points = desk.locator(".open-points")
    expect(points).to_contain_text("3 things stand in the way of submitting it")
    points.locator("summary").click()
    points.get_by_role("link", name="Write the text.").click()
    expect(desk.locator(".cke_wysiwyg_div")).to_be_focused()
    desk.keyboard.type("The text.")
    expect(points).to_contain_text("2 things stand in the way")
    points.get_by_role("link", name="Write the title.").click()
    expect(desk.get_by_label("Title")).to_be_focused()
    desk.keyboard.type("Visit to Aktau")
    expect(points.locator("summary")).to_have_text("Nothing stands in the way of submitting it.")
    for part in (".bar", "#id_title"):
        assert in_view(desk, part)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_buttons_are_one_key_away_at_the_top_and_behind_the_photographs(
    transactional_db: None, author: User, reader: Callable[..., Page], javascript: bool
) -> None:
    page = reader(javascript=javascript)
    sign_in(page, author)
    page.goto(ADD)
    top, behind = page.get_by_role("link", name="Skip to the buttons").all()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(top).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save draft")).to_be_focused()
    # Seen by those alone who come to it by keyboard.
    assert (behind.bounding_box() or {})["width"] == 1
    page.get_by_label("Media contact").focus()
    page.keyboard.press("Shift+Tab")
    expect(behind).to_be_focused()
    expect(behind).to_be_in_viewport(ratio=1)
    assert (behind.bounding_box() or {})["width"] > 24
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save draft")).to_be_focused()


def test_what_a_photograph_lacks_leads_to_its_own_field(desk: Page, author: User) -> None:
    edition = publishing.start_release(language="en", by=author, title="Visit", body="<p>Text.</p>")
    for order, colour in enumerate(("navy", "red", "teal")):
        illustrate(edition, photograph_file(colour), by=author, order=order, alternative_text="")
    desk.goto(f"/admin/press/edition/{edition.pk}/change/")
    points = desk.locator(".open-points")
    points.locator("summary").click()
    cards = desk.locator("#photograph-rows > .photograph")
    points.get_by_role("link", name="Photograph 2 has no alternative text").click()
    expect(cards.nth(1).get_by_label("Alternative text")).to_be_focused()
    # Put in another order, and described: the second is what was the first.
    cards.nth(1).get_by_label("Caption").fill("The red one")
    cards.nth(1).get_by_role("button", name="Earlier").click()
    cards.nth(0).get_by_label("Alternative text").fill("A hall")
    expect(points).to_contain_text("2 things stand in the way")
    points.get_by_role("link", name="Photograph 2 has no alternative text").click()
    expect(cards.nth(1).get_by_label("Alternative text")).to_be_focused()


def test_the_original_stands_right_below_its_translation_where_there_is_no_room_beside(
    transactional_db: None, author: User, reader: Callable[..., Page]
) -> None:
    source = publishing.start_release(language="ru", by=author, title="Визит", body="<p>Слова.</p>")
    page = reader(width=768)
    sign_in(page, author)
    page.goto(f"{ADD}?story={source.release.story_id}&language=en")
    parts = ("#part-text", ".source-text", "#part-photographs")
    tops = [page.locator(part).bounding_box()["y"] for part in parts]  # type: ignore[index]
    assert tops == sorted(tops)


def test_the_preview_stands_beside_and_follows_what_is_typed_and_saves_nothing(desk: Page) -> None:
    desk.goto(ADD)
    desk.get_by_label("Title").fill("Visit to Aktau")
    desk.get_by_role("button", name="Preview beside the text").click()
    shown = desk.frame_locator("#preview-beside iframe")
    expect(shown.locator("h1")).to_have_text("Visit to Aktau")
    assert desk.locator("#preview-beside iframe").get_attribute("width") == "390"
    write(desk, "The chairman saw the port.")
    expect(shown.locator("article .text")).to_have_text("The chairman saw the port.")
    desk.get_by_label("Colours").select_option("black-on-white")
    expect(shown.locator("html")).to_have_attribute("data-colours", "black-on-white")
    desk.get_by_role("button", name="Close the preview").click()
    expect(desk.get_by_role("button", name="Preview beside the text")).to_be_focused()
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview (in a new tab)").click()
    expect(opened.value.locator("h1")).to_have_text("Visit to Aktau")
    assert Edition.objects.count() == 0
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messagelist")).to_contain_text("The draft is saved.")


def test_the_title_counts_down_to_its_limit(desk: Page) -> None:
    desk.goto(ADD)
    title = desk.get_by_label("Title")
    title.fill("x" * 149)
    expect(desk.locator(".left")).to_have_count(0)
    title.press("x")
    expect(desk.locator(".left")).to_have_text("Characters left: 100")
    title.fill("😀" * 251)
    expect(desk.locator(".left.wrong")).to_have_text("Too long by so many characters: 1")
    expect(desk.locator(".field-title [role=status]")).to_have_text("Too long by so many characters: 1")


def test_tab_leads_from_cell_to_cell_and_out_of_the_last_one(desk: Page) -> None:
    desk.goto(ADD)
    expect(desk.locator(".cke_wysiwyg_div")).to_be_visible()
    rows = "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>"
    desk.evaluate("html => CKEDITOR.instances.id_body.setData(html)", f"<table>{rows}</table>")
    desk.locator(".cke_wysiwyg_div td").first.click()
    desk.keyboard.press("Tab")
    desk.keyboard.type("3")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Behind.")
    written = re.sub(r"\s+", "", desk.evaluate("CKEDITOR.instances.id_body.getData()"))
    assert written.endswith("<tr><td>1</td><td>3</td></tr></tbody></table><p>Behind.</p>")


def test_the_original_goes_along_with_its_translation(desk: Page, author: User) -> None:
    paragraphs = [f"<p>Абзац {number}.</p>{'<p>Ещё слова.</p>' * 3}" for number in range(20)]
    source = publishing.start_release(language="ru", by=author, title="Визит", body="".join(paragraphs))
    desk.goto(f"{ADD}?story={source.release.story_id}&language=en")
    expect(desk.locator(".cke_wysiwyg_div")).to_be_visible()
    written = "".join(f"<p>Paragraph {number}.</p>" for number in range(80))
    desk.evaluate("html => CKEDITOR.instances.id_body.setData(html)", written)
    desk.locator(".cke_wysiwyg_div p", has_text="Paragraph 60.").click()
    current = desk.locator(".source-block.current")
    expect(current).to_have_text("Абзац 15.")
    expect(current).to_be_in_viewport()
    desk.locator(".cke_wysiwyg_div p", has_text="Paragraph 4.").click()
    expect(desk.locator(".source-block.current")).to_have_text("Абзац 1.")
    expect(current).to_be_in_viewport()


def test_a_template_s_text_is_asked_about_and_stays_where_nobody_answers(
    transactional_db: None, editor: User, reader: Callable[..., Page]
) -> None:
    template = ReleaseTemplate.objects.create(language="en", name="Speech")
    page = reader()
    sign_in(page, editor)
    page.goto(f"/admin/press/releasetemplate/{template.pk}/change/")
    write(page, "[[Who]] came.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Releases").first.click()
    expect(page.locator(".cke_wysiwyg_div")).to_have_text("[[Who]] came.")
    assert asked == ["beforeunload"]
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "No connection: it was not saved. What you typed stays on this page; save once there is a connection."
    )
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    template.refresh_from_db()
    assert template.body.strip() == "<p>[[Who]] came.</p>"
    assert asked == ["beforeunload"]
