"""Who reads page by page: what has not changed is not sent again, robots.txt says what may be made of it."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date, parse_http_date

from press.invalidation import names
from tests.press.pagecache.client import Build, Cache, Clock, Commits, page_of


def test_a_page_that_is_as_it_was_then_is_not_sent_again(
    cache: Cache,
    make_release: Build,
    correct: Any,
    clock: Clock,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    release = make_release()
    address = release.get_absolute_url()
    made = cache.get(address).headers["last-modified"]
    assert parse_http_date(made) == int(clock.now.timestamp())
    for coding in ("", "gzip", "br"):
        answer = cache.get(address, if_modified_since=made, accept_encoding=coding)
        assert (answer.status, answer.body) == ("304 Not Modified", b"")
    before = http_date(parse_http_date(made) - 1)
    for since in (before, "nonsense", ""):
        assert cache.get(address, if_modified_since=since).status == "200 OK"
    # Made anew it is the same: the date stays. The ETag is asked before the date (RFC 9110, 13.2.2).
    clock.move(hours=3)
    again = cache.get(address, if_modified_since=made, if_none_match='"another"')
    assert (again.status, again.headers["last-modified"]) == ("200 OK", made)
    with django_capture_on_commit_callbacks(execute=True):
        correct(release, title="Another title")
    assert cache.get(address, if_modified_since=made).status == "200 OK"


def test_two_pages_of_one_second_have_two_dates(
    cache: Cache, make_release: Build, correct: Any, clock: Clock, django_capture_on_commit_callbacks: Commits
) -> None:
    release = make_release()
    made = cache.get(release.get_absolute_url()).headers["last-modified"]
    clock.move(microseconds=1)
    with django_capture_on_commit_callbacks(execute=True):
        correct(release, title="In the same second")
    answer = cache.get(release.get_absolute_url(), if_modified_since=made)
    assert (answer.status, b"In the same second" in answer.body) == ("200 OK", True)


def test_no_date_says_which_display_was_chosen(cache: Cache, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    made = cache.get(address).headers["last-modified"]
    other = cache.get(address, cookie="display=colours:beige", if_modified_since=made)
    assert (other.status, "last-modified" in other.headers) == ("200 OK", False)


def test_the_sitemap_says_the_second_of_the_last_change(
    client: Client, make_release: Build, correct: Any
) -> None:
    at = datetime.datetime(2023, 3, 18, 6, 30, 15, tzinfo=datetime.UTC)
    make_release(at=at)
    found = re.findall("<lastmod>(.*?)</lastmod>", client.get("/sitemap.xml").content.decode())
    assert found == ["2023-03-18T12:30:15+06:00"]


def test_what_may_be_made_of_the_texts_is_a_setting(client: Client, settings: Any) -> None:
    assert "Content-Usage" not in client.get("/robots.txt").content.decode()
    settings.CONTENT_USAGE, settings.RSL_LICENSE = "train-ai=n", "https://press.example/license.xml"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Content-Usage: train-ai=n"]
    assert "License: https://press.example/license.xml" in lines


@pytest.mark.parametrize(("header", "separator"), [("Surrogate-Key", " "), ("Cache-Tag", ",")])
def test_a_cdn_is_told_the_names_where_it_is_wanted(
    cache: Cache, make_release: Build, settings: Any, header: str, separator: str
) -> None:
    release = make_release()
    address = release.get_absolute_url()
    assert header.lower() not in cache.get(address).headers
    settings.PAGE_NAMES_HEADER = header
    told = Cache().get(address).headers[header.lower()].split(separator)
    assert {names.release(release.pk), names.story(release.story_id), names.newest("en")} <= set(told)
    assert header.lower() not in Cache(page_of("x")).get("/en/").headers, "it shows nothing"
