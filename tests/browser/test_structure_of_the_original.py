"""A translation is written into the structure of its original, place by place; the original goes along."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Edition, User
from press.models.ai_use import AIUse
from tests.browser.test_journey import sign_in

BODY = (
    "<h2>Что решили</h2><p>Сенат одобрил план.</p><ul><li>Вода</li><li>Дороги</li></ul>"
    '<table><caption>Голоса</caption><tbody><tr><th scope="row">За</th><td></td><td>46</td></tr></tbody>'
    "</table>"
)
WRITTEN = ["Не шешілді", "Сенат жоспарды мақұлдады.", "Су", "Жолдар", "Дауыстар", "Жақтап"]
FILLED = (
    "<h2>Не шешілді</h2><p>Сенат жоспарды мақұлдады.</p><ul><li>Су</li><li>Жолдар</li></ul>"
    '<table><caption>Дауыстар</caption><tbody><tr><th scope="row">Жақтап</th><td></td><td>46</td></tr>'
    "</tbody></table>"
)


@pytest.fixture
def original(transactional_db: None, author: User) -> Edition:
    return publishing.start_release(language="ru", by=author, title="План", body=BODY, ai_use=AIUse.NONE)


def test_each_place_is_selected_by_a_click_and_filled_in_until_the_text_can_be_submitted(
    author: User, original: Edition, reader: Callable[..., Page]
) -> None:
    page = reader()
    sign_in(page, author)
    page.goto("/admin/press/edition/")
    page.get_by_role("link", name=re.compile("Add the Kazakh")).click()
    text = page.locator(".cke_wysiwyg_div")
    expect(text.locator("h2, p, li, caption, th")).to_have_text(["[[…]]"] * len(WRITTEN))
    expect(text.locator("td").last).to_have_text("46")
    page.get_by_label("Title").fill("Жоспар")
    page.get_by_label("Not used").first.check()
    for number, words in enumerate(WRITTEN):
        text.locator("h2, p, li, caption, th").nth(number).click()
        page.keyboard.type(words)
    expect(page.locator(".source-block.current")).to_contain_text("Голоса")
    expect(page.locator(".open-points summary")).to_have_text("Nothing stands in the way of submitting it.")
    page.get_by_role("button", name="Submit for approval").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Submitted")
    edition = Edition.objects.get(release__language="kk")
    assert re.sub(r">\s+<", "><", edition.body.replace("&nbsp;", "")) == FILLED


def test_by_keyboard_the_caret_is_not_caught_in_a_place(
    author: User, original: Edition, reader: Callable[..., Page]
) -> None:
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/add/?story={original.release.story_id}&language=kk")
    text = page.locator(".cke_wysiwyg_div")
    text.locator("h2").wait_for()
    text.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("getSelection().toString() === '[[…]]'")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("!")
    expect(text.locator("h2")).to_have_text("[[…]]!")


@pytest.mark.parametrize("way", ["click", "selected"])
def test_what_is_written_in_place_of_a_link_is_the_link(
    way: str, author: User, transactional_db: None, reader: Callable[..., Page]
) -> None:
    body = '<p>Смотрите <a href="https://example.org/">план</a></p>'
    original = publishing.start_release(language="ru", by=author, title="План", body=body)
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/add/?story={original.release.story_id}&language=kk")
    link = page.locator(".cke_wysiwyg_div a")
    expect(link).to_have_text("[[…]]")
    page.get_by_label("Title").fill("Жоспар")
    if way == "click":
        link.click()
    else:
        link.select_text()
    page.keyboard.type("Жоспарды қараңыз")
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator(".messagelist")).to_be_visible()
    saved = Edition.objects.get(release__language="kk").body.replace("&nbsp;", " ")
    assert re.findall(r"<a [^>]*>(.*?)</a>", saved) == ["Жоспарды қараңыз"]
