"""Errors, in the language of the address; and what is the same on every page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from press.models import Contact, Release
from press.views import errors


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(
    client: Client, db: None, language: str
) -> None:
    response = client.get(f"/{language}/nothing/")
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in html
    assert f'href="/{language}/search/"' in html
    assert "noindex" in html
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_fault_is_told_without_the_database(
    client: Client,
    db: None,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("press.views.about.render", broken)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get(f"/{language}/about-views/")
    assert response.status_code == 500
    assert f'<html lang="{language}"' in response.content.decode()


def test_where_even_the_page_of_the_fault_fails_a_line_remains(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "render", lambda *_, **__: 1 / 0)
    response = errors.server_error(rf.get("/en/"))
    assert (response.status_code, response.content) == (500, b"500\n")


def test_the_bare_address_leads_to_the_readers_language(client: Client) -> None:
    for accepted, address in (("ru,en;q=0.5", "/ru/"), ("en-GB", "/en/"), ("kk", "/kk/"), ("fr", "/kk/")):
        assert client.get("/", headers={"accept-language": accepted})["Location"] == address


def test_every_page_leads_to_the_duty_officer_the_feeds_and_the_settings(
    client: Client, contact: Contact, make_release: Callable[..., Release]
) -> None:
    Contact.objects.update(on_duty=True)
    html = client.get("/en/").content.decode()
    assert "Duty officer for the media" in html
    assert "74-72-27" in html
    for address in ("feed.atom", "feed.rss", "feed.json", "display/", "accessibility/", "about-views/"):
        assert f'href="/en/{address}"' in html


def test_the_skip_link_comes_first_and_its_target_is_there(client: Client, db: None) -> None:
    html = client.get("/en/").content.decode()
    first = html[html.index("<body>") :].split("\n")[1]
    assert first == '<a class="skip" href="#text">Skip to text</a>'
    assert '<main id="text" tabindex="-1">' in html


def test_how_views_are_counted_is_told(client: Client, db: None) -> None:
    html = client.get("/en/about-views/").content.decode()
    assert "<h1>How views are counted</h1>" in html
    assert client.post("/en/about-views/").status_code == 405
