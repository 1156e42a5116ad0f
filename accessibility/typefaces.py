"""The typefaces that can be chosen, their files, and what stands in while a file loads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FOLDER = "accessibility/fonts"
# Each subset with its unicode-range; the Cyrillic one holds the Kazakh letters.
LATIN = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+20AC, U+20B8, U+2116, U+2122, U+2190-2193, U+2212, U+2215"
)
CYRILLIC = (
    "U+0400-045F, U+0490-0493, U+049A-049B, U+04A2-04A3, U+04AE-04B1, U+04BA-04BB, U+04D8-04D9, U+04E8-04E9"
)
_CYRILLIC_LANGUAGES = ("kk", "ru")


@dataclass(frozen=True, slots=True)
class Typeface:
    stack: str


TYPEFACES: Mapping[str, Typeface] = {
    "golos": Typeface('"Golos Text", system-ui, sans-serif'),
    "serif": Typeface('"Noto Serif", Georgia, serif'),
    "dyslexic": Typeface("OpenDyslexic, system-ui, sans-serif"),
    "system": Typeface('system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'),
}


def faces() -> Iterable[str]:
    """Returns the @font-face rules. A browser downloads a file only when a page is set in it."""
    return []


def first_needed(typeface: str, language: str) -> list[str]:
    """Returns the static paths of the files that the first lines of a page in this language are set in."""
    return []
