"""The bar by keyboard alone, and by a switch, which does the same: on to the next, and press."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accessibility.preferences import CHOICES
from accessibility.slots import IN_BAR
from tests.browser.conftest import browser_type_launch_args, reader, server

__all__ = ["browser_type_launch_args", "reader", "server"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("small_site")]
Reader = Callable[..., Page]

STEPS = [f"display-{name}-{value}" for name in IN_BAR for value in CHOICES[name] if value != "own"]
# In order; "All settings" has no id of its own. After it "display-reset", where something is set.
STOPS = [*STEPS, "All settings"]

FOCUSED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
    const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        name: at.id || at.textContent.trim(),
        width: box.width,
        height: box.height,
        ring: look.outlineStyle === "solid" ? parseFloat(look.outlineWidth) : 0,
        // With its ring, 3 px wide and 3 px away.
        whole: box.top >= 6 && box.bottom <= innerHeight - 6 && box.left >= 0 && box.right <= innerWidth,
        uncovered: at === seen || at.contains(seen),
    };
}"""

IS_A_ROW = "matchMedia(document.querySelector('[data-display-wide]').media).matches"


def tab(page: Page, stops: int = 1, key: str = "Tab") -> list[dict[str, Any]]:
    """Goes on by as many stops; returns what is focused at each."""
    found = []
    for _ in range(stops):
        page.keyboard.press(key)
        found.append(page.evaluate(FOCUSED))
    return found


def poor(stops: list[dict[str, Any]]) -> list[str]:
    """Stops that a finger or an eye would miss: under 44 px, without a ring of 3 px, cut or covered."""
    return [
        stop["name"]
        for stop in stops
        if min(stop["width"], stop["height"]) < 44
        or stop["ring"] < 3
        or not (stop["whole"] and stop["uncovered"])
    ]


@pytest.mark.parametrize("javascript", [True, False])
def test_tab_goes_from_the_skip_link_through_every_step_and_back(reader: Reader, javascript: bool) -> None:
    page = reader(javascript=javascript)
    page.goto("/en/")
    skip, *stops = tab(page, 1 + len(STOPS))
    assert skip["name"] == "Skip to text"
    assert [stop["name"] for stop in stops] == STOPS
    assert poor(stops) == []
    back = tab(page, len(STOPS), "Shift+Tab")
    assert [stop["name"] for stop in back] == [*reversed(STOPS[:-1]), "Skip to text"]


def test_on_a_phone_one_press_opens_the_bar_and_every_stop_is_large_and_seen(reader: Reader) -> None:
    page = reader(javascript=False, width=320, height=568, text_size="200", letter_spacing="4")
    page.goto("/ru/")
    _, summary = tab(page, 2)
    # Folded, the next stop is beyond the bar: none of its steps is in the way.
    folded = page.locator(".display-group").first
    expect(folded).to_be_hidden()
    page.keyboard.press("Enter")
    expect(folded).to_be_visible()
    stops = tab(page, len(STOPS) + 1)
    assert [stop["name"] for stop in stops][: len(STEPS)] == STEPS
    assert stops[-1]["name"] == "display-reset"
    assert poor([summary, *stops]) == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_press_changes_keeps_the_focus_and_is_said_once(reader: Reader, key: str) -> None:
    page = reader()
    page.goto("/en/")
    page.evaluate(
        """() => {
            window.said = [];
            const live = document.querySelector("[role=status]");
            new MutationObserver(() => { if (live.textContent) window.said.push(live.textContent); })
                .observe(live, {childList: true, characterData: true, subtree: true});
        }"""
    )
    tab(page, 2 + STEPS.index("display-colours-white-on-black"))
    page.keyboard.press(key)
    expect(page.get_by_role("status")).to_have_text("Site colour: white on black")
    expect(page.locator("#display-colours-white-on-black")).to_be_focused()
    expect(page.locator("#display-colours-white-on-black")).to_have_attribute("aria-pressed", "true")
    tab(page, STEPS.index("display-text-size-150") - STEPS.index("display-colours-white-on-black"))
    page.keyboard.press(key)
    expect(page.get_by_role("status")).to_have_text("Text size: 150 %")
    expect(page.locator("#display-text-size-150")).to_be_focused()
    # The row has become two, and the focus is seen there too.
    assert poor([page.evaluate(FOCUSED)]) == []
    tab(page, len(STOPS) - STOPS.index("display-text-size-150"))
    page.keyboard.press(key)
    expect(page.get_by_role("status")).to_have_text("The usual look")
    assert page.evaluate(FOCUSED)["name"] == "display-reset"
    assert page.evaluate("window.said") == [
        "Site colour: white on black",
        "Text size: 150 %",
        "The usual look",
    ]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_without_a_script_a_press_keeps_the_focus_and_tab_goes_on_from_there(
    reader: Reader, key: str
) -> None:
    page = reader(javascript=False)
    page.goto("/en/")
    tab(page, 2 + STEPS.index("display-letter-spacing-2"))
    page.keyboard.press(key)
    expect(page).to_have_url(re.compile("#display-letter-spacing-2$"))
    expect(page.locator("#display-letter-spacing-2")).to_be_focused()
    (following,) = tab(page)
    assert following["name"] == "display-letter-spacing-3"
    shown = page.locator(".display-status:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_text("Letter spacing: wide")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", ["200", "300"])
def test_a_size_that_folds_the_row_keeps_the_pressed_step_in_focus_and_in_sight(
    reader: Reader, javascript: bool, size: str
) -> None:
    page = reader(javascript=javascript)
    page.goto("/en/")
    assert page.evaluate(IS_A_ROW)
    tab(page, 2 + STEPS.index(f"display-text-size-{size}"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-text-size", size)
    assert not page.evaluate(IS_A_ROW)
    assert page.evaluate(FOCUSED)["name"] == f"display-text-size-{size}"
    assert poor([page.evaluate(FOCUSED)]) == []
    tab(page, STEPS.index(f"display-text-size-{size}") - STEPS.index("display-text-size-100"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).not_to_have_attribute("data-text-size", size)
    assert page.evaluate(IS_A_ROW)
    assert page.evaluate(FOCUSED)["name"] == "display-text-size-100"
    assert poor([page.evaluate(FOCUSED)]) == []


def test_arrows_do_nothing_in_the_bar(reader: Reader) -> None:
    page = reader()
    page.goto("/en/")
    tab(page, 2)
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate(FOCUSED)["name"] == STEPS[0]
    expect(page.locator("html")).not_to_have_attribute("data-colours", re.compile("."))
