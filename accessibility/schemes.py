"""The colour schemes, as data. The stylesheet, the swatches, the checks and the tests are made from this.

A ninth scheme is one more `Scheme` here with its name translated in accessibility/locale;
then run `manage.py write_schemes`.
"""

from dataclasses import dataclass, fields

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accessibility.contrast import (
    BLACK,
    CONTROL_MINIMUM,
    FOCUS_BANDS_MINIMUM,
    TEXT_MINIMUM,
    WHITE,
    luminance,
    ratio,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every colour that a stylesheet may use. Each field is the custom property of its name, hyphened."""

    text: str
    background: str
    surface: str  # panels, table heads
    link: str
    visited: str
    border: str  # of fields, buttons, rules
    accent: str  # the ground of a primary button
    accent_text: str  # what stands on accent
    accent_surface: str  # a quiet highlight
    error: str
    warning: str
    success: str
    focus_inner: str = WHITE
    focus_outer: str = BLACK

    def tokens(self) -> dict[str, str]:
        """Returns custom property → colour, in the order of the fields."""
        return {f"--{field.name.replace('_', '-')}": getattr(self, field.name) for field in fields(self)}

    def shortfalls(self) -> list[str]:
        """Returns one sentence for each pair of colours that is too near; none when all can be read."""
        grounds = ("background", "surface", "accent_surface")
        pairs = [
            *((name, ground, TEXT_MINIMUM) for name in _READ for ground in grounds),
            ("accent_text", "accent", TEXT_MINIMUM),
            *(("border", ground, CONTROL_MINIMUM) for ground in grounds),
            ("accent", "background", CONTROL_MINIMUM),
            ("focus_inner", "focus_outer", FOCUS_BANDS_MINIMUM),
        ]
        return [
            f"{one} {getattr(self, one)} on {other} {getattr(self, other)}: {found:.2f}, under {minimum:g}:1"
            for one, other, minimum in pairs
            if (found := ratio(getattr(self, one), getattr(self, other))) < minimum
        ]

    def is_dark(self) -> bool:
        """Whether the browser's own parts (scroll bars, pickers) should be dark as well."""
        return luminance(self.background) < luminance(self.text)


_READ = ("text", "link", "visited", "error", "warning", "success", "accent")


@dataclass(frozen=True, slots=True)
class Scheme:
    value: str
    name: str | Promise
    palette: Palette


LIGHT = Palette(
    text="#1a1a1a",
    background="#ffffff",
    surface="#f4f6f8",
    link="#003f87",
    visited="#5b2378",
    border="#6b7480",
    accent="#003f87",
    accent_text="#ffffff",
    accent_surface="#e8eff7",
    error="#8f1010",
    warning="#614200",
    success="#0d5229",
)
DARK = Palette(
    text="#e6e6e6",
    background="#121212",
    surface="#1d2024",
    link="#9cc9ff",
    visited="#d5b8f5",
    border="#8c949e",
    accent="#9cc9ff",
    accent_text="#121212",
    accent_surface="#1b2a3c",
    error="#ffb0a8",
    warning="#ffcf70",
    success="#93dfae",
    focus_inner=BLACK,
    focus_outer=WHITE,
)
BLACK_ON_WHITE = Palette(
    text=BLACK,
    background=WHITE,
    surface=WHITE,
    link="#0000b3",
    visited="#5c0066",
    border=BLACK,
    accent=BLACK,
    accent_text=WHITE,
    accent_surface=WHITE,
    error="#8a0000",
    warning="#5c3a00",
    success="#004d1a",
)
WHITE_ON_BLACK = Palette(
    text=WHITE,
    background=BLACK,
    surface=BLACK,
    link="#ffff00",
    visited="#ffc0ff",
    border=WHITE,
    accent=WHITE,
    accent_text=BLACK,
    accent_surface=BLACK,
    error="#ffb3b3",
    warning="#ffd166",
    success="#8cf5a8",
    focus_inner=BLACK,
    focus_outer=WHITE,
)
YELLOW_ON_BLACK = Palette(
    text="#ffff00",
    background=BLACK,
    surface=BLACK,
    link="#00ffff",
    visited="#ffc0ff",
    border="#ffff00",
    accent="#ffff00",
    accent_text=BLACK,
    accent_surface=BLACK,
    error="#ffb3b3",
    warning=WHITE,
    success="#8cf5a8",
    focus_inner=BLACK,
    focus_outer=WHITE,
)
BLUE = Palette(
    text="#00264d",
    background="#9dd1ff",
    surface="#aad7ff",
    link="#00287a",
    visited="#40005c",
    border="#00264d",
    accent="#00264d",
    accent_text="#ffffff",
    accent_surface="#b8deff",
    error="#5c0000",
    warning="#3d2600",
    success="#003314",
)
BEIGE = Palette(
    text="#3a352b",
    background="#f7f3d6",
    surface="#fbf8e6",
    link="#0b3b82",
    visited="#5b2072",
    border="#6e664f",
    accent="#3a352b",
    accent_text="#f7f3d6",
    accent_surface="#fffdf2",
    error="#850f0f",
    warning="#573a00",
    success="#0a4a24",
)
GREEN = Palette(
    text="#a9e44d",
    background="#3b2716",
    surface="#332112",
    link="#ffffff",
    visited="#f4dcff",
    border="#a9e44d",
    accent="#a9e44d",
    accent_text="#2a1a0d",
    accent_surface="#2a1a0d",
    error="#ffd0c8",
    warning="#ffdf8f",
    success="#b8f5c8",
    focus_inner=BLACK,
    focus_outer=WHITE,
)

# `auto` is the site's own look, LIGHT or DARK as the device asks; "own" is made by own_colours.py.
SCHEMES: tuple[Scheme, ...] = (
    Scheme("dark", _("Light grey on dark grey"), DARK),
    Scheme("black-on-white", _("Black on white"), BLACK_ON_WHITE),
    Scheme("white-on-black", _("White on black"), WHITE_ON_BLACK),
    Scheme("yellow-on-black", _("Yellow on black"), YELLOW_ON_BLACK),
    Scheme("blue", _("Dark blue on light blue"), BLUE),
    Scheme("beige", _("Brown on beige"), BEIGE),
    Scheme("green", _("Green on dark brown"), GREEN),
)
