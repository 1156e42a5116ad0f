"""The credit line: whom journalists call and whose courtesy it is, in the language of the release."""

import pytest
from django.utils import translation

from press.models import Contact, Edition, Release
from press.publishing.approval import credit_line

WHOLE = {"unit_kk": "Баспасөз қызметі", "unit_ru": "Пресс-служба", "unit_en": "Press service"}


@pytest.mark.parametrize(
    ("language", "contact", "courtesy", "line"),
    [
        ("en", None, "", ""),
        ("en", None, "N. Baibulin", "Courtesy of N. Baibulin"),
        ("en", WHOLE, "", "Press service"),
        ("en", {**WHOLE, "phone": "74-72-27"}, "", "Press service, 74-72-27"),
        ("en", {"phone": "74-72-27"}, "", "74-72-27"),
        ("en", {**WHOLE, "phone": "74-72-27"}, "N. B.", "Press service, 74-72-27. Courtesy of N. B."),
        ("ru", {**WHOLE, "phone": "74-72-27"}, "", "Пресс-служба, 74-72-27"),
        ("kk", {**WHOLE, "phone": "74-72-27"}, "", "Баспасөз қызметі, 74-72-27"),
    ],
)
def test_it_says_what_is_there_and_nothing_else(
    language: str, contact: dict[str, str] | None, courtesy: str, line: str
) -> None:
    edition = Edition(
        release=Release(language=language),
        contact=Contact(**contact) if contact is not None else None,
        courtesy=courtesy,
    )
    assert credit_line(edition) == line


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_courtesy_is_said_in_the_language_of_the_release_whoever_approves(language: str) -> None:
    edition = Edition(release=Release(language=language), courtesy="Н. Байбулин")
    with translation.override("en"):
        line = credit_line(edition)
    assert "Courtesy" not in line
    assert "Н. Байбулин" in line
