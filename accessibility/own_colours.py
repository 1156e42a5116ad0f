"""The reader's own pair of colours: read, judged, and turned into a whole palette."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accessibility.contrast import BLACK, TEXT_MINIMUM, WHITE, nearest_readable, ratio
from accessibility.schemes import Palette


@dataclass(frozen=True, slots=True)
class NamedColour:
    value: str
    name: str | Promise
    colour: str


DARK_COLOURS = (
    NamedColour("black", _("Black"), BLACK),
    NamedColour("dark-grey", _("Dark grey"), "#333333"),
    NamedColour("dark-blue", _("Dark blue"), "#00264d"),
    NamedColour("dark-green", _("Dark green"), "#003314"),
    NamedColour("dark-brown", _("Dark brown"), "#3b2716"),
    NamedColour("dark-red", _("Dark red"), "#5c0000"),
    NamedColour("purple", _("Purple"), "#40005c"),
)
LIGHT_COLOURS = (
    NamedColour("white", _("White"), WHITE),
    NamedColour("light-grey", _("Light grey"), "#e6e6e6"),
    NamedColour("cream", _("Cream"), "#fffdd0"),
    NamedColour("beige", _("Beige"), "#f7f3d6"),
    NamedColour("yellow", _("Yellow"), "#ffff00"),
    NamedColour("light-green", _("Light green"), "#a9e44d"),
    NamedColour("light-blue", _("Light blue"), "#9dd1ff"),
    NamedColour("light-turquoise", _("Light turquoise"), "#00ffff"),
    NamedColour("pink", _("Pink"), "#ffd1dc"),
)
_NAMED = {named.value: named.colour for named in (*DARK_COLOURS, *LIGHT_COLOURS)}
_SIX = re.compile(r"#?([0-9a-f]{6})", re.ASCII)
_THREE = re.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", re.ASCII)


def read_colour(written: str) -> str | None:
    """Returns `#rrggbb` for a named value, `#rrggbb` or `#rgb` (the sign may be missing), else None."""
    written = written.strip().lower()
    if written in _NAMED:
        return _NAMED[written]
    if six := _SIX.fullmatch(written):
        return f"#{six[1]}"
    if three := _THREE.fullmatch(written):
        return "#" + "".join(digit * 2 for digit in three.groups())
    return None


@dataclass(frozen=True, slots=True)
class Pair:
    """Text and background, each `#rrggbb`."""

    text: str
    background: str

    @classmethod
    def from_token(cls, token: str) -> "Pair | None":
        """Reads `rrggbb-rrggbb`. None when it is something else, or a pair that cannot be read at 7:1."""
        text, _dash, background = token.partition("-")
        if not (_SIX.fullmatch(text) and _SIX.fullmatch(background)) or "#" in token:
            return None
        pair = cls(f"#{text}", f"#{background}")
        return pair if pair.is_readable() else None

    def token(self) -> str:
        return f"{self.text[1:]}-{self.background[1:]}"

    def ratio(self) -> float:
        return ratio(self.text, self.background)

    def is_readable(self) -> bool:
        """WCAG 1.4.6: 7:1, since everything from a caption to a heading will be in these two colours."""
        return self.ratio() >= TEXT_MINIMUM

    def nearest_readable(self) -> "Pair":
        return Pair(*nearest_readable(self.text, self.background))

    def palette(self) -> Palette:
        """Returns a palette of these two colours: links are told by their underline, errors by their word.

        Only the focus is drawn in black and white, which show on any ground (technique C40).
        """
        white_stands_out = ratio(WHITE, self.background) > ratio(BLACK, self.background)
        return Palette(
            text=self.text,
            background=self.background,
            surface=self.background,
            link=self.text,
            visited=self.text,
            border=self.text,
            accent=self.text,
            accent_text=self.background,
            accent_surface=self.background,
            error=self.text,
            warning=self.text,
            success=self.text,
            focus_inner=BLACK if white_stands_out else WHITE,
            focus_outer=WHITE if white_stands_out else BLACK,
        )
