"""docs/accessibility.md says what the code does: its tables of settings, profiles and colours."""

from pathlib import Path

from django.utils import translation

from accessibility.contrast import ratio
from accessibility.labels import NAMES, value_label
from accessibility.preferences import CHOICES
from accessibility.profiles import PROFILES
from accessibility.schemes import LIGHT, SCHEMES

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "accessibility.md"


def table(first_column: str) -> list[list[str]]:
    """Returns the rows of the table whose first column is named so."""
    lines = PAGE.read_text(encoding="utf-8").split(f"\n| {first_column} |")[1].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def test_the_table_of_settings_has_every_setting_with_its_values() -> None:
    with translation.override("en"):
        assert table("setting") == [
            [str(NAMES[name]), "; ".join(value_label(name, value) for value in values)]
            for name, values in CHOICES.items()
        ]


def test_the_table_of_profiles_says_what_each_sets() -> None:
    with translation.override("en"):
        assert table("profile") == [
            [str(profile.name), "; ".join(f"{name}: {value}" for name, value in profile.sets())]
            for profile in PROFILES.values()
        ]


def test_the_table_of_colours_has_every_scheme_with_its_contrast() -> None:
    with translation.override("en"):
        palettes = [("As on this device", LIGHT), *((str(one.name), one.palette) for one in SCHEMES)]
        assert table("colours") == [
            [
                name,
                f"{palette.text} on {palette.background}",
                f"{ratio(palette.text, palette.background):.1f}",
                palette.link,
                f"{ratio(palette.link, palette.background):.1f}",
            ]
            for name, palette in palettes
        ]
