"""The bar in a real Chromium: by form and by script, wide and on a phone, in print and forced colours."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from accessibility.schemes import SCHEMES
from tests.browser.conftest import axe, axe_source, browser_type_launch_args, reader, server

__all__ = ["axe", "axe_source", "browser_type_launch_args", "reader", "server"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("small_site")]
Reader = Callable[..., Page]

FOCUSED = "document.activeElement.id"
BACKGROUND = "getComputedStyle(document.documentElement).getPropertyValue('--background').trim()"


def test_without_javascript_a_press_changes_the_page_and_keeps_the_focus(reader: Reader) -> None:
    page = reader(javascript=False)
    page.goto("/en/?q=1")
    page.get_by_role("button", name="White on black").click()
    expect(page).to_have_url(re.compile(r"/en/\?q=1#display-colours-white-on-black$"))
    pressed = page.get_by_role("button", name="White on black")
    expect(pressed).to_be_focused()
    expect(pressed).to_have_attribute("aria-pressed", "true")
    shown = page.locator(".display-status:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_text("Site colour: white on black")
    page.goto("/kk/")
    expect(page.locator("html")).to_have_attribute("data-colours", "white-on-black")


def test_with_javascript_the_page_stays_and_one_message_answers(reader: Reader) -> None:
    page = reader()
    page.goto("/en/?q=1")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="White on black").click()
    expect(page.get_by_role("status")).to_have_text("Site colour: white on black")
    page.get_by_role("button", name="Very wide").click()
    page.get_by_role("button", name="150 %").click()
    expect(page.get_by_role("status")).to_have_text("Text size: 150 %")
    root = page.locator("html")
    expect(root).to_have_attribute("data-colours", "white-on-black")
    expect(root).to_have_attribute("data-letter-spacing", "3")
    expect(page.get_by_role("button", name="Very wide")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="150 %")).to_be_focused()
    assert page.evaluate("[window.stayed, location.pathname + location.search + location.hash]") == [
        True,
        "/en/?q=1",
    ]
    page.reload()
    expect(root).to_have_attribute("data-text-size", "150")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("status")).to_have_text("The usual look")
    assert root.evaluate("root => Object.keys(root.dataset).length") == 0
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_page_gone_back_to_has_the_look_of_now(reader: Reader) -> None:
    page = reader()
    page.goto("/en/")
    page.goto("/kk/")
    page.locator("#display-colours-white-on-black").click()
    expect(page.locator("html")).to_have_attribute("data-colours", "white-on-black")
    page.go_back()
    expect(page).to_have_url(re.compile("/en/$"))
    expect(page.locator("html")).to_have_attribute("data-colours", "white-on-black")
    expect(page.get_by_role("button", name="White on black")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("keeps_whole_pages", [False, True])
def test_without_javascript_too_a_page_gone_back_to_has_the_look_of_now(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    live_server: Any,
    keeps_whole_pages: bool,
) -> None:
    # Playwright switches off that pages are kept whole (bfcache); readers' browsers keep them.
    switched_off = ["--disable-back-forward-cache"] if keeps_whole_pages else None
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=switched_off) as browser:
        page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
        page.goto("/en/")
        page.goto("/kk/")
        page.locator("#display-colours-white-on-black").click()
        page.locator("#display-letter-spacing-2").click()
        expect(page).to_have_url(re.compile("/kk/#display-letter-spacing-2$"))
        for address in ("/kk/#display-colours-white-on-black", "/kk/", "/en/"):
            page.go_back(wait_until="commit")
            expect(page).to_have_url(re.compile(f"{address}$"))
            expect(page.locator("html")).to_have_attribute("data-colours", "white-on-black")
            expect(page.locator("html")).to_have_attribute("data-letter-spacing", "2")


def test_the_last_of_picker_and_list_counts(reader: Reader) -> None:
    page = reader()
    page.goto("/en/display/")
    page.locator("#display-own-text-picked").fill("#112233")
    expect(page.locator("#display-own-text")).to_have_value("picked")
    page.locator("#display-own-text").select_option(index=2)
    page.get_by_role("button", name="Use these colours").click()
    expect(page.locator("html")).to_have_attribute("data-colours", "own")
    assert page.evaluate(BACKGROUND) == "#ffffff"
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(17, 34, 51)"


def test_where_the_script_gets_no_answer_the_form_is_sent_as_it_is(reader: Reader) -> None:
    page = reader()
    page.route(
        "**/display/",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    page.goto("/en/")
    page.get_by_role("button", name="Yellow on black").click()
    expect(page).to_have_url(re.compile("#display-colours-yellow-on-black$"))
    expect(page.locator("html")).to_have_attribute("data-colours", "yellow-on-black")


def test_on_a_phone_the_bar_is_folded_and_opens_without_javascript(reader: Reader) -> None:
    page = reader(javascript=False, width=320, height=568)
    page.goto("/ru/")
    colour = page.get_by_role("button", name="Чёрным по белому")
    expect(colour).to_be_hidden()
    heading = page.get_by_role("heading", level=1).bounding_box()
    assert heading is not None
    assert heading["y"] + heading["height"] < 568
    page.locator("summary").click()
    colour.click()
    # Back from the press it is open, so that the focus is seen.
    expect(page.get_by_role("button", name="Чёрным по белому")).to_be_focused()
    expect(page.locator("summary")).to_be_hidden()
    expect(page.locator(".display-name")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("size", ["100", "300"])
def test_controls_are_large_and_nothing_scrolls_sideways(reader: Reader, width: int, size: str) -> None:
    page = reader(width=width, letter_spacing="4", word_spacing="2", line_height="3", text_size=size)
    page.goto("/kk/display/")
    if page.locator("summary").is_visible():
        page.locator("summary").click()
    small = page.evaluate(
        """[...document.querySelectorAll(".display-bar button, .display-bar a, .display-bar summary")]
        .map(control => [control.id, control.getBoundingClientRect()])
        .filter(([id, box]) => box.width && (box.width < 44 || box.height < 44)).map(([id]) => id)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_in_large_text_on_a_phone_the_name_of_a_colour_has_the_width_for_itself(reader: Reader) -> None:
    page = reader(width=320, text_size="300")
    page.goto("/ru/display/")
    widths = page.evaluate(
        """[...document.querySelectorAll(".display-fieldset.display-colours .display-choice-words")]
        .map(words => words.getBoundingClientRect().width)"""
    )
    assert min(widths) > 200


