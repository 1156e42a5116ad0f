"""What no browser sends: the answer is a refusal in a sentence, never a fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from config.requests import Handler
from press.models import Release, User
from tests.factories import signed_in

TOKEN = "a" * 32
NO_ADDRESS = [
    "http://[",
    "http://]",
    "http://a\u2100b",
    "[",
    "//[",
    "null",
    "http://127.0.0.1:99999999999",
    "\x00",
]
HEADERS = ["HTTP_ORIGIN", "HTTP_REFERER", "HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"]
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc\r\n--x--\r\n'
BODIES = {
    f"{URLENCODED}; charset=utf-16": b"title=%ff&base=1",
    f"{URLENCODED}; charset=latin-1": b"title=%ff",
    f"{URLENCODED}; charset=unknown": b"title=%ff%",
    f"{MULTIPART}; charset=utf-16": PART,
    f"{MULTIPART}yy": PART,
    "multipart/form-data": PART,
    "multipart/form-data; boundary=\u00e9": PART,
    MULTIPART: b"--x\r\n" * 3000,
    "application/json": b"[" * 10_000,
}
TOO_MUCH = {
    "fields": (URLENCODED, "&".join(f"a{number}=" for number in range(2_000)).encode()),
    "bytes": (URLENCODED, b"a=" + b"x" * 3_000_000),
    "files": (
        MULTIPART,
        PART.replace(b"--x--", b"").replace(b"title", b'f"; filename="f') * 200 + b"--x--\r\n",
    ),
}


@pytest.fixture(params=["nobody", "chief"])
def sender(request: pytest.FixtureRequest, db: None) -> Client:
    """Returns a browser with a token in its cookie, such as another page of ours had given it."""
    client = Client(enforce_csrf_checks=True)
    if request.param != "nobody":
        client = signed_in(request.getfixturevalue(request.param))
        client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    client.cookies["csrftoken"] = TOKEN
    return client


@pytest.fixture
def addresses(make_release: Callable[..., Release], author: User, topic: Any) -> list[str]:
    """Returns every address that takes a form, and some that take none."""
    edition = make_release(state="draft").editions.get()
    return [
        "/admin/", "/admin/login/", "/admin/logout/", "/admin/language/", "/admin/password_change/",
        "/admin/press/edition/add/", f"/admin/press/edition/{edition.pk}/change/", "/admin/press/topic/add/",
        f"/admin/press/topic/{topic.pk}/change/", "/admin/press/person/add/", "/admin/press/contact/add/",
        "/admin/press/user/add/", f"/admin/press/user/{author.pk}/change/",
        f"/admin/press/user/{author.pk}/password/", "/en/display/", "/read/1", "/en/", "/en/search/?q=%ff",
    ]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_headers_that_are_no_address(sender: Client, addresses: list[str], header: str) -> None:
    statuses = {
        sender.post(address, {"colours": "dark", "next": value}, secure=secure, **{header: value}).status_code
        for address in addresses
        for value in NO_ADDRESS
        for secure in (False, True)
    }
    assert [status for status in statuses if status >= 500] == []


def test_an_origin_that_is_no_address_is_another_site(client: Client, db: None) -> None:
    answer = client.post("/en/display/", {"colours": "dark"}, HTTP_ORIGIN="http://[")
    assert answer.status_code == 403
    assert not answer.cookies


@pytest.mark.parametrize("content_type", BODIES)
def test_forms_that_cannot_be_read(sender: Client, addresses: list[str], content_type: str) -> None:
    for address in addresses:
        for method in ("POST", "GET"):
            answer = sender.generic(method, address, BODIES[content_type], content_type)
            assert answer.status_code < 500, (method, address)


def status(environ: dict[str, Any]) -> str:
    """Returns the status by the handler that the server runs: the test client has one of its own."""
    said: list[str] = []
    Handler()(environ, lambda status, headers: said.append(status))
    return said[0]


@pytest.mark.parametrize("encoding", ["base64", "rot13", "undefined", "idna", "utf-16"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_encoding_that_is_none_of_text(rf: RequestFactory, db: None, method: str, encoding: str) -> None:
    request = rf.generic(method, "/en/search/?q=%ff", b"q=%ff", URLENCODED)
    content_type = f"{URLENCODED}; charset={encoding}"
    assert status({**request.environ, "CONTENT_TYPE": content_type}) == "400 Bad Request"


def test_a_query_of_more_fields_than_any_of_ours(rf: RequestFactory, db: None) -> None:
    request = rf.get("/en/search/", {f"a{number}": "" for number in range(2_000)})
    for content_type in ("", f"{URLENCODED}; charset=utf-8"):
        assert status({**request.environ, "CONTENT_TYPE": content_type}) == "400 Bad Request"


@pytest.mark.parametrize("what", TOO_MUCH)
def test_forms_larger_than_any_of_ours(sender: Client, addresses: list[str], what: str) -> None:
    content_type, body = TOO_MUCH[what]
    for address in addresses:
        assert sender.generic("POST", address, body, content_type).status_code < 500, address


@pytest.mark.parametrize(
    ("language", "heading"),
    [("kk", "Сұрау түсініксіз"), ("ru", "Запрос не прочитан"), ("en", "Not understood")],
)
def test_a_form_that_cannot_be_read_is_answered_by_a_page_that_asks_no_database(
    client: Client, django_assert_num_queries: Any, language: str, heading: str, db: None
) -> None:
    client.cookies["csrftoken"] = TOKEN
    with django_assert_num_queries(0):
        answer = client.generic("POST", f"/{language}/display/", b"a=b", f"{URLENCODED}; charset=utf-16")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<html lang="{language}"' in page
    assert heading in page


@pytest.mark.parametrize("number", ["²", "①", "٣", "9" * 30, "9" * 5_000, "-1", "3.0", ""])
def test_numbers_that_are_none(
    make_release: Callable[..., Release], author: User, editor: User, topic: Any, number: str
) -> None:
    edition = make_release(state="draft").editions.get()
    page = f"/admin/press/edition/{edition.pk}/change/"
    client = signed_in(editor)
    assert client.get("/admin/press/edition/add/", {"story": number}).status_code in {200, 404}
    assert client.get(f"/admin/press/edition/{number or 0}/change/").status_code in {302, 404}
    # To Python "٣" is a three, and a topic may have that number.
    assert client.get(f"/admin/press/topic/{number or 0}/change/").status_code in {302, topic.pk == 3 and 200}
    for name in ("topics", "people", "related", "contact", "version", "photographs-0-photograph"):
        sent = {"title": "Title", "body": "<p>x</p>", "photographs-TOTAL_FORMS": "1",
                "photographs-INITIAL_FORMS": "0", name: number}  # fmt: skip
        assert client.post(page, sent).status_code in {302, 422}
        assert client.post(page, {**sent, "verb": "about"}).status_code in {302, 422}
    assert client.post(page, {"verb": "approve", "version": number}).status_code == 422


def test_a_topic_beyond_every_number_is_refused_like_one_that_is_not_offered(
    make_release: Callable[..., Release], author: User
) -> None:
    edition = make_release(state="draft").editions.get()
    sent = {"title": "T", "body": "x", "topics": "9" * 30, "photographs-TOTAL_FORMS": "0",
            "photographs-INITIAL_FORMS": "0"}  # fmt: skip
    answer = signed_in(author).post(f"/admin/press/edition/{edition.pk}/change/", sent)
    assert list(answer.context["form"].errors) == ["topics"]


@pytest.mark.parametrize("group", ["²", "9" * 30, "1"])
def test_accounts_of_a_group_that_is_no_number(chief: User, group: str) -> None:
    assert signed_in(chief).get("/admin/press/user/", {"group": group}).status_code == 200
