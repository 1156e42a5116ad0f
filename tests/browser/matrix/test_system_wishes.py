"""What the reader's own device asks for comes first: forced colours, contrast, a dark ground, no motion."""

from typing import Any

import pytest
from playwright.sync_api import Page

from accessibility.schemes import BLACK_ON_WHITE, DARK, LIGHT, WHITE_ON_BLACK, Palette
from tests.browser.matrix.combinations import PAGES, THOROUGH, Combination
from tests.browser.matrix.examining import Reader, Readers

SOME = ("home", "release", "display", "admin-list", "admin-write")
WISHES: dict[str, tuple[dict[str, str], Palette]] = {
    "nothing": ({}, LIGHT),
    "dark": ({"color_scheme": "dark"}, DARK),
    "contrast": ({"contrast": "more"}, BLACK_ON_WHITE),
    "contrast and dark": ({"contrast": "more", "color_scheme": "dark"}, WHITE_ON_BLACK),
}
GROUND_AND_TEXT = """() => [document.documentElement, document.body].map(
    element => (style => [style.backgroundColor, style.color])(getComputedStyle(element)))"""


def test_nothing_is_wrong_in_forced_colours(readers: Readers) -> None:
    def examine(reader: Reader, page: str) -> list[str]:
        wanted = Combination(page, "auto", width=320)
        # Every colour is the device's own then, so theirs are not ours to judge.
        return [
            finding
            for finding in reader.findings(reader.open(wanted, forced_colors="active"), "kk")
            if "contrast" not in finding
        ]

    assert found_on(readers, PAGES, examine) == {}


def test_every_scheme_yields_to_forced_colours(readers: Readers) -> None:
    def colours(reader: Reader, scheme: str) -> Any:
        return reader.open(Combination("release", scheme), forced_colors="active").evaluate(GROUND_AND_TEXT)

    schemes = ["auto", "white-on-black", "yellow-on-black", "green", "own"]
    first, *others = readers.each(colours, schemes)
    assert others == [first] * len(others)
    assert first[0][0] != first[0][1]


@pytest.mark.parametrize("wish", WISHES)
def test_the_usual_look_follows_the_device(wish: str, readers: Readers) -> None:
    wishes, palette = WISHES[wish]

    def examine(reader: Reader, page: str) -> list[str]:
        shown = reader.open(Combination(page, "auto", width=320, language="ru"), **wishes)
        # Nothing but colours is another than in the matrix.
        found = reader.findings(shown, "ru") if page in SOME else reader.colour_findings(shown)
        if body_colours(shown) != (rgb(palette.background), rgb(palette.text)):
            found.append(f"It is in {body_colours(shown)}")
        return found

    assert found_on(readers, PAGES if THOROUGH and wish != "nothing" else SOME, examine) == {}


def test_a_chosen_scheme_outranks_what_the_device_asks_for(readers: Readers) -> None:
    def ground(reader: Reader, wishes: dict[str, str]) -> tuple[str, str]:
        return body_colours(reader.open(Combination("home", "black-on-white"), **wishes))

    wishes = [wishes for wishes, _palette in WISHES.values()]
    assert readers.each(ground, wishes) == [("rgb(255, 255, 255)", "rgb(0, 0, 0)")] * len(wishes)


@pytest.mark.parametrize("wishes", [{"reduced_motion": "reduce"}, {}], ids=["device", "preference"])
def test_nothing_moves_where_no_motion_is_wanted(wishes: dict[str, str], readers: Readers) -> None:
    def moving(reader: Reader, page: str) -> list[str]:
        shown = reader.open(Combination(page, "auto"), **wishes)
        if not wishes:
            shown.evaluate("document.documentElement.dataset.motion = 'none'")
        found: list[str] = shown.evaluate(
            """() => [...document.querySelectorAll("*")].filter(element => {
                const style = getComputedStyle(element);
                return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration)
                    || style.scrollBehavior === "smooth";
            }).map(walks.name)"""
        )
        return found

    assert found_on(readers, SOME, moving) == {}


def found_on(readers: Readers, pages: tuple[str, ...], examine: Any) -> dict[str, list[str]]:
    return {page: found for page, found in zip(pages, readers.each(examine, pages), strict=True) if found}


def body_colours(page: Page) -> tuple[str, str]:
    ground, text = page.evaluate(GROUND_AND_TEXT)[1]
    return ground, text


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
