"""The bar and the settings page: what they say, in three languages, and in what state."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile
from django.test import Client

import accessibility
from accessibility.preferences import CHOICES
from accessibility.statement import STATEMENT, Statement

pytestmark = pytest.mark.usefixtures("small_site")
WORDS = {
    "kk": ("Нашар көретіндерге арналған нұсқа", "Сайттың түсі", "Әріп аралығы", "Мәтін өлшемі"),
    "ru": ("Версия для слабовидящих", "Цвет сайта", "Расстояние между буквами", "Размер текста"),
    "en": ("Low-vision version", "Site colour", "Letter spacing", "Text size"),
}


class Pressed(HTMLParser):
    """Collects the buttons by their id, with what they say and whether they are pressed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.buttons: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "button" and (identity := values.get("id")):
            self.buttons[identity] = values.get("aria-pressed")


@pytest.mark.parametrize("language", WORDS)
def test_the_bar_is_named_and_says_its_state_in_the_language_of_the_page(language: str) -> None:
    client = Client(headers={"cookie": "display=colours:beige.letter-spacing:2.text-size:150"})
    html = client.get(f"/{language}/").content.decode()
    name, *labels = WORDS[language]
    assert f'aria-label="{name}"' in html
    assert re.findall(r'id="display-[a-z-]+-label">([^<]+)<', html) == labels
    pressed = [control for control, state in Pressed(html).buttons.items() if state == "true"]
    assert pressed == ["display-colours-beige", "display-letter-spacing-2", "display-text-size-150"]


def test_every_step_is_a_button_of_its_own_named_in_words(client: Client) -> None:
    html = client.get("/en/").content.decode()
    expected = [
        f"display-{name}-{value}"
        for name in ("colours", "letter-spacing", "text-size")
        for value in CHOICES[name]
        if value != "own"
    ]
    assert [*Pressed(html).buttons] == [*expected, "display-reset"]
    words = re.findall(r'<span class="display-words">([^<]+)</span>', html)
    assert len(words) == len(expected)


def test_the_bar_is_the_first_thing_after_the_skip_link(client: Client) -> None:
    body = client.get("/en/").content.decode().split("<body>")[1]
    first, second = re.findall(r"<(?:a|summary|button|input)\b[^>]*", body)[:2]
    assert first == '<a href="#text"'
    assert second == "<summary"


def test_the_settings_show_every_preference_with_the_one_chosen(client: Client) -> None:
    client.cookies["display"] = "word-spacing:2.images:grey.motion:none"
    html = client.get("/en/display/").content.decode()
    checked = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', html)
    assert dict(checked) == {
        **{name: values[0] for name, values in CHOICES.items()},
        "word-spacing": "2",
        "images": "grey",
        "motion": "none",
    }
    assert html.count('name="profile"') == 5


def test_the_settings_lead_back_to_the_page_but_not_to_another_host(client: Client) -> None:
    assert b'href="/en/?q=1">Back to the page' in client.get("/en/display/?next=/en/%3Fq%3D1").content
    assert b"Back to the page" not in client.get("/en/display/?next=//elsewhere.example/").content


def test_the_settings_page_may_be_kept_by_nobody_else(client: Client) -> None:
    assert "private" in client.get("/en/display/")["Cache-Control"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_word_is_translated(language: str) -> None:
    (folder,) = accessibility.__path__
    with (Path(folder) / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = pofile.read_po(file)
    assert [message.id for message in catalogue if message.id and not message.string] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", WORDS)
def test_the_statement_says_its_standards_gaps_and_day(client: Client, language: str) -> None:
    html = client.get(f"/{language}/accessibility/").content.decode()
    for said in (*STATEMENT.standards, f"{STATEMENT.tested_on:%d.%m.%Y}", 'href="mailto:'):
        assert said in html
    assert html.count("<dt>") == len(STATEMENT.gaps)


def test_a_statement_without_an_address_asks_nobody_to_write(client: Client, settings: Any) -> None:
    settings.ACCESSIBILITY_CONTACT = ""
    assert "mailto:" not in client.get("/en/accessibility/").content.decode()


def test_the_statement_claims_full_conformance_only_without_gaps() -> None:
    assert STATEMENT.conforms is False
    whole = Statement(STATEMENT.standards, "AA", (), STATEMENT.tested_on, (), 15)
    assert whole.conforms is True