@pytest.mark.parametrize("colours", ["auto", *(scheme.value for scheme in SCHEMES)])
def test_no_violation_in_any_scheme(reader: Reader, axe: Callable[..., list[str]], colours: str) -> None:
    for width, address in ((320, "/ru/display/"), (1440, "/kk/accessibility/")):
        page = reader(width=width, colours=colours)
        page.goto(address)
        if page.locator("summary").is_visible():
            page.locator("summary").click()
        assert axe(page, rules={"color-contrast-enhanced": {"enabled": True}}) == []
        assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "background"),
    [
        ({}, "#ffffff"),
        ({"color_scheme": "dark"}, "#121212"),
        ({"contrast": "more"}, "#ffffff"),
        ({"contrast": "more", "color_scheme": "dark"}, "#000000"),
        ({"forced_colors": "active"}, "Canvas"),
    ],
)
def test_auto_follows_the_device(reader: Reader, options: dict[str, Any], background: str) -> None:
    page = reader(options=options)
    page.goto("/en/")
    assert page.evaluate(BACKGROUND) == background


@pytest.mark.parametrize("colours", ["white-on-black", "own"])
def test_every_scheme_yields_to_print_and_to_forced_colours(reader: Reader, colours: str) -> None:
    page = reader(colours=colours, text="yellow", background="dark-blue")
    page.goto("/en/")
    assert page.evaluate(BACKGROUND) == {"white-on-black": "#000000", "own": "#00264d"}[colours]
    page.emulate_media(media="print")
    assert page.evaluate(BACKGROUND) == "#ffffff"
    expect(page.locator(".display-bar")).to_be_hidden()
    page.emulate_media(media="screen", forced_colors="active")
    assert page.evaluate(BACKGROUND) == "Canvas"


def test_spacing_grows_with_a_heading_and_reaches_buttons(reader: Reader) -> None:
    page = reader(letter_spacing="2")
    page.goto("/en/display/")
    for selector in ("h1", "h2", "main button", "main select", "main p"):
        size, spacing = page.locator(selector).first.evaluate(
            "element => [getComputedStyle(element).fontSize, getComputedStyle(element).letterSpacing]"
        )
        assert float(spacing.removesuffix("px")) == pytest.approx(float(size.removesuffix("px")) * 0.12)


def test_only_the_chosen_typeface_is_downloaded(reader: Reader) -> None:
    page = reader(typeface="serif")
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    page.goto("/ru/")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert fonts
    assert {url.rsplit("/", 1)[1].rsplit("-", 2)[0] for url in fonts} == {"noto-serif"}


@pytest.mark.parametrize("javascript", [True, False])
def test_where_colours_are_refused_the_focus_is_on_the_reason(
    reader: Reader, axe: Callable[..., list[str]], javascript: bool
) -> None:
    page = reader(javascript=javascript, width=320)
    page.goto("/ru/display/?next=/ru/")
    page.locator("#display-own-text").select_option("white")
    page.locator("#display-own-background").select_option("cream")
    page.get_by_role("button", name="Включить эти цвета").click()
    reason = page.get_by_role("alert")
    expect(reason).to_be_focused()
    expect(reason).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^Ошибка: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.locator("#display-own-text")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("контраст 1,0 к 1"))
    if javascript:
        assert axe(page) == []
    field.select_option("black")
    page.get_by_role("button", name="Включить эти цвета").click()
    expect(page.locator("html")).to_have_attribute("data-colours", "own")
    expect(page.locator("#display-colours-own")).to_be_focused()


def test_a_setting_applies_as_it_is_chosen_and_the_form_keeps_it(reader: Reader) -> None:
    page = reader()
    page.goto("/en/display/")
    page.get_by_role("group", name="Line height").get_by_label("Double").check()
    expect(page.locator("html")).to_have_attribute("data-line-height", "2")
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.locator("#display-saved")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("data-line-height", "2")
