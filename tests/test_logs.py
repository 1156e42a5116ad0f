"""What stands in the log: strangers fill it with nothing, and what they can cause is no alarm."""

import logging
import logging.handlers
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

# 1,001 fields are one more than any form may have; of a multipart form without an end nothing can be read.
STRANGERS: dict[str, tuple[int, Callable[[Client], int]]] = {
    "a page that never was": (404, lambda stranger: stranger.get("/wp-login.php").status_code),
    "a wrong host": (400, lambda stranger: stranger.get("/en/", headers={"host": "a.example"}).status_code),
    "a form of another site's": (403, lambda stranger: stranger.post("/admin/login/").status_code),
    "a method of no page": (405, lambda stranger: stranger.delete("/en/").status_code),
    "too many fields": (
        400,
        lambda stranger: stranger.post("/en/display/", {str(each): "1" for each in range(1001)}).status_code,
    ),
    "a form that breaks off": (
        400,
        lambda stranger: (
            stranger.post("/en/display/", b"--x", content_type="multipart/form-data; boundary=").status_code
        ),
    ),
}


@pytest.fixture
def django_log() -> Iterator[list[logging.LogRecord]]:
    """What Django logs; its loggers hand nothing on to the root, where pytest listens."""
    listening = logging.handlers.BufferingHandler(1000)
    logger = logging.getLogger("django")
    logger.addHandler(listening)
    yield listening.buffer
    logger.removeHandler(listening)


@pytest.mark.django_db
@pytest.mark.parametrize("what", STRANGERS)
def test_strangers_fill_no_log(what: str, django_log: list[logging.LogRecord]) -> None:
    status, ask = STRANGERS[what]
    assert ask(Client(enforce_csrf_checks=True)) == status
    assert [record.getMessage() for record in django_log] == []


@pytest.fixture
def at_debug() -> Iterator[None]:
    logger = logging.getLogger("django")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield
    logger.setLevel(before)


@pytest.mark.django_db
@pytest.mark.parametrize("what", STRANGERS)
def test_whoever_looks_for_it_sees_it(what: str, at_debug: None, django_log: list[logging.LogRecord]) -> None:
    STRANGERS[what][1](Client(enforce_csrf_checks=True))
    said = [record for record in django_log if record.name.startswith(("django.request", "django.security"))]
    assert {record.levelname for record in said} == {"DEBUG"}


@pytest.mark.parametrize(("status", "level"), [(429, "WARNING"), (503, "WARNING"), (500, "ERROR")])
def test_our_own_refusals_and_faults_are_seen(
    status: int, level: str, rf: RequestFactory, django_log: list[logging.LogRecord]
) -> None:
    log_response("Answered: %s", "/en/", response=HttpResponse(status=status), request=rf.get("/en/"))
    assert [(record.levelname, record.getMessage()) for record in django_log] == [(level, "Answered: /en/")]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_sign_in_link_stands_in_no_line(
    status: int, rf: RequestFactory, django_log: list[logging.LogRecord]
) -> None:
    link = "/admin/account/MQ/secret-token/"
    log_response("Answered: %s", link, response=HttpResponse(status=status), request=rf.get(link))
    assert [record.getMessage() for record in django_log] == ["Answered: /admin/account/"]
