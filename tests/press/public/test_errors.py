"""Errors, in the language of the address; and what is the same on every page."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from press.models import Contact, Release, User
from press.public import errors


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


def test_a_page_that_is_not_there_repeats_nothing_of_its_address(client: Client, db: None) -> None:
    short = client.get("/en/quokka/").content
    assert b"quokka" not in short
    assert client.get(f"/en/{'a' * 5000}/?q={'b' * 5000}").content == short


def test_from_a_page_that_is_not_there_a_choice_leads_back_to_it(client: Client, db: None) -> None:
    address = "/en/nothing/?q=1"
    for said, leads_to in (
        (f"http://testserver{address}", address),
        ("http://elsewhere.example/en/nothing/", "/en/display/"),
        ("", "/en/display/"),
    ):
        form = {"colours": "dark", "next": ""}
        answer = client.post("/en/display/", form, headers={"referer": said})
        assert answer.headers["Location"] == f"{leads_to}#display-colours-dark"


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

    monkeypatch.setattr("press.public.about.render", broken)
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


@pytest.mark.parametrize(
    ("accepted", "address"),
    [
        ("ru;q=0", "/kk/"),
        ("ru;q=0, en;q=0.1", "/en/"),
        ("kk;q=0, *", "/ru/"),
        ("kk;q=0, ru;q=0, *;q=0.1", "/en/"),
        ("kk;q=0", "/ru/"),
        ("*;q=0", "/kk/"),
        ("kk;q=0, ru;q=0, en;q=0", "/kk/"),
        ("fr, ru;q=0.0", "/kk/"),
    ],
)
def test_the_bare_address_leads_to_no_language_that_the_reader_refuses(
    client: Client, accepted: str, address: str
) -> None:
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


def gone(*_: Any) -> None:
    raise OperationalError("the server closed the connection")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[tuple[str, str, bool]]]:
    """What was logged of requests: level, words, whether with a traceback."""
    kept = list[tuple[str, str, bool]]()

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append((record.levelname, record.getMessage(), record.exc_info is not None))

    handler, logger = Keeping(), logging.getLogger("django.request")
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


@pytest.fixture
def room(client: Client, contact: Contact, make_release: Callable[..., Release]) -> Client:
    """A press room with something to leak, and a client that takes answers as a browser does."""
    Contact.objects.update(on_duty=True)
    make_release(title="Public news")
    make_release(title="Tomorrow", state="scheduled")
    make_release(title="Taken away", state="removed")
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 302),
        ("/healthz", 200),
        ("/kk/display/", 200),
        ("/ru/accessibility/", 200),
        ("/en/nope/", 404),
        ("/nope", 404),
        ("/favicon.ico", 404),
        ("/en/releases", 301),
        ("/releases/", 302),
    ],
)
def test_what_needs_no_database_is_there_without_it(room: Client, address: str, status: int) -> None:
    with connection.execute_wrapper(gone):
        response = room.get(address)
    assert response.status_code == status
    assert "74-72-27" not in response.content.decode()


@pytest.mark.parametrize("address", ["/en/display/", "/en/accessibility/", "/en/nope/"])
def test_with_the_database_they_name_the_duty_officer(room: Client, address: str) -> None:
    assert "74-72-27" in room.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/en/", "en"),
        ("/ru/releases/", "ru"),
        ("/en/releases/1-x/", "en"),
        ("/kk/archive/", "kk"),
        ("/en/search/?q=news", "en"),
        ("/en/about-views/", "en"),
        ("/en/feed.atom", "en"),
        ("/sitemap.xml", "kk"),
        ("/media/1/480.webp", "kk"),
        ("/admin/", "kk"),
        ("/en/topics/x/", "en"),
    ],
)
def test_what_needs_the_database_says_when_to_come_again(
    room: Client, editor: User, lines: list[tuple[str, str, bool]], address: str, language: str
) -> None:
    room.force_login(editor)
    lines.clear()
    with connection.execute_wrapper(gone):
        response = room.get(address)
    html = response.content.decode()
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("30", "no-store")
    assert f'<html lang="{language}"' in html
    assert [words for words in ("Public news", "Tomorrow", "Taken away", "74-72-27") if words in html] == []
    path = address.partition("?")[0]
    assert lines == [
        ("WARNING", f"Service Unavailable: {path} (the server closed the connection)", False),
    ]


def test_a_fault_of_ours_is_still_an_error_with_its_traceback(
    room: Client, lines: list[tuple[str, str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.public.about.render", lambda *_, **__: 1 / 0)
    assert room.get("/en/about-views/").status_code == 500
    assert lines == [("ERROR", "Internal Server Error: /en/about-views/", True)]


def test_a_choice_is_kept_in_the_cookie_where_the_account_cannot_be_asked(
    room: Client, editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    room.force_login(editor)
    caplog.clear()
    with connection.execute_wrapper(gone):
        response = room.post("/en/display/", {"colours": "beige"})
    assert response.status_code == 303
    assert response.cookies["display"].value == "colours:beige"
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "A display choice is kept in the cookie alone: the server closed the connection")
    ]


def test_a_page_that_would_be_kept_is_not_rendered_without_its_foot(
    room: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("press.models.stories._on_duty", gone)
    assert room.get("/en/archive/").status_code == 503
