"""What is shown once: to the browser that has the session's key, for ten minutes."""

import time
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from press.authentication import shown_once
from press.authentication.sessions import SessionStore
from press.models import Session

pytestmark = pytest.mark.django_db
CODES = ["ABCD-EFGH", "JKLM-NPQR"]


@pytest.fixture
def request_of_officer(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.session = SessionStore()
    request.session.create()
    return request


def test_it_is_shown_again_until_it_is_dropped(request_of_officer: HttpRequest) -> None:
    for name in ("codes", "link"):
        shown_once.seal(request_of_officer, name, CODES)
    assert [shown_once.unseal(request_of_officer, "codes") for _time in range(2)] == [CODES, CODES]
    shown_once.drop(request_of_officer, "codes")
    assert shown_once.unseal(request_of_officer, "codes") is None
    assert shown_once.unseal(request_of_officer, "link") == CODES
    shown_once.drop(request_of_officer, "link")
    assert [*request_of_officer.session.keys()] == []


def test_after_ten_minutes_nobody_opens_it(request_of_officer: HttpRequest, monkeypatch: Any) -> None:
    shown_once.seal(request_of_officer, "codes", CODES)
    sealed_at = time.time()
    monkeypatch.setattr(time, "time", lambda: sealed_at + 598)
    assert shown_once.unseal(request_of_officer, "codes") == CODES
    monkeypatch.setattr(time, "time", lambda: sealed_at + 602)
    assert shown_once.unseal(request_of_officer, "codes") is None
    assert [*request_of_officer.session.keys()] == []


def test_the_database_alone_does_not_open_it(request_of_officer: HttpRequest, rf: RequestFactory) -> None:
    shown_once.seal(request_of_officer, "codes", CODES)
    request_of_officer.session.save()
    row = Session.objects.get()
    data = SessionStore().decode(row.session_data)
    assert CODES[0] not in str(data)
    thief = rf.get("/")
    thief.session = SessionStore(row.pk)
    thief.session._session_cache = {**data}  # type: ignore[attr-defined]
    assert shown_once.unseal(thief, "codes") is None
    # Nor is what one name holds taken for another's.
    request_of_officer.session["shown_once"] = {"link": data["shown_once"]["codes"]}
    assert shown_once.unseal(request_of_officer, "link") is None


def test_without_a_session_of_the_browser_nothing_is_sealed(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.session = SessionStore()
    with pytest.raises(ValueError, match="Only a session that the browser has"):
        shown_once.seal(request, "codes", CODES)
