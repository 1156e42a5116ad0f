"""Contrast as WCAG 2.x defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).

A colour is a string of the form `#rrggbb`, lower case.
"""

from itertools import product
from math import ceil

BLACK, WHITE = "#000000", "#ffffff"
TEXT_MINIMUM = 7.0  # WCAG 1.4.6, level AAA
CONTROL_MINIMUM = 3.0  # WCAG 1.4.11
FOCUS_BANDS_MINIMUM = 9.0  # technique C40: then one band has 3:1 on any ground


def channels(colour: str) -> tuple[int, int, int]:
    """Returns red, green and blue, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Returns the relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Returns the contrast ratio of two colours, 1 to 21, in either order."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def nearest_readable(text: str, background: str) -> tuple[str, str]:
    """Returns the pair nearest to the given one that reads at 7:1.

    Text and background are each left alone, darkened or lightened, by the least amount that suffices;
    of the pairs so found the one wins whose colours moved least. A pair that passes is returned as it is.
    """
    candidates = []
    for text_goal, background_goal in product((text, BLACK, WHITE), (background, BLACK, WHITE)):
        for step in range(33):
            share = step / 32
            pair = blend(text, text_goal, share), blend(background, background_goal, share)
            if ratio(*pair) >= TEXT_MINIMUM:
                candidates.append(pair)
                break
    return min(candidates, key=lambda pair: _distance(text, pair[0]) + _distance(background, pair[1]))


def blend(colour: str, goal: str, share: float) -> str:
    """Returns the colour that lies the given share (0 to 1) of the way to the goal."""
    mixed = (
        start + ceil((end - start) * share) if end > start else start - ceil((start - end) * share)
        for start, end in zip(channels(colour), channels(goal), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _distance(one: str, other: str) -> int:
    return sum((a - b) ** 2 for a, b in zip(channels(one), channels(other), strict=True))
