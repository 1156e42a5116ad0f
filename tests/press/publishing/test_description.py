"""What search results, shared cards and feeds show of a text: made when it is written, and whole."""

import importlib
import json
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from press import publishing
from press.models import Edition, Release, User
from press.richtext.description import DESCRIPTION_LENGTH, describe

Build = Callable[..., Release]
LEAD = "If a<b and b>c, then a<c & <b>all</b> is said &amp; done."


def test_a_lead_is_no_markup_and_loses_no_word(make_release: Build, client: Client) -> None:
    release = make_release(lead=LEAD)
    assert release.editions.get().description == LEAD
    page = client.get(release.get_absolute_url()).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data)["description"] == LEAD
    assert json.loads(client.get("/en/feed.json").content)["items"][0]["summary"] == LEAD


def test_without_a_lead_the_text_begins_it(make_release: Build, author: User) -> None:
    edition = make_release(state="draft", body="<h2>Fish &amp; chips</h2><p>a &lt; b</p>").editions.get()
    assert edition.description == "Fish & chips a < b"
    publishing.revise(edition, by=author, lead="A lead.")
    assert Edition.objects.get().description == "A lead."


def test_a_later_edition_has_its_own(make_release: Build, correct: Callable[..., Edition]) -> None:
    release = make_release(lead="The first.")
    assert correct(release, lead="The second.").description == "The second."


@pytest.mark.parametrize(
    ("lead", "described"),
    [
        ("  Two\r\nlines. ", "Two lines."),
        ("word " * 39 + "words", "word " * 39 + "words"),
        ("word " * 39 + "words!", "word " * 38 + "word…"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_description_is_whole_words_of_one_line(lead: str, described: str) -> None:
    assert describe(lead, "") == described
    assert len(described) <= DESCRIPTION_LENGTH


def test_no_page_or_feed_parses_a_text(
    make_release: Build, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(body="<table><caption>Fish &amp; <em>chips</em></caption></table>")

    def parsed(*args: object, **options: object) -> str:
        raise AssertionError("a text was parsed to be read")

    monkeypatch.setattr("nh3.clean", parsed)
    page = client.get(release.get_absolute_url()).content.decode()
    assert 'aria-label="Fish &amp; chips"' in page
    for address in ("/en/", "/en/releases/", "/en/feed.atom", "/en/feed.rss", "/en/feed.json"):
        assert client.get(address).status_code == 200


def test_the_migration_describes_what_was_written_before(make_release: Build) -> None:
    for number in range(3):
        make_release(lead=f"Lead {number} < {number + 1}.")
    make_release(body="<p>A text.</p>")
    Edition.objects.update(description="")
    migration = importlib.import_module("press.migrations.0010_description")
    migration.fill(apps, connection.schema_editor())
    assert list(Edition.objects.order_by("pk").values_list("description", flat=True)) == [
        "Lead 0 < 1.", "Lead 1 < 2.", "Lead 2 < 3.", "A text.",
    ]  # fmt: skip
