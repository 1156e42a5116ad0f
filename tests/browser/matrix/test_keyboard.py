"""Page after page by the Tab key alone: every stop once, in order, and out again."""

import pytest

from tests.browser.matrix.combinations import PAGES, THOROUGH, WIDTHS, Combination
from tests.browser.matrix.examining import Reader, Readers


@pytest.mark.parametrize("width", WIDTHS if THOROUGH else [320])
def test_the_tab_key_comes_to_every_stop_and_is_caught_by_none(width: int, readers: Readers) -> None:
    def missed(reader: Reader, page: str) -> list[str]:
        shown = reader.open(Combination(page, "auto", width=width, language="en"))
        # Of a group of radio buttons the keyboard comes to one; the arrows go on from there.
        shown.evaluate(
            """() => {
                const isOne = stop => stop.type !== "radio" || stop.checked
                    || !document.querySelector(`[name="${stop.name}"]:checked`);
                window.waiting = new Set(walks.stops().filter(isOne));
                addEventListener("focusin", event => {
                    window.waiting.delete(event.target);
                });
            }"""
        )
        # Once around at least, from wherever it begins; a date has a stop for each of its parts.
        for _press in range(shown.evaluate("walks.stops().length") + 60):
            shown.keyboard.press("Tab")
        found: list[str] = shown.evaluate("[...window.waiting].map(walks.name)")
        return found

    found = dict(zip(PAGES, readers.each(missed, PAGES), strict=True))
    assert {page: missing for page, missing in found.items() if missing} == {}
