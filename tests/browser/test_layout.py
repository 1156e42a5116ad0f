"""How a page is laid out: on one grid, the title before its photograph, nothing that grows or floats."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from press import publishing
from press.models import Contact, Edition, Release, Topic, User
from tests.browser.test_reading import TABLE
from tests.factories import illustrate, photograph_file

Reader = Callable[..., Page]

LEFT = "element => Math.round(element.getBoundingClientRect().left)"
RIGHT = "element => Math.round(element.getBoundingClientRect().right)"
TOP = "element => element.getBoundingClientRect().top"
BOTTOM = "element => element.getBoundingClientRect().bottom"
HEIGHT = "element => element.getBoundingClientRect().height"


@pytest.fixture
def release(author: User, editor: User, topic: Topic, contact: Contact) -> Release:
    """A release with all that has an edge: a photograph, a lead, a table, a list."""
    edition: Edition = publishing.start_release(
        language="ru", by=author, title="Бюджетный комитет обсудил проект трёхлетнего бюджета",
        lead="Депутаты предложили выделить больше средств на сельские школы и дороги.",
        body=f"<p>{'Комитет рассмотрел основные показатели проекта. ' * 6}</p>{TABLE}", contact=contact,
    )  # fmt: skip
    edition.release.story.topics.add(topic)
    illustrate(edition, photograph_file(size=(1200, 800)), by=author)
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    return edition.release


@pytest.mark.parametrize(("width", "margin"), [(1440, 160), (1920, 336)])
def test_bar_masthead_text_and_foot_begin_on_one_line_and_end_on_one(
    reader: Reader, release: Release, width: int, margin: int
) -> None:
    page = reader(width=width)
    page.goto(release.get_absolute_url())
    for beginning in (".display-groups", ".institution", "h1", ".colophon .columns > :first-child"):
        assert page.locator(beginning).evaluate(LEFT) == margin, beginning
    for end in (".display-more", ".masthead .search", ".rail .share", ".colophon .licence"):
        assert page.locator(end).evaluate(RIGHT) == width - margin, end


@pytest.mark.parametrize("width", [390, 768, 1024, 1440, 1920])
def test_what_is_read_of_a_release_has_one_right_edge(reader: Reader, release: Release, width: int) -> None:
    page = reader(width=width)
    page.goto(release.get_absolute_url())
    parts = (".release > header", ".lead", ".photograph img", ".text", ".text table")
    assert len({page.locator(part).first.evaluate(RIGHT) for part in parts}) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_bar_grows_by_no_more_than_a_line_with_the_widest_letters(
    reader: Reader, release: Release, language: str
) -> None:
    usual, widest = (reader(letter_spacing=value) for value in ("0", "4"))
    for page in (usual, widest):
        page.goto(f"/{language}/")
    bar = ".display-bar"
    assert widest.locator(bar).evaluate(HEIGHT) - usual.locator(bar).evaluate(HEIGHT) <= 30
    # Its name stands in one line: no letter of it is alone.
    assert widest.locator(".display-name").evaluate(HEIGHT) < 40


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_bar_is_as_high_with_a_colour_chosen_as_with_none(
    reader: Reader, release: Release, language: str
) -> None:
    usual, chosen = (reader(colours=value) for value in ("auto", "white-on-black"))
    heights = []
    for page in (usual, chosen):
        page.goto(f"/{language}/")
        heights.append(page.locator(".display-bar").evaluate(HEIGHT))
    assert heights[1] - heights[0] <= 6


def test_the_way_home_is_as_wide_as_its_words(reader: Reader, release: Release) -> None:
    page = reader()
    page.goto("/ru/")
    link, words = page.locator(".institution"), page.locator(".institution span")
    assert link.evaluate(RIGHT) == words.evaluate(RIGHT)


@pytest.mark.parametrize(
    ("size", "window"), [("200", (1440, 900)), ("300", (1440, 900)), ("100", (700, 420)), ("150", (390, 844))]
)
def test_where_title_and_photograph_do_not_fit_side_by_side_the_title_comes_first(
    reader: Reader, release: Release, size: str, window: tuple[int, int]
) -> None:
    page = reader(width=window[0], height=window[1], text_size=size)
    page.goto("/ru/")
    title, picture = page.locator(".first .title"), page.locator(".first picture")
    assert title.evaluate(BOTTOM) <= picture.evaluate(TOP)
    assert _ratio(picture) == pytest.approx(1.5, abs=0.01)


def test_beside_its_title_and_on_a_phone_the_photograph_is_whole_too(
    reader: Reader, release: Release
) -> None:
    for width, height in ((1440, 600), (390, 844)):
        page = reader(width=width, height=height)
        page.goto("/ru/")
        assert _ratio(page.locator(".first picture")) == pytest.approx(1.5, abs=0.01)


def _ratio(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["width"] / box["height"]


@pytest.mark.parametrize("javascript", [True, False])
def test_folded_the_bar_says_what_is_set(reader: Reader, release: Release, javascript: bool) -> None:
    page = reader(javascript=javascript, text_size="200", colours="white-on-black", letter_spacing="2")
    page.goto("/en/")
    said = page.locator(".display-set")
    expect(said).to_have_text("White on black · Letter spacing: wide · 200 %")
    expect(said).to_be_visible()
    page.locator(".display-fold summary").click()
    expect(said).to_be_hidden()
    page.locator("#display-text-size-250").click()
    if javascript:
        page.locator(".display-fold summary").click()
        expect(said).to_have_text("White on black · Letter spacing: wide · 250 %")


def test_in_the_window_of_a_zoom_of_400_per_cent_the_text_begins_on_the_first_screen(
    reader: Reader, release: Release
) -> None:
    page = reader(width=320, height=225)
    page.goto("/ru/")
    assert page.locator(".masthead").evaluate(BOTTOM) <= 170
    assert page.get_by_role("heading", level=1).evaluate(BOTTOM) <= 225


def test_behind_the_bar_a_second_way_leads_to_the_text(reader: Reader, release: Release) -> None:
    page = reader(javascript=False)
    page.goto("/ru/")
    page.get_by_role("link", name="Все настройки").focus()
    page.keyboard.press("Tab")
    second = page.get_by_role("link", name="Перейти к тексту").nth(1)
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#text$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null") is True


def test_the_foot_of_a_short_page_stands_at_the_foot_of_the_window(reader: Reader, release: Release) -> None:
    page = reader(height=1400)
    page.goto("/en/archive/")
    assert page.locator(".colophon").evaluate(BOTTOM) == 1400


@pytest.mark.parametrize(
    "name, value", [("colours", "dark"), ("motion", "none"), ("word-spacing", "1"), ("typeface", "serif")]
)
def test_resetting_is_offered_once_something_is_set(
    reader: Reader, release: Release, name: str, value: str
) -> None:
    page = reader()
    page.goto("/en/")
    reset = page.get_by_role("region", name="Low-vision version").get_by_role("button", name="Reset")
    expect(reset).to_be_hidden()
    page = reader(**{name.replace("-", "_"): value})
    page.goto("/en/")
    reset = page.get_by_role("region", name="Low-vision version").get_by_role("button", name="Reset")
    expect(reset).to_be_visible()
    reset.click()
    expect(page.get_by_role("status")).to_have_text("The usual look")
    page.reload()
    expect(reset).to_be_hidden()


def test_on_paper_the_whole_address_closes_the_text(reader: Reader, release: Release) -> None:
    page = reader()
    page.goto(release.get_absolute_url())
    page.emulate_media(media="print")
    said = page.locator(".edition").evaluate("element => getComputedStyle(element, '::after').content")
    assert said == f'"http://127.0.0.1:8000{release.get_absolute_url()}"'
    assert page.locator(".rail").evaluate("element => getComputedStyle(element).display") == "none"
