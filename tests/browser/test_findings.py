"""Ten things that the content rules find in a text, mended by keyboard alone; and how it is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Edition, User
from press.models.ai_use import AIUse
from tests.browser.test_journey import sign_in

# Each of its blocks breaks a rule that repairs.
TEN = """
<h2>Күн тәртібі</h2>
<h4>Бірінші мәселе</h4>
<p>Сенат бюджет туралы заңды қарады - депутаттар оны мақұлдады.</p>
<p><strong>Екінші мәселе туралы</strong></p>
<p>- су ресурстары;</p>
<p>- жол қауіпсіздігі;</p>
<p>Отырыс<br><br>сағат онда басталды.</p>
<p>"Алдымызда үлкен жұмыс тұр", - деді Төраға.</p>
<p>С Е Н А Т отырысы аяқталды.</p>
<p>Депутаттар Aстанаға қайтты.</p>
<p>Сенатор былай деді: «The Senate will consider the bill next week and vote on it».</p>
"""


@pytest.fixture
def draft(author: User, transactional_db: None) -> Edition:
    return publishing.start_release(language="kk", by=author, title="Сенат отырысы", body=TEN)


@pytest.fixture
def desk(draft: Edition, author: User, reader: Callable[..., Page]) -> Page:
    page = reader()
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{draft.pk}/change/")
    page.locator("#cke_id_body").wait_for()
    return page


def test_ten_findings_are_repaired_by_keyboard_alone(desk: Page, draft: Edition) -> None:
    found = desk.locator(".findings[data-for=id_body] .finding")
    repairs = desk.locator(".findings[data-for=id_body] button.repair")
    before = repairs.count()
    assert before >= 10
    desk.locator("#save-draft").focus()  # as Tab leads there
    while not desk.evaluate("document.activeElement.matches('button.repair')"):
        desk.keyboard.press("Shift+Tab")
    for left in range(before - 1, -1, -1):
        desk.keyboard.press("Enter")
        expect(repairs).to_have_count(left)
        # Whoever pressed it stands at the next one: nobody has to look for the place again.
        expect(desk.locator(".finding:focus")).to_have_count(1)
        while left and not desk.evaluate("document.activeElement.matches('button.repair')"):
            desk.keyboard.press("Tab")
    expect(found.filter(has=desk.locator("button.repair"))).to_have_count(0)
    expect(desk.locator(".open-points summary")).to_have_text("Nothing stands in the way of submitting it.")
    desk.keyboard.press("Control+s")
    expect(desk.locator(".messagelist")).to_contain_text("The draft is saved.")
    draft.refresh_from_db()
    assert 'lang="en">The Senate will consider' in draft.body
    assert "<h3>Бірінші мәселе</h3>" in draft.body


def test_a_repair_is_undone_like_anything_typed(desk: Page) -> None:
    body = desk.locator(".cke_wysiwyg_div")
    repair = desk.locator(".finding", has_text="Бірінші мәселе").locator("button.repair").first
    repair.focus()
    desk.keyboard.press("Enter")
    expect(body.locator("h3", has_text="Бірінші мәселе")).to_have_count(1)
    body.focus()
    desk.keyboard.press("Control+z")
    expect(body.locator("h4", has_text="Бірінші мәселе")).to_have_count(1)


def test_a_finding_shows_its_place_in_the_text(desk: Page) -> None:
    finding = desk.locator(".finding", has_text="The Senate will consider")
    finding.get_by_role("button", name="Show").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".cke_wysiwyg_div")).to_be_focused()
    assert desk.evaluate("getSelection().toString()").startswith("The Senate will consider")


def test_who_approves_is_shown_what_was_let_stand(
    draft: Edition, author: User, editor: User, reader: Callable[..., Page]
) -> None:
    draft.ai_use = AIUse.NONE
    draft.save()
    publishing.submit(draft, by=author, override_reason="It is quoted.")
    page = reader()
    sign_in(page, editor)
    page.goto(f"/admin/press/edition/{draft.pk}/change/")
    finding = page.locator(".finding[data-severity=dismissed]", has_text="Бірінші мәселе")
    expect(finding.locator(".severity")).to_have_text("Error. Stands:")
    finding.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("getSelection().toString()") == "Бірінші мәселе"
    assert page.evaluate("document.querySelector('.frozen').contains(document.activeElement)")


def test_the_list_changes_without_moving_the_cursor_and_says_nothing_by_itself(desk: Page) -> None:
    body = desk.locator(".cke_wysiwyg_div")
    found = desk.locator(".findings[data-for=id_body] .finding")
    before = found.count()
    body.locator("p", has_text="Депутаттар").last.click()
    desk.keyboard.press("End")
    desk.keyboard.type(" Толығырақ - кейін.")
    expect(found).to_have_count(before + 1)
    # Who comes back to the text hears the gravest of them.
    described = desk.evaluate("""() => {
        const text = document.querySelector(".cke_wysiwyg_div");
        const ids = text.getAttribute("aria-describedby").split(" ");
        const list = [...document.querySelectorAll("[data-for=id_body] p[id]")].map(each => each.id);
        return [ids.filter(id => id.startsWith("finding-")).join() === list.join(), list.length,
                ids.length > list.length, text.getAttribute("aria-invalid")];
    }""")
    assert described == [True, 3, True, "true"]
    desk.keyboard.type("Тағы.")
    expect(body).to_contain_text("кейін.Тағы.")
    expect(desk.locator("#findings-status")).to_have_text("")
    assert desk.locator(".findings[aria-live], .findings [aria-live]").count() == 0


def test_what_a_screen_reader_says_of_a_finding(desk: Page) -> None:
    finding = desk.locator(".findings[data-for=id_body] .finding").first
    tree = finding.aria_snapshot()
    assert tree.startswith('- listitem:\n  - paragraph:\n    - strong: "Error:"')
    names = [
        button.get_attribute("value") or button.inner_text() for button in finding.get_by_role("button").all()
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("width", [320, 1440])
def test_without_a_script_the_buttons_repair_too(
    draft: Edition, author: User, reader: Callable[..., Page], width: int
) -> None:
    page = reader(javascript=False, width=width)
    sign_in(page, author)
    page.goto(f"/admin/press/edition/{draft.pk}/change/")
    page.locator("#id_title").fill("Кеңейтілген отырыс")
    repairs = page.locator("button.repair")
    before = repairs.count()
    repairs.first.click()
    expect(page.locator(".messagelist")).to_contain_text("Repaired:")
    expect(page.locator("#id_title")).to_have_value("Кеңейтілген отырыс")
    expect(repairs).to_have_count(before - 1)
    draft.refresh_from_db()
    assert draft.title == "Сенат отырысы"
