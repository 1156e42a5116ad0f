"""The real release of three languages against the register: names are found, and no figure differs."""

from pathlib import Path

import pytest

from accessibility.content import AIUse, Content, Name, Role, Text, check
from accessibility.content.rules.translations import compare_translations
from press.importing.reader import parse_page

OF_THIS_FILE = [
    "figures-differ-between-languages",
    "name-not-in-house-spelling",
    "ai-use-not-declared",
    "no-summary-of-a-long-text",
]
NAMES = [
    Name("en", "Ashimbayev", ("Ashimbaev*",)),
    Name("en", "Mazhilis", ("Majilis*",)),
    Name("ru", "Маулен Ашимбаев", ("Мәулен* Әшімбаев*",)),
    Name("kk", "Мәулен Әшімбаев", ("Маулен* Ашимбаев*",)),
]


def read(samples: Path, language: str) -> list[Text]:
    page = parse_page((samples / f"senate-2023-03-18-osce.{language}.txt").read_bytes())
    body = "".join(f"<p>{' '.join(lines)}</p>" for lines in page.paragraphs)
    return [
        Text("title", page.title, language, Role.TITLE),
        Text("body", body, language, Role.BODY, is_html=True),
    ]


@pytest.mark.parametrize(
    ("language", "rules"),
    [("en", [32, 36, 32, 32]), ("ru", []), ("kk", [])],
)
def test_of_the_real_release_a_spelling_and_a_missing_lead_are_found(
    samples: Path, language: str, rules: list[int]
) -> None:
    texts = {each: read(samples, each) for each in ("kk", "ru", "en")}
    others = [Content(each, texts[each]) for each in texts if each != language]
    content = Content(language, texts[language], names=NAMES, translations=others, ai_use=AIUse.NONE)
    assert compare_translations(content) == []
    found = check(content, only=OF_THIS_FILE)
    assert [each.rule.number for each in found] == rules
    assert {each.quote for each in found if each.rule.number == 32} <= {"Ashimbaev"}
