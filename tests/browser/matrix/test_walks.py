"""The walks see what is wrong: each with one defect that is put on a sound page."""

import pytest

from tests.browser.matrix.combinations import Combination
from tests.browser.matrix.examining import Reader, Readers

DEFECTS = {
    "pale text": (
        "document.querySelector('h1').style.color = '#8a8a8a'",
        "contrast",
        "Text has a contrast of 3.45: h1 “Display settings”",
    ),
    "a pale field": (
        "document.querySelector('select').style.borderColor = '#bbbbbb'",
        "contrast",
        "The boundary of a control has a contrast of 1.92: #display-own-text",
    ),
    "a wide box": (
        "document.querySelector('h1').style.width = '2000px'",
        "room",
        "The page is 2016 px wide in a window of 320 px",
    ),
    "a low box": (
        "Object.assign(document.querySelector('h1').style, {height: '8px', overflow: 'hidden'})",
        "room",
        "Text is clipped by h1 “Display settings”: h1 “Display settings”",
    ),
    "one text on another": (
        "document.querySelector('h1').style.marginBottom = '-30px'",
        "room",
        "Two texts are on one place: ",
    ),
    "a small target": (
        "document.querySelector('.display-fold summary').style.cssText = 'height: 30px; min-height: 0'",
        "targets",
        "A target is 320 by 30 px, under 44: summary “Low-vision version”",
    ),
    "no outline": (
        "document.querySelector('.display-back, select').style.outline = 'none'",
        "focus",
        "Focus has no outline of 2 px: ",
    ),
    "one band": (
        "document.querySelector('select').style.boxShadow = 'none'",
        "focus",
        "Focus has no second band of 2 px (none): #display-own-text",
    ),
    "a cover": (
        "document.querySelector('h1').style.cssText = 'position: fixed; top: 0; width: 100%; height: 100%'",
        "focus",
        "Focus is hidden by h1 “Display settings”: ",
    ),
    "two h1": (
        "document.querySelector('main').append(document.querySelector('h1').cloneNode(true))",
        "structure",
        "There are 2 h1",
    ),
    "no skip link": (
        "document.querySelector('.skip').remove()",
        "structure",
        "The first stop is no skip link: ",
    ),
    "a false language": (
        "document.querySelector('h1').textContent = 'Баптаулар'",
        "structure",
        "This says it is in en: “Баптаулар” in h1 “Баптаулар”",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_walk_sees(name: str, readers: Readers) -> None:
    defect, walk, finding = DEFECTS[name]

    def look(reader: Reader, wanted: Combination) -> tuple[list[str], list[str]]:
        page = reader.open(wanted)
        page.keyboard.press("Tab")
        before = page.evaluate(f"walks.{walk}('en')")
        page.evaluate(f"() => {{ {defect} }}")
        return before, page.evaluate(f"walks.{walk}('en')")

    [(before, after)] = readers.each(look, [Combination("display", "auto", width=320, language="en")])
    assert before == []
    assert [one for one in after if one.startswith(finding)] != [], after
