"""The release that the Senate really published, and our translations of it: what is found is there."""

import html
from pathlib import Path

import pytest

from accessibility.content import RULES, Content, Finding, Role, Text, check

# Of letters.py, language.py and wording.py.
NUMBERS = {19, 20, 21, 30, 33, 34}


def read(path: Path, language: str) -> Content:
    """Returns the release without the controls of its page, the line of its date, and its last word."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    title, _date, *paragraphs = lines[2:-1]
    body = "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs)
    return Content(
        language,
        [Text("title", title, language, Role.TITLE), Text("body", body, language, Role.BODY, is_html=True)],
    )


def found(samples: Path, language: str) -> list[Finding]:
    content = read(samples / f"senate-2023-03-18-osce.{language}.txt", language)
    return check(content, only=[rule.name for rule in RULES.values() if rule.number in NUMBERS])


def test_of_the_letters_of_the_real_release_only_its_hyphen_is_wrong(samples: Path) -> None:
    (finding,) = found(samples, "en")
    assert (finding.rule.number, finding.quote) == (33, "-")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_its_translations_are_set_right(samples: Path, language: str) -> None:
    assert found(samples, language) == []
