"""What the matrix is made of: every page in every way of showing it, or a selection that meets every few."""

import itertools
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from accessibility.own_colours import Pair
from accessibility.preferences import CHOICES, Preferences

PUBLIC = (
    "home", "releases", "archive", "archive-year", "archive-month", "topics", "topic", "people", "person",
    "contacts", "release",
    "release-corrected", "release-withdrawn", "history", "history-edition", "search", "search-nothing",
    "display", "statement", "about-views", "404", "410", "429", "500",
)  # fmt: skip
ADMIN = (
    "login", "admin", "admin-list", "admin-add", "admin-write", "admin-discard", "admin-discarded",
    "admin-read", "admin-languages", "admin-topic", "admin-officer", "admin-password", "admin-sessions",
    "admin-audit", "admin-entry", "admin-vouch", "admin-help", "sign-in-link", "sign-in-code",
    "sign-in-set-up", "second-factor", "second-factor-again",
)  # fmt: skip
PAGES = PUBLIC + ADMIN
COLOURS = CHOICES["colours"]
OWN = Pair("#fffdd0", "#003314")
LAYOUTS: dict[str, dict[str, str]] = {
    "usual": {},
    "spaced": {"letter_spacing": "4", "word_spacing": "2", "line_height": "3"},
    "large": {"text_size": "300"},
}
WIDTHS = (320, 1280)  # CSS pixels; 320 is the width of 1.4.10
LANGUAGES = ("kk", "ru", "en")
WHOLE = os.environ.get("MATRIX") == "whole"
THOROUGH = WHOLE or os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@dataclass(frozen=True)
class Combination:
    page: str
    colours: str
    layout: str = "usual"
    javascript: bool = True
    width: int = 1280
    language: str = "kk"

    def __str__(self) -> str:
        script = "with" if self.javascript else "without"
        return f"{self.language} {self.colours} {self.layout} {self.width} px {script} JavaScript"

    def cookie(self) -> str:
        """Returns the value of the cookie `display`, "" where all is the default."""
        own = OWN if self.colours == "own" else None
        return Preferences(colours=self.colours, own=own, **LAYOUTS[self.layout]).token()


def combinations() -> list[Combination]:
    """Returns the whole matrix if asked for (MATRIX=whole), with CI=true the threes, else the pairs."""
    return whole() if WHOLE else threes() if THOROUGH else pairwise()


def whole() -> list[Combination]:
    """Returns every combination. The languages take turns, another one first in each scheme of each page."""
    return [
        Combination(page, colours, layout, javascript, width, LANGUAGES[(turn + place) % 3])
        for turn, (page, colours) in enumerate(itertools.product(PAGES, COLOURS))
        for place, (javascript, layout) in enumerate(itertools.product((True, False), LAYOUTS))
        for width in WIDTHS
    ]


def threes() -> list[Combination]:
    """Returns three for each page in each scheme: any three values of three dimensions meet in one at least.

    No fewer would do, since there are three layouts and three languages. What decides whether there is room
    meets whole: each page in each layout at each width with JavaScript and without, and in each language.
    """
    narrow, wide = WIDTHS
    # Any three that follow each other have scripts on and off, and both widths.
    ring = ((True, narrow), (True, wide), (False, wide), (False, narrow))
    chosen = []
    for (turn, page), (place, colours) in itertools.product(enumerate(PAGES), enumerate(COLOURS)):
        for step, layout in enumerate(LAYOUTS, turn + place):
            chosen.append(Combination(page, colours, layout, *ring[step % 4], LANGUAGES[step % 3]))
    return chosen


def pairwise() -> list[Combination]:
    """Returns a combination for each page in each scheme, its other parts such as met least so far.

    So any two values of any two dimensions stand together in one of them at least; always the same ones.
    """
    met: Counter[tuple[object, ...]] = Counter()
    chosen = []
    ways = list(itertools.product(LAYOUTS, (True, False), WIDTHS, LANGUAGES))
    for page, colours in itertools.product(PAGES, COLOURS):
        candidates = [Combination(page, colours, *way) for way in ways]
        best = min(candidates, key=lambda one: sum(met[pair] for pair in pairs(one)))
        met.update(pairs(best))
        chosen.append(best)
    return chosen


def pairs(combination: Combination) -> set[tuple[object, ...]]:
    """Returns what stands together in it, two by two, each with the number of its dimension."""
    return set(itertools.combinations(enumerate(astuple(combination)), 2))


def visits(page: str, among: Iterable[Combination]) -> list[list[Combination]]:
    """Returns those of a page, together where only their width differs: it needs no second loading."""
    of_page = (one for one in among if one.page == page)
    return [list(some) for _visit, some in itertools.groupby(of_page, lambda one: replace(one, width=0))]
