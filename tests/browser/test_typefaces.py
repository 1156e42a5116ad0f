"""The letters of the three languages, as the browser draws them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LETTERS = f"{KAZAKH}{KAZAKH.upper()} abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789"


@pytest.mark.parametrize("weight", ["400", "700"])
@pytest.mark.parametrize(
    ("value", "family"), [("golos", "Golos Text"), ("serif", "Noto Serif"), ("dyslexic", "Andika")]
)
def test_every_letter_of_the_three_alphabets_comes_from_the_typeface_itself(
    db: None, reader: Callable[..., Page], value: str, family: str, weight: str
) -> None:
    """None from a fallback, which would stand beside the others as a letter of another hand."""
    page = reader(typeface=value)
    page.goto("/kk/display/")
    page.evaluate(
        """async ([letters, weight]) => {
            const heading = document.querySelector("h1");
            heading.textContent = letters;
            Object.assign(heading.style, {fontWeight: weight, whiteSpace: "pre"});
            await document.fonts.load(`${weight} 16px ${getComputedStyle(heading).fontFamily}`, letters);
            await document.fonts.ready;
        }""",
        [LETTERS, weight],
    )
    protocol = page.context.new_cdp_session(page)
    protocol.send("DOM.enable")
    protocol.send("CSS.enable")
    document = protocol.send("DOM.getDocument")["root"]["nodeId"]
    heading = protocol.send("DOM.querySelector", {"nodeId": document, "selector": "h1"})["nodeId"]
    drawn = protocol.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert {(font["isCustomFont"], family in font["familyName"]) for font in drawn} == {(True, True)}
    assert sum(font["glyphCount"] for font in drawn) == len(LETTERS)
