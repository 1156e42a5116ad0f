"""Page after page by the Tab key alone: every stop once, in order, and out again."""

import pytest

from .combinations import PAGES, Combination
from .examining import Reader, Readers

MOST = 1000  # presses; twice the stops of the longest page are fewer


@pytest.mark.parametrize("width", [320, 1280])
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
                    window.at = event.target;
                });
            }"""
        )
        rounds = 0  # two, since the page to sign in begins in its form
        for _press in range(MOST):
            shown.keyboard.press("Tab")
            rounds += shown.evaluate("document.activeElement === document.body")
            if rounds == 2:
                break
        else:
            return ["The focus is caught"]
        found: list[str] = shown.evaluate("[...window.waiting].map(walks.name)")
        return found

    found = dict(zip(PAGES, readers.each(missed, PAGES), strict=True))
    assert {page: missing for page, missing in found.items() if missing} == {}
