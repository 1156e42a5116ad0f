"""What is found while one writes: said, shown in its place, repaired, undone. ATAG 2.0, B.3.1 and B.3.2."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.functional import lazystr
from playwright.sync_api import Page, expect

from accessibility.content import RULES, Content, Edit, Finding, Repair, Rule, Severity
from press.models import Edition, User
from tests.browser.test_editor import writing_page

# The last а of the last word is Cyrillic.
BODY = '<p>The plan is <a href="https://parliament.example/plan/">here</a>, in the aulа.</p>'


def find_mixed_letters(content: Content) -> Iterator[Finding]:
    """Stands in for whichever rule offers a repair: one word, one edit."""
    for text in content.html:
        for passage in text.passages:
            if (start := passage.text.find("aulа")) != -1:
                places = passage.locate(start, start + 4)
                repair = Repair("Write it in Latin letters", (Edit(*places, "aula"),))
                yield text.at_words(passage, start, start + 4, "This word mixes two alphabets.", repair)


@pytest.fixture
def page(
    transactional_db: None,
    author: User,
    reader: Callable[..., Page],
    make_release: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Page:
    one = Rule(99, "of-this-test", Severity.WARNING, lazystr("Mixed letters"), find_mixed_letters)
    for other in set(RULES) - {"vague-link", "bare-address"}:
        monkeypatch.delitem(RULES, other)
    monkeypatch.setitem(RULES, one.name, one)
    edition: Edition = make_release(state="draft", body=BODY).newest_edition()
    return writing_page(reader(), author, edition)


def test_it_is_checked_without_being_asked_and_said_in_words_below_its_field(page: Page) -> None:
    listed = page.locator(".findings[data-for=id_body] .finding")
    expect(listed.filter(has_text="does not say where the link leads")).to_contain_text("Error:")
    expect(listed.filter(has_text="mixes two alphabets")).to_contain_text("Warning:")
    page.locator(".cke_wysiwyg_div").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" https://parliament.example/a/very/long/address/of/a/document/of/the/parliament/")
    expect(listed.filter(has_text="read out letter by letter")).to_be_visible(timeout=15_000)
    bar = page.locator(".bar")
    expect(bar.locator(".open-points:not(.hints) summary")).to_contain_text("1 thing stands in the way")
    expect(bar.locator(".hints summary")).to_contain_text("2 hints on the text")


def test_show_selects_the_words_that_are_meant(page: Page) -> None:
    finding = page.locator(".finding", has_text="does not say where the link leads")
    finding.locator(".show-place").press("Enter")
    expect(page.locator(".cke_wysiwyg_div")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "here"


def test_a_repair_is_one_press_and_undone_by_one(page: Page) -> None:
    text = page.locator(".cke_wysiwyg_div")
    finding = page.locator(".finding", has_text="mixes two alphabets")
    finding.get_by_role("button", name="Write it in Latin letters").press("Enter")
    expect(text).to_contain_text("in the aula.")
    expect(finding).to_have_count(0, timeout=15_000)
    text.click()
    page.keyboard.press("Control+Z")
    expect(text).to_contain_text("in the aulа.")


def test_a_series_is_undone_step_by_step_and_done_again(page: Page) -> None:
    text = page.locator(".cke_wysiwyg_div")
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+B")
    expect(text.locator("strong").first).to_be_visible()
    page.get_by_role("button", name="Numbered list").click()
    expect(text.locator("ol")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(text.locator("ol")).to_have_count(0)
    expect(text.locator("strong").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(text.locator("strong")).to_have_count(0)
    for _step in range(2):
        page.get_by_role("button", name="Redo").click()
    expect(text.locator("ol strong").first).to_be_visible()


def test_no_control_moves_by_itself(page: Page) -> None:
    page.get_by_role("button", name="Preview beside the text").click()
    expect(page.locator("#preview-beside iframe[data-shown]")).to_be_attached(timeout=15_000)
    places = """() => [...document.querySelectorAll("a, button, input, textarea, select, [role=button]")]
        .filter(one => !one.closest("details:not([open])"))
        .map(one => (box => [one.id || one.innerText, box.x, box.y])(one.getBoundingClientRect()))"""
    page.wait_for_timeout(1_000)  # until what was pressed has unfolded
    before = page.evaluate(places)
    page.wait_for_timeout(2_000)
    assert page.evaluate(places) == before
    assert page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0
