"""Feeds, the sitemap and robots.txt, read as their readers read them."""

import datetime
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press.models import Edition, Release, Topic
from press.public import sitemaps

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
