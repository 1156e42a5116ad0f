"""The cookie by which a device is known."""

from typing import Any

import pytest
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from press.authentication.devices import (
    COOKIE,
    LIFETIME,
    Device,
    forget_devices,
    is_known_device,
    remember_device,
    set_cookie,
)
from press.models import User

PASSWORD = "correct horse battery"


def account(number: int, version: int = 1) -> User:
    return User(pk=number, device_version=version)


def environ(**cookies: str) -> dict[str, Any]:
    return {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items())}


accounts = st.dictionaries(st.integers(1, 2**62), st.integers(1, 10**6), max_size=8)


@given(st.text(min_size=1), accounts)
def test_what_is_written_is_read(name: str, known: dict[int, int]) -> None:
    device = Device(name, known)
    assert Device.read({COOKIE: device.written()}) == device
    assert is_known_device(environ(sessionid="x", **{COOKIE: device.written()}))


@given(st.text())
def test_what_we_have_not_signed_is_no_device(text: str) -> None:
    assert Device.read({COOKIE: text}) is None
    assert not is_known_device({"HTTP_COOKIE": f"{COOKIE}={text}"})
    assert not is_known_device({"HTTP_COOKIE": text})


@given(accounts, st.data())
def test_one_character_more_less_or_other_is_no_device(known: dict[int, int], data: st.DataObject) -> None:
    written = Device("of this test", known).written()
    at = data.draw(st.integers(0, len(written) - 1))
    character = data.draw(st.characters(codec="latin-1").filter(lambda other: other != written[at]))
    for changed in (
        written[:at] + written[at + 1 :],
        written[:at] + character + written[at + 1 :],
        written[:at] + character + written[at:],
    ):
        assert Device.read({COOKIE: changed}) is None


def test_what_was_signed_for_something_else_is_no_device() -> None:
    for salt in ("press.devices", "django.core.signing", ""):
        written = signing.TimestampSigner(salt=salt or None).sign_object(["of this test", [[1, 1]]])
        assert Device.read({COOKIE: written}) is None
    assert not is_known_device({})


def test_a_device_is_known_for_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Device("of this test", {1: 1}).written()
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + LIFETIME - 2)
    assert Device.read({COOKIE: written})
    monkeypatch.setattr(signing.time, "time", lambda: now + LIFETIME + 2)
    assert Device.read({COOKIE: written}) is None


def test_it_knows_the_accounts_that_signed_in_there_in_the_version_that_they_had() -> None:
    device = Device("of this test", {}).knowing(account(1)).knowing(account(2, version=7))
    assert [device.knows(account(1)), device.knows(account(2, version=7))] == [True, True]
    assert [device.knows(account(2)), device.knows(account(3)), device.knows(None)] == [False] * 3


def test_of_many_accounts_the_last_eight_are_known() -> None:
    device = Device("of this test", {})
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 2, 9):
        device = device.knowing(account(number))
    assert list(device.accounts) == [3, 4, 5, 6, 7, 8, 2, 9]


def test_who_signs_in_gets_the_cookie_and_another_officer_there_is_added(author: User, editor: User) -> None:
    there = Client()
    there.post("/admin/login/", {"username": "author", "password": "wrong"})
    assert COOKIE not in there.cookies
    for name in ("author", "editor"):
        there.post("/admin/login/", {"username": name, "password": PASSWORD})
    cookie = there.cookies[COOKIE]
    told = [cookie[name] for name in ("path", "max-age", "samesite", "httponly", "secure", "domain")]
    assert told == ["/admin/", LIFETIME, "Lax", True, "", ""]
    device = Device.read({COOKIE: cookie.value})
    assert device
    assert list(device.accounts) == [author.pk, editor.pk]
    there.post("/admin/logout/")
    assert there.cookies[COOKIE].value == cookie.value


def test_signing_in_again_leaves_the_device_its_name(author: User) -> None:
    there, names = Client(), set()
    for _ in range(2):
        there.post("/admin/login/", {"username": "author", "password": PASSWORD})
        device = Device.read({COOKIE: there.cookies[COOKIE].value})
        assert device
        names.add(device.name)
    assert len(names) == 1


def test_on_https_the_cookie_goes_by_https_alone(author: User) -> None:
    there = Client()
    there.post("/admin/login/", {"username": "author", "password": PASSWORD}, secure=True)
    assert there.cookies[COOKIE]["secure"] is True


def test_no_page_sets_it_where_nobody_signed_in(author: User) -> None:
    there = Client()
    there.force_login(author)
    for path in ("/admin/", "/admin/login/", "/en/"):
        assert COOKIE not in there.get(path, follow=True).cookies


def test_forgotten_devices_are_strangers(author: User) -> None:
    device = Device("of this test", {}).knowing(author)
    forget_devices(author)
    assert (author.device_version, device.knows(author)) == (2, False)
    assert device.knowing(author).knows(author)


def test_what_was_remembered_is_set_with_the_answer() -> None:
    request, response = HttpRequest(), HttpResponse()
    set_cookie(request, response)
    assert COOKIE not in response.cookies
    remember_device(request, account(5))
    set_cookie(request, response)
    assert is_known_device(environ(**{COOKIE: response.cookies[COOKIE].value}))
