"""The files of each typeface that a page preloads. The typefaces themselves stand in schemes.css.

The files are subsets of Golos Text 2.004, Noto Serif 2.015 and Andika 6.101; README.md says how they were
made. All hold ӘҒҚҢӨҰҮҺІ, drawn with their other letters.
Licences (OFL 1.1) lie beside them.
"""

from collections.abc import Mapping

FOLDER = "accessibility/fonts"

# Every page has Latin and Cyrillic: digits and signs, and the name of each language in its own letters.
_FIRST: Mapping[str, tuple[str, ...]] = {
    "golos": ("golos-text-latin", "golos-text-cyrillic"),
    "serif": ("noto-serif-400-latin", "noto-serif-400-cyrillic"),
    "dyslexic": ("andika-400-latin", "andika-400-cyrillic"),
    "system": (),
}


def first_needed(value: str) -> list[str]:
    """Returns the static paths of the files that the first lines of a page are set in."""
    return [f"{FOLDER}/{stem}.woff2" for stem in _FIRST[value]]
