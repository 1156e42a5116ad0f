"""The desk at a glance: nothing scrolls sideways, no word of the list is cut, the head is low."""

import itertools

import pytest
from playwright.sync_api import Page

from accessibility.preferences import Preferences
from tests.browser.matrix.combinations import ADMIN, LANGUAGES, Combination
from tests.browser.matrix.examining import Reader, Readers


def test_no_page_of_the_desk_scrolls_sideways_on_a_phone_at_any_size_of_text(readers: Readers) -> None:
    def widths(reader: Reader, wanted: Combination) -> tuple[str, int, int]:
        page = reader.open(wanted)
        # Folded as it comes, and with all that is folded open.
        folded = page.evaluate("document.scrollingElement.scrollWidth")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        return str(wanted), folded, page.evaluate("document.scrollingElement.scrollWidth")

    every = [
        Combination(page, "auto", layout=layout, width=320, language=language)
        for (page, layout), language in zip(
            itertools.product(ADMIN, ("usual", "large")), itertools.cycle(LANGUAGES), strict=False
        )
    ]
    wide = [(where, *found) for where, *found in readers.each(widths, every) if found != [320, 320]]
    assert wide == []


# Words whose letters stand on more than one line.
CUT = """() => {
    const cut = [];
    const texts = document.createTreeWalker(document.querySelector(".releases"), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        for (const word of text.data.matchAll(/[\\p{L}\\d.:]+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) cut.push(word[0]);
        }
    }
    return cut;
}"""
ROWS = "[...document.querySelectorAll('.releases > li')].map(row => row.getBoundingClientRect().height)"


# Pixels of a row of the list of stories, by the width of the page.
MOST_HIGH = {320: 264, 1024: 168}


def look_at_list(reader: Reader, width: int, language: str, spacing: str) -> Page:
    page = reader.open(Combination("admin-list", "auto", width=width, language=language))
    value = Preferences(letter_spacing=spacing).token()
    if value:
        page.context.add_cookies([{"name": "display", "value": value, "url": reader.room.address}])
        page.reload()
        page.evaluate("document.fonts.ready.then(() => {})")
    return page


def test_no_word_of_the_list_is_cut_and_a_row_has_few_lines(readers: Readers) -> None:
    def look(reader: Reader, way: tuple[int, str, str]) -> tuple[tuple[int, str, str], list[str], float]:
        page = look_at_list(reader, *way)
        return way, page.evaluate(CUT), max(page.evaluate(ROWS))

    ways = itertools.product(((320, "0"), (1024, "2"), (1280, "2"), (1440, "2")), LANGUAGES)
    found = readers.each(look, [(width, language, spacing) for (width, spacing), language in ways])
    assert [(way, cut) for way, cut, _height in found if cut] == []
    # Title, topics and moment, beside them the languages; on a phone these stand below, a line each.
    high = [(way, height) for way, _cut, height in found if height > MOST_HIGH.get(way[0], 120)]
    assert high == []


@pytest.mark.parametrize(("width", "least"), [(320, 250), (1440, 210)])
def test_the_head_of_the_desk_leaves_the_first_screen_to_the_work(
    width: int, least: int, readers: Readers
) -> None:
    def top(reader: Reader, language: str) -> float:
        page = reader.open(Combination("admin-list", "auto", width=width, language=language))
        return float(page.evaluate("document.querySelector('h1').getBoundingClientRect().top"))

    assert [top for top in readers.each(top, LANGUAGES) if top > least] == []


def test_what_is_not_chosen_is_as_empty_as_the_page_in_a_dark_scheme(readers: Readers) -> None:
    def grounds(reader: Reader, scheme: str) -> list[str]:
        page = reader.open(Combination("admin-add", scheme, language="en"))
        boxes = page.locator("main input[type=radio]:not(:checked), main input[type=checkbox]:not(:checked)")
        return [
            one.evaluate("e => getComputedStyle(e).backgroundColor + ' ' + getComputedStyle(e).appearance")
            for one in boxes.all()
        ]

    found = dict(
        zip(("white-on-black", "beige"), readers.each(grounds, ("white-on-black", "beige")), strict=True)
    )
    assert {scheme: {*looks} for scheme, looks in found.items()} == {
        "white-on-black": {"rgb(0, 0, 0) none"},
        "beige": {"rgb(247, 243, 214) none"},
    }
