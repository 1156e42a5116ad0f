"""Feeds, the sitemap and robots.txt, read as their readers read them."""

import datetime
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, example, given, settings

from press import publishing
from press.models import Edition, Illustration, Release, Topic, User
from press.public import sitemaps
from press.text.characters import clean_text
from tests.factories import illustrate, make_texts
from tests.press.text.hostile import TEXTS

AT = datetime.datetime(2023, 3, 18, 6, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://press.example"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"

Build = Callable[..., Release]


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = SITE


def atom(client: Client, language: str = "en") -> ET.Element:
    response = client.get(f"/{language}/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    return ET.fromstring(response.content)  # noqa: S314 - our own


def test_the_atom_feed_has_whole_addresses_right_times_and_the_text(
    client: Client, make_release: Build, correct: Callable[..., Edition]
) -> None:
    release = make_release(
        title="A & B", at=AT, lead="In short.", body='<p>See <a href="/en/archive/">all</a>.</p>'
    )
    edition = correct(release, courtesy="N. Baibulin")
    assert edition.live_from
    feed = atom(client)
    entry = feed.findall(f"{ATOM}entry")[0]
    address = f"{SITE}{release.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}title") == "A & B"
    assert entry.findtext(f"{ATOM}id") == address
    assert entry.findtext(f"{ATOM}published") == "2023-03-18T12:00:00+06:00"
    updated = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
    assert updated == edition.live_from
    assert entry.findtext(f"{ATOM}summary") == "In short."
    assert (entry.findtext(f"{ATOM}content") or "").splitlines() == [
        "<p>In short.</p>",
        f'<p>See <a href="{SITE}/en/archive/" rel="noopener">all</a>.</p>',
        "<p>(Courtesy of N. Baibulin)</p>",
    ]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{SITE}/en/", "self": f"{SITE}/en/feed.atom"}


def test_the_same_release_is_in_all_three_formats(client: Client, make_release: Build, topic: Topic) -> None:
    release = make_release(title="Кездесу", language="kk", at=AT)
    release.story.topics.add(topic)
    address = f"{SITE}{release.get_absolute_url()}"
    rss = ET.fromstring(client.get("/kk/feed.rss").content)  # noqa: S314 - our own
    item = rss.findall("./channel/item")[0]
    assert (item.findtext("title"), item.findtext("link"), item.findtext("guid")) == (
        "Кездесу",
        address,
        address,
    )
    written = json.loads(client.get("/kk/feed.json").content)
    assert written["language"] == "kk"
    assert written["feed_url"] == f"{SITE}/kk/feed.json"
    assert written["items"] == [
        {
            "id": address,
            "url": address,
            "title": "Кездесу",
            "summary": "The text of the release.",
            "content_html": "<p>The text of the release.</p>",
            "date_published": "2023-03-18T12:00:00+06:00",
            "date_modified": "2023-03-18T12:00:00+06:00",
            "tags": ["Сайлау"],
            "language": "kk",
        }
    ]


def test_a_feed_holds_the_fifty_newest_of_its_language_and_nothing_that_is_not_live(
    client: Client, make_release: Build, django_assert_num_queries: Any
) -> None:
    make_release(title="Русский", language="ru", at=AT)
    for state in ("draft", "scheduled", "withdrawn", "removed"):
        make_release(title=state, state=state, at=AT if state in {"withdrawn", "removed"} else None)
    make_release(title="Release 0", at=AT)
    with django_assert_num_queries(3):
        assert len(atom(client)) > 0
    for number in range(1, 52):
        make_release(title=f"Release {number}", at=AT + number * HOUR)
    with django_assert_num_queries(3):
        feed = atom(client)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == [f"Release {number}" for number in reversed(range(2, 52))]


def test_an_empty_feed_is_a_feed(client: Client, db: None) -> None:
    assert atom(client).findall(f"{ATOM}entry") == []
    assert json.loads(client.get("/en/feed.json").content)["items"] == []


def test_no_forged_host_is_repeated(client: Client, make_release: Build, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    release = make_release(at=AT)
    for address in ("/en/feed.atom", "/en/feed.rss", "/en/feed.json", "/sitemap.xml", "/robots.txt", "/en/"):
        assert b"evil.example" not in client.get(address, headers={"host": "evil.example"}).content
    html = client.get(release.get_absolute_url(), headers={"host": "evil.example"}).content
    assert b"evil.example" not in html


def test_control_characters_do_not_break_a_feed(client: Client, make_release: Build) -> None:
    release = make_release(at=AT)
    release.editions.update(title="Bell \x07 rings", body="<p>\x0b</p>", lead="\x1f")
    assert atom(client).findtext(f"{ATOM}entry/{ATOM}title") == "Bell  rings"
    assert client.get("/en/feed.rss").status_code == 200


class Entries(NamedTuple):
    """What two feeds hold of the only release, as parsers read it."""

    titles: list[str]
    tags: list[str]


def entries(client: Client) -> dict[str, Entries]:
    """Returns what each feed holds; raises where a parser does not take it."""
    as_atom, answer = atom(client), client.get("/en/feed.rss")
    assert answer.status_code == 200
    as_rss = ET.fromstring(answer.content)  # noqa: S314 - our own
    as_json = json.loads(client.get("/en/feed.json").content)["items"]
    assert client.get("/sitemap.xml").status_code == 200
    ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    return {
        "atom": Entries(
            [entry.findtext(f"{ATOM}title") or "" for entry in as_atom.findall(f"{ATOM}entry")],
            [tag.get("term") or "" for tag in as_atom.findall(f"{ATOM}entry/{ATOM}category")],
        ),
        "rss": Entries(
            [item.findtext("title") or "" for item in as_rss.findall("channel/item")],
            [tag.text or "" for tag in as_rss.findall("channel/item/category")],
        ),
        "json": Entries(
            [item["title"] for item in as_json], [tag for item in as_json for tag in item["tags"]]
        ),
    }


@pytest.fixture
def whole(make_release: Build, topic: Topic, author: User) -> Edition:
    """A live edition that says something in every field, with a topic and a photograph."""
    release = make_release(state="draft", **make_texts("The {}"))
    edition = release.editions.get()
    illustrate(edition, by=author, alternative_text="A hall")
    release.story.topics.add(topic)
    publishing.import_published(edition, by=author, at=AT)
    return edition


def write_before_the_rule(edition: Edition, text: str) -> None:
    """Puts the text into every column that a feed reads, as it was before the fields kept to the rule."""
    in_language = [field.name for field in Edition.WRITTEN_FIELDS if field.is_in_language]
    columns = {
        Edition: ["credit_line", *in_language],
        Topic: ["name_kk", "name_ru", "name_en"],
        Illustration: ["alternative_text", "caption"],
    }
    with connection.cursor() as cursor:
        for model, names in columns.items():
            sets = ", ".join(f"{name} = %s" for name in names)
            cursor.execute(f"UPDATE {model._meta.db_table} SET {sets}", [text] * len(names))  # noqa: S608


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
@example("Elec\x0btions")
@example("\ufffe\uffff\U0001fffe")
def test_feeds_are_whole_whatever_stands_in_the_database(whole: Edition, client: Client, text: str) -> None:
    # SQLite takes no half of a pair, and PostgreSQL no zero either.
    kept = "".join(each for each in text if each != "\0" and not "\ud800" <= each <= "\udfff")
    write_before_the_rule(whole, kept)
    read = entries(client)
    assert {name: len(found.titles) for name, found in read.items()} == {"atom": 1, "rss": 1, "json": 1}
    assert read["json"].titles == [clean_text(kept)]
    assert read["json"].tags == [clean_text(kept)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
@example("\ud800\x00")
def test_feeds_are_whole_whatever_is_written_into_any_field(
    whole: Edition, client: Client, topic: Topic, text: str
) -> None:
    for field in Edition.WRITTEN_FIELDS:
        if field.is_in_language:
            setattr(whole, field.name, f"The {text} {field.name}"[:100])
    whole.save()
    topic.name_en = f"Elections {text}"
    topic.save()
    Illustration.objects.update(caption=text)
    read = entries(client)
    assert read["json"] == Entries([whole.title], [topic.name_en])
    assert whole.title == clean_text(whole.title)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_release_with_such_a_character_takes_no_other_one_out_of_the_feed(
    client: Client, make_release: Build, language: str
) -> None:
    for number in range(3):
        make_release(title=f"Release {number}", language=language, at=AT + number * HOUR)
    Edition.objects.filter(title="Release 1").update(body="<p>\ufffe</p>", lead="\uffff")
    titles = [entry.findtext(f"{ATOM}title") for entry in atom(client, language).findall(f"{ATOM}entry")]
    assert titles == ["Release 2", "Release 1", "Release 0"]


def test_the_sitemap_names_each_release_with_its_languages(
    client: Client, make_release: Build, django_assert_num_queries: Any
) -> None:
    english = make_release(at=AT)
    russian = make_release(at=AT, story=english.story, language="ru")
    make_release(state="scheduled", story=english.story, language="kk")
    make_release(state="withdrawn", at=AT, title="Back")
    with django_assert_num_queries(2):
        response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    found = {
        url.findtext(f"{MAP}loc"): {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        for url in ET.fromstring(response.content)  # noqa: S314 - our own
    }
    languages = {
        "en": f"{SITE}{english.get_absolute_url()}",
        "ru": f"{SITE}{russian.get_absolute_url()}",
    }
    homes = {f"{SITE}/{language}/": {} for language in ("kk", "ru", "en")}
    assert found == homes | dict.fromkeys(languages.values(), languages)


def test_the_sitemap_says_the_day_of_the_institution_not_that_of_greenwich(
    client: Client, make_release: Build
) -> None:
    make_release(at=datetime.datetime(2023, 3, 18, 2, tzinfo=ZoneInfo("Asia/Almaty")))
    assert b"<lastmod>2023-03-18T02:00:00+06:00</lastmod>" in client.get("/sitemap.xml").content


def test_a_sitemap_that_fills_more_than_a_part_is_a_list_of_parts(
    client: Client, make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = [make_release(title=f"Release {number}", at=AT) for number in range(3)]
    translated = make_release(at=AT, language="ru", story=releases[0].story)
    make_release(state="scheduled")
    monkeypatch.setattr(sitemaps, "PART", 2)
    parts = (translated.pk - 1) // 2 + 1
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    assert index.tag == f"{MAP}sitemapindex"
    assert [page.findtext(f"{MAP}loc") for page in index] == [
        f"{SITE}/sitemap.xml?p={number}" for number in range(1, parts + 1)
    ]
    named: list[str] = []
    for page in index[(releases[0].pk - 1) // 2 :]:
        address = (page.findtext(f"{MAP}loc") or "").removeprefix(SITE)
        urls = ET.fromstring(client.get(address).content).findall(f"{MAP}url")  # noqa: S314 - our own
        for url in urls:
            location = url.findtext(f"{MAP}loc") or ""
            if "/releases/" not in location:
                continue
            named.append(location)
            languages = {link.get("hreflang") for link in url.findall(LINK)}
            both = location.endswith((releases[0].get_absolute_url(), translated.get_absolute_url()))
            assert languages == ({"en", "ru"} if both else {"en"})
        assert len(urls) <= 3 + 2
    assert sorted(named) == sorted(f"{SITE}{one.get_absolute_url()}" for one in [*releases, translated])
    for wrong in (parts + 1, "0", "x", "-1", "1e1", "٣", "9" * 40):
        assert client.get("/sitemap.xml", {"p": wrong}).status_code == 404


def test_robots_are_shown_the_sitemap_and_kept_out_of_admin_and_search(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert {
        "Disallow: /admin/",
        "Disallow: /kk/search/",
        "Disallow: /ru/search/",
        "Disallow: /en/search/",
    } <= set(lines)


def test_a_lead_is_no_markup_to_a_reader_of_rss_who_takes_it_for_html(
    client: Client, make_release: Build
) -> None:
    make_release(lead="Fewer than 5 &amp; &lt;img src=x onerror=alert(1)&gt;")
    (item,) = ET.fromstring(client.get("/en/feed.rss").content).iter("item")  # noqa: S314 - our own
    (plain,) = json.loads(client.get("/en/feed.json").content)["items"]
    assert item.findtext("description") == escape(plain["summary"])
    assert "onerror" in plain["summary"]


@pytest.mark.parametrize("feed", ["feed.atom", "feed.rss", "feed.json"])
def test_what_xml_does_not_know_is_not_taken_out_of_an_address_which_would_make_another_of_it(
    feed: str, client: Client, make_release: Build
) -> None:
    make_release()
    # As a row may be from before: no address, for the character in it.
    Edition.objects.update(body='<p><a href="java\x01script:alert(1)" rel="noopener">Read</a></p>')
    said = client.get(f"/en/{feed}").content.decode()
    assert "script:alert(1)" in said
    assert "javascript:" not in said
