"""What a reader meets on the public pages, as the browser shows it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from press import publishing
from press.models import Contact, Release, Topic, User
from tests.factories import illustrate, photograph_file

TABLE = """<table><caption>Spending, billion tenge</caption>
<thead><tr><th scope="col">Purpose</th><th scope="col">First</th><th scope="col">Second</th></tr></thead>
<tbody><tr><th scope="row">Water management</th><td>60</td><td>70</td></tr></tbody></table>"""  # fmt: skip

# Each word of a selector's text, with the number of lines that it stands on.
BROKEN_WORDS = """selector => {
    const broken = [];
    for (const element of document.querySelectorAll(selector)) {
        const text = element.firstChild;
        for (const word of text.data.matchAll(/\\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (range.getClientRects().length > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""


@pytest.mark.parametrize(("width", "size"), [(320, "100"), (320, "200"), (320, "300"), (1440, "100")])
def test_a_table_breaks_no_word_and_scrolls_in_a_frame_that_the_keyboard_reaches(
    reader: Callable[..., Page], make_release: Callable[..., Release], width: int, size: str
) -> None:
    release = make_release(body=f"<p>Before.</p>{TABLE}<p>After.</p>")
    page = reader(width=width, height=568, text_size=size)
    page.goto(release.get_absolute_url())
    assert page.evaluate(BROKEN_WORDS, ".text th, .text td, .text caption") == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    frame = page.get_by_role("region", name="Spending, billion tenge")
    frame.focus()
    expect(frame).to_be_focused()
    far = frame.evaluate("frame => frame.scrollWidth - frame.clientWidth")
    assert (far > 0) == (size != "100")
    for _ in range(far // 40 + 1):
        page.keyboard.press("ArrowRight")
    expect(frame.get_by_role("cell").last).to_be_in_viewport(ratio=1)
    # What the table is about stays in sight.
    caption = frame.locator("caption").bounding_box()
    assert caption
    assert caption["x"] >= 0
    assert caption["x"] + caption["width"] <= width


# Of each printed text: its size in points, its colour, and whether it is the title.
PRINTED = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, look = getComputedStyle(element);
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        if (!walker.currentNode.data.trim() || !range.getClientRects().length) continue;
        found.push([Math.round(parseFloat(look.fontSize) * 7.5) / 10, look.color, !!element.closest("h1")]);
    }
    return found;
}"""

PRINTED_SIZE = "element => Math.round(parseFloat(getComputedStyle(element).fontSize) * 7.5) / 10"


@pytest.mark.parametrize(
    ("display", "text_size"),
    [
        ({}, 11),
        ({"text_size": "150"}, 11),
        ({"text_size": "200"}, 16.5),
        ({"text_size": "300", "letter_spacing": "4", "word_spacing": "2", "line_height": "3"}, 16.5),
        ({"text_size": "300", "colours": "yellow-on-black"}, 16.5),
    ],
)
def test_on_paper_the_title_is_the_largest_and_all_is_black_whatever_the_reader_chose(
    reader: Callable[..., Page],
    make_release: Callable[..., Release],
    contact: Contact,
    topic: Topic,
    display: dict[str, str],
    text_size: float,
) -> None:
    body = f'<h2>Numbers</h2><p>See <a href="https://example.org/">there</a>.</p>{TABLE}'
    release = make_release(body=body, lead="In short.", contact=contact, courtesy="N. Baibulin")
    release.story.topics.add(topic)
    page = reader(**display)
    page.goto(release.get_absolute_url())
    page.emulate_media(media="print")
    printed = page.evaluate(PRINTED)
    title = {size for size, _, is_title in printed if is_title}
    others = {size for size, _, is_title in printed if not is_title}
    assert max(others) < min(title)
    assert page.locator(".text p").evaluate(PRINTED_SIZE) == text_size
    assert {colour for _, colour, _ in printed} == {"rgb(0, 0, 0)"}
    # Nothing is wider than the sheet: 17 cm between its margins.
    page.set_viewport_size({"width": 643, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 643


NUMBERED = "".join(
    f"<h2>To {longest}</h2><ol{start}>{'<li>Committees give their opinions on the draft.</li>' * count}</ol>"
    for longest, start, count in [(3, "", 3), (12, "", 12), (102, "", 102), (48, ' start="47"', 2)]
)

# Of each list that has its numbers outside its text: the longest number that sticks out of the column of
# text to the left, and by how many pixels. A number cannot be asked for its place, so it is written anew.
NUMBERS_OUTSIDE = """() => [...document.querySelectorAll(".text ol")].flatMap(list => {
    const item = list.querySelector("li");
    if (getComputedStyle(item).listStylePosition === "inside") return [];
    const number = document.createElement("span");
    number.style.cssText = "position: absolute; white-space: pre; list-style: none";
    item.append(number);
    const widths = [...list.children].map((_, at) => {
        number.textContent = `${list.start + at}. `;
        return [number.getBoundingClientRect().width, number.textContent];
    });
    number.remove();
    const [width, longest] = widths.sort(([one], [other]) => other - one)[0];
    const beyond = document.querySelector(".text").getBoundingClientRect().left
        - (item.getBoundingClientRect().left - width);
    return beyond > 0.5 ? [[longest, beyond]] : [];
})"""


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("typeface", ["golos", "serif", "dyslexic", "system"])
def test_no_number_of_a_list_leaves_its_column_however_the_text_is_set(
    reader: Callable[..., Page], make_release: Callable[..., Release], typeface: str, media: Any
) -> None:
    release = make_release(body=f"<p>Before.</p>{NUMBERED}")
    page = reader(typeface=typeface)
    page.goto(release.get_absolute_url())
    page.emulate_media(media=media)
    page.evaluate("document.fonts.ready")
    beyond = {}
    for spacing in ("", "1", "2", "4"):
        for size in ("", "150", "200", "300"):
            for width in (320, 390, 643, 794, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.evaluate(
                    "given => Object.assign(document.documentElement.dataset, given)",
                    {"letterSpacing": spacing, "textSize": size},
                )
                if found := page.evaluate(NUMBERS_OUTSIDE):
                    beyond[spacing, size, width] = found
    assert beyond == {}


def test_at_the_usual_look_a_list_takes_no_more_room_for_its_numbers_than_it_needs(
    reader: Callable[..., Page], make_release: Callable[..., Release]
) -> None:
    page = reader()
    page.goto(make_release(body=NUMBERED).get_absolute_url())
    indents = "lists => lists.map(list => parseFloat(getComputedStyle(list.firstElementChild).marginLeft))"
    one, two, three, _ = page.locator(".text ol").evaluate_all(indents)
    assert one == 24
    assert two < 36
    assert three < 48


def test_on_a_page_that_is_not_there_a_choice_without_javascript_leads_back_to_it(
    reader: Callable[..., Page], db: None
) -> None:
    page = reader(javascript=False)
    page.goto("/en/nothing/?q=1")
    address = page.url
    page.locator("#display-colours-white-on-black").click()
    assert page.url == f"{address}#display-colours-white-on-black"
    expect(page.locator("html")).to_have_attribute("data-colours", "white-on-black")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


@pytest.fixture
def illustrated(author: User, editor: User, topic: Topic) -> None:
    """A release with a photograph, the newest."""
    edition = publishing.start_release(
        language="en", by=author, title="Budget discussed", lead="In short.", body="<p>The text.</p>"
    )
    edition.release.story.topics.add(topic)
    illustrate(edition, photograph_file(size=(1200, 800)), by=author)
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)


BOTTOM = "element => element.getBoundingClientRect().bottom"
TOP = "element => element.getBoundingClientRect().top"


def test_on_a_wide_screen_the_newest_release_fills_its_place_and_topics_follow_their_heading(
    reader: Callable[..., Page], make_release: Callable[..., Release], illustrated: None
) -> None:
    make_release(title="Another", at=timezone.now() - datetime.timedelta(days=1))
    page = reader()
    page.goto("/en/")
    foot = page.locator(".first .topics").evaluate(BOTTOM)
    assert page.locator(".first picture").evaluate(BOTTOM) == pytest.approx(foot, abs=2)
    heading, first = page.locator("#topics-heading"), page.locator(".rail .topics li").first
    assert first.evaluate(TOP) - heading.evaluate(BOTTOM) <= 8


@pytest.mark.parametrize("address", ["/en/", "/kk/releases/", "/ru/search/"])
def test_at_300_per_cent_a_phone_shows_the_heading_before_its_third_screen(
    reader: Callable[..., Page], illustrated: None, address: str
) -> None:
    page = reader(width=320, height=568, text_size="300")
    page.goto(address)
    assert page.get_by_role("heading", level=1).evaluate(BOTTOM) < 2 * 568
    assert page.evaluate(BROKEN_WORDS, "h1, .institution span, .masthead li a") == []


def test_large_text_leaves_the_newest_title_on_the_first_screen(
    reader: Callable[..., Page], illustrated: None
) -> None:
    page = reader(text_size="200")
    page.goto("/en/")
    assert page.locator(".first .title").evaluate(TOP) < 900


def test_where_words_stand_for_photographs_they_follow_in_full_width(
    reader: Callable[..., Page], illustrated: None
) -> None:
    page = reader(images="text")
    page.goto("/en/")
    words = page.get_by_text("Photograph: A hall")
    assert words.evaluate(TOP) > page.locator(".first .topics").evaluate(BOTTOM)
    left = "element => element.getBoundingClientRect().left"
    assert words.evaluate(left) == page.locator(".first .title").evaluate(left)


def test_with_wide_letters_the_languages_do_not_run_into_the_sections(
    reader: Callable[..., Page], illustrated: None
) -> None:
    page = reader(letter_spacing="4", word_spacing="2")
    page.goto("/en/")
    language = page.get_by_role("navigation", name="Languages").get_by_text("English").bounding_box()
    section = page.get_by_role("navigation", name="Sections").get_by_text("All releases").bounding_box()
    assert language
    assert section
    # The languages stand beside the name, the sections in a row of their own below.
    assert language["y"] + language["height"] <= section["y"]
