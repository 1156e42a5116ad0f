"""Which methods an address takes, and that what takes a POST asks where it comes from."""

import logging
import logging.handlers
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver

GET_ONLY = [
    "/",
    "/en/",
    "/en/releases/",
    "/en/search/",
    "/en/feed.atom",
    "/en/accessibility/",
    "/sitemap.xml",
    "/robots.txt",
    "/display/own/000000-ffffff.css",
    "/media/1/640.jpg",
    "/read/1.gif",
    "/healthz",
    "/readyz",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("address", GET_ONLY)
def test_another_method_on_a_public_address_hears_which_ones_it_takes(
    db: None, address: str, method: str
) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.fixture
def django_log() -> Iterator[list[logging.LogRecord]]:
    """What Django logs; its loggers hand nothing on to the root, where pytest listens."""
    listening = logging.handlers.BufferingHandler(1000)
    logger = logging.getLogger("django")
    logger.addHandler(listening)
    yield listening.buffer
    logger.removeHandler(listening)


def views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", pattern.callback
        else:
            yield from views(pattern.url_patterns)


def test_of_the_views_without_a_token_only_two_take_a_post(rf: RequestFactory) -> None:
    """The display's form, which checks where it comes from by itself, and the beacon."""
    exempt = [(name, view) for name, view in views(get_resolver().url_patterns) if is_exempt(view)]
    taking = {name for name, view in exempt if answer_to_post(view, rf) != 405}
    assert taking == {"display", "count"}


def is_exempt(view: Any) -> bool:
    return getattr(view, "csrf_exempt", False) is True


def answer_to_post(view: Any, rf: RequestFactory) -> int:
    try:
        return int(view(rf.post("/")).status_code)
    except TypeError:
        return 0  # it went on to what is asked, so it would take the POST


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("address", ["*", "en/", ""])
def test_what_is_no_address_is_not_found_and_no_fault_of_ours(
    db: None, django_log: list[logging.LogRecord], method: str, address: str
) -> None:
    client = Client(raise_request_exception=False)
    answer = client.generic(method, "/", PATH_INFO=address, HTTP_HOST="localhost")
    assert (answer.status_code < 500, answer.status_code >= 300) == (True, True)
    assert [record.getMessage() for record in django_log if record.levelno >= logging.ERROR] == []
