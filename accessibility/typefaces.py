"""The typefaces that can be chosen, their files, and what stands in while a file loads.

The files are subsets of Golos Text 2.004 and Noto Serif 2.015 (README.md says how they were made);
OpenDyslexic 0.920 is whole, because its licence keeps its name for the unchanged font. All hold ӘҒҚҢӨҰҮҺІ.
Licences (OFL 1.1) lie beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FOLDER = "accessibility/fonts"

# Two files hold what almost every page is set in; letters with accents and rare signs come in a third.
RANGES: Mapping[str, str] = {
    "latin": "U+0020-007E, U+00A0, U+00A7, U+00A9, U+00AB, U+00AD, U+00B0-00B1, U+00B7, U+00BB, U+00D7, "
    "U+02BC, U+2010-2014, U+2018-201A, U+201C-201E, U+2022, U+2026, U+202F, U+2039-203A, U+20AC, U+20B8, "
    "U+2122, U+2190, U+2192, U+2212",
    "latin-ext": "U+00A1-00A6, U+00A8, U+00AA, U+00AC, U+00AE-00AF, U+00B2-00B6, U+00B8-00BA, U+00BC-00D6, "
    "U+00D8-00FF, U+010C-010D, U+011E-011F, U+0130-0131, U+0152-0153, U+015E-0161, U+017D-017E, U+2015, "
    "U+201B, U+2020-2021, U+2030, U+2032-2033, U+2191, U+2193",
    "cyrillic": "U+0401, U+0404, U+0406-0407, U+0410-044F, U+0451, U+0454, U+0456-0457, U+0490-0493, "
    "U+049A-049B, U+04A2-04A3, U+04AE-04B1, U+04BA-04BB, U+04D8-04D9, U+04E8-04E9, U+2116",
}
# Every page has both: digits and signs, and the name of each language in its own letters.
_FIRST = ("latin", "cyrillic")


@dataclass(frozen=True, slots=True)
class Fallback:
    """A system's typeface stretched to the size of ours, so that nothing moves when the file has come.

    Widths are the mean over the sample texts in three languages, against the typefaces of the same widths as
    Arial and Times; ascent and descent are ours, divided by that. All in per cent.
    """

    local: tuple[str, ...]
    size: float
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class Typeface:
    """`files` is font-weight → stem of its file; `subsets` are the keys of RANGES, none for a whole font."""

    stack: str
    family: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    subsets: tuple[str, ...] = ()
    fallback: Fallback | None = None

    def paths(self, weight: str, subsets: Iterable[str]) -> list[str]:
        stem = self.files[weight]
        return [f"{stem}-{subset}.woff2" for subset in subsets] if self.subsets else [f"{stem}.woff2"]


_ARIAL = ("Arial", "Liberation Sans", "Arimo")
_SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

TYPEFACES: Mapping[str, Typeface] = {
    "golos": Typeface(
        stack=f'"Golos Text", "Golos Text Fallback", {_SYSTEM}',
        family="Golos Text",
        files={"400 700": "golos-text"},
        subsets=tuple(RANGES),
        fallback=Fallback(_ARIAL, 106.82, 91.75, 20.6),
    ),
    "serif": Typeface(
        stack='"Noto Serif", "Noto Serif Fallback", Georgia, serif',
        family="Noto Serif",
        files={"400": "noto-serif-400", "700": "noto-serif-700"},
        subsets=tuple(RANGES),
        fallback=Fallback(("Times New Roman", "Liberation Serif", "Tinos"), 119.49, 89.46, 24.52),
    ),
    "dyslexic": Typeface(
        stack=f'OpenDyslexic, "OpenDyslexic Fallback", {_SYSTEM}',
        family="OpenDyslexic",
        files={"400": "opendyslexic-400", "700": "opendyslexic-700"},
        fallback=Fallback(_ARIAL, 156.14, 83.26, 33.3),
    ),
    "system": Typeface(stack=_SYSTEM),
}


def faces() -> Iterable[str]:
    """Returns the @font-face rules. A browser downloads a file only for text that is set in it."""
    for typeface in TYPEFACES.values():
        for weight in typeface.files:
            for subset in typeface.subsets or ("",):
                yield _face(typeface, weight, subset)
        if typeface.fallback:
            yield _fallback_face(typeface.family, typeface.fallback)


def first_needed(value: str) -> list[str]:
    """Returns the static paths of the files that the first lines of a page are set in."""
    typeface = TYPEFACES[value]
    if not typeface.files:
        return []
    regular = next(iter(typeface.files))
    return [f"{FOLDER}/{path}" for path in typeface.paths(regular, _FIRST)]


def _face(typeface: Typeface, weight: str, subset: str) -> str:
    (path,) = typeface.paths(weight, [subset])
    unicode_range = f"\n  unicode-range: {RANGES[subset]};" if subset else ""
    return f"""\
@font-face {{
  font-family: "{typeface.family}";
  font-weight: {weight};
  font-display: swap;
  src: url("fonts/{path}") format("woff2");{unicode_range}
}}"""


def _fallback_face(family: str, fallback: Fallback) -> str:
    sources = ", ".join(f'local("{name}")' for name in fallback.local)
    return f"""\
@font-face {{
  font-family: "{family} Fallback";
  src: {sources};
  size-adjust: {fallback.size:g}%;
  ascent-override: {fallback.ascent:g}%;
  descent-override: {fallback.descent:g}%;
  line-gap-override: 0%;
}}"""
