"""Every colour can be read, and schemes.css says what the data say."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given

from accessibility import checks, schemes, stylesheet, typefaces
from accessibility.contrast import ratio
from accessibility.management.commands import write_schemes
from accessibility.own_colours import Pair
from accessibility.preferences import CHOICES
from accessibility.schemes import LIGHT, SCHEMES, Palette
from accessibility.views import SHOWS_ITSELF
from tests.accessibility.test_preferences import pair

CSS = write_schemes.PATH.read_text(encoding="utf-8")
PALETTES = {"auto": LIGHT, **{scheme.value: scheme.palette for scheme in SCHEMES}}
# Text, background and link of the table in the design; nobody changes these in passing.
AGREED = {
    "auto": ("#1a1a1a", "#ffffff", "#003f87"),
    "dark": ("#e6e6e6", "#121212", "#9cc9ff"),
    "black-on-white": ("#000000", "#ffffff", "#0000b3"),
    "white-on-black": ("#ffffff", "#000000", "#ffff00"),
    "yellow-on-black": ("#ffff00", "#000000", "#00ffff"),
    "blue": ("#00264d", "#9dd1ff", "#00287a"),
    "beige": ("#3a352b", "#f7f3d6", "#0b3b82"),
    "green": ("#a9e44d", "#3b2716", "#ffffff"),
}


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert ratio("#000000", "#ffffff") == 21
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ratio("#00264d", "#9dd1ff") == pytest.approx(9.39, abs=0.01)


def test_the_schemes_are_those_agreed() -> None:
    found = {value: (own.text, own.background, own.link) for value, own in PALETTES.items()}
    assert found == AGREED


@pytest.mark.parametrize("value", PALETTES)
def test_a_scheme_can_be_read(value: str) -> None:
    palette = PALETTES[value]
    for ground in (palette.background, palette.surface, palette.accent_surface):
        for colour in ("text", "link", "visited", "error", "warning", "success", "accent"):
            assert ratio(getattr(palette, colour), ground) >= 7, (value, colour, ground)
        assert ratio(palette.border, ground) >= 3
    assert ratio(palette.accent_text, palette.accent) >= 7
    assert ratio(palette.focus_inner, palette.focus_outer) >= 9


@given(pair.map(Pair.nearest_readable))
def test_the_palette_of_a_readable_pair_can_be_read_throughout(own: Pair) -> None:
    assert own.palette().shortfalls() == []


def test_a_scheme_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.schemes_can_be_read() == []
    faint = Palette(**{**{name: getattr(LIGHT, name) for name in LIGHT.__slots__}, "link": "#7fb2ff"})
    monkeypatch.setattr(checks, "SCHEMES", (schemes.Scheme("faint", "Faint", faint),))
    errors = checks.schemes_can_be_read()
    assert [error.id for error in errors] == ["accessibility.E001"] * 3
    assert "link #7fb2ff on background #ffffff" in errors[0].msg


@pytest.mark.parametrize(
    "outer", ["django.middleware.gzip.GZipMiddleware", "config.compression.TextGZipMiddleware"]
)
def test_the_middleware_inside_one_that_reads_the_body_stops_the_start(settings: Any, outer: str) -> None:
    assert checks.middleware_is_in_its_place() == []
    settings.MIDDLEWARE = [checks.MIDDLEWARE, outer]
    assert [error.id for error in checks.middleware_is_in_its_place()] == ["accessibility.E002"]
    settings.MIDDLEWARE = []
    assert [error.id for error in checks.middleware_is_in_its_place()] == ["accessibility.E002"]


def test_the_colours_of_the_stylesheet_are_written_from_the_schemes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stylesheet.with_schemes(CSS) == CSS, "run manage.py write_schemes"
    other = tmp_path / "schemes.css"
    other.write_text(f"a {{}}\n{stylesheet.MARK}\nold", encoding="utf-8")
    monkeypatch.setattr(write_schemes, "PATH", other)
    call_command("write_schemes", stdout=io.StringIO())
    assert (
        other.read_text(encoding="utf-8") == f"a {{}}\n{stylesheet.MARK}{CSS.partition(stylesheet.MARK)[2]}"
    )


def test_a_stylesheet_without_the_mark_is_not_overwritten() -> None:
    with pytest.raises(ValueError, match="is missing"):
        stylesheet.with_schemes("a {}")


def test_the_stylesheet_has_a_rule_for_every_choice() -> None:
    """But for the usual ones, a reader's own pair, which has its own stylesheet, and what the markup does."""
    chosen = {(name, value) for name, values in CHOICES.items() for value in values[1:]}
    chosen -= {("colours", "own"), ("images", "text")}
    missing = [(name, value) for name, value in chosen if f':root[data-{name}="{value}"]' not in CSS]
    assert missing == []


def test_every_step_that_shows_what_it_sets_has_its_rule() -> None:
    shown = [(name, value) for name in SHOWS_ITSELF for value in CHOICES[name] if value != "auto"]
    shown += [("colours", scheme.value) for scheme in SCHEMES]
    step = '.display-{} [value="{}"]{}.display-sign'
    missing = [each for each in shown for after in (" ", " + ") if step.format(*each, after) not in CSS]
    assert missing == []


def test_the_systems_colours_replace_every_colour() -> None:
    forced = CSS.split("@media (forced-colors: active) {")[1].split("}")[0]
    assert re.findall(r"(--[a-z-]+):", forced) == [*LIGHT.tokens()]


def test_other_stylesheets_use_only_the_custom_properties() -> None:
    folder = write_schemes.PATH.parent
    for name in ("controls.css", "settings.css", "wide.css"):
        text = (folder / name).read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", text) == []
        used = set(re.findall(r"var\((--[a-z-]+)", text))
        assert used <= {
            *LIGHT.tokens(),
            "--typeface",
            "--line-height",
            "--paragraph-gap",
            "--letter-spacing",
            "--display-width",
        }


def test_every_typeface_file_is_there_with_its_licence() -> None:
    fonts = write_schemes.PATH.parent / "fonts"
    named = set(re.findall(r'url\("fonts/([^"]+)"\)', CSS))
    assert {path.name for path in fonts.glob("*.woff2")} == named
    assert len(list(fonts.glob("*-OFL.txt"))) == 3


def test_the_files_of_a_subset_hold_the_same_characters() -> None:
    subsets = re.findall(
        r'(latin|latin-ext|cyrillic)\.woff2"\) format\("woff2"\);\n  unicode-range: (.+);', CSS
    )
    assert len(subsets) == 15
    assert len(set(subsets)) == 3


def test_what_is_preloaded_is_there_and_light() -> None:
    folder = write_schemes.PATH.parent.parent
    first = {
        value: [folder / path for path in typefaces.first_needed(value)] for value in CHOICES["typeface"]
    }
    assert [path for paths in first.values() for path in paths if not path.is_file()] == []
    assert [path.name for path in first["golos"]] == ["golos-text-latin.woff2", "golos-text-cyrillic.woff2"]
    assert sum(path.stat().st_size for path in first["golos"]) <= 24_000
