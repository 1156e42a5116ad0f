"""One page for everyone, filled for each; and nothing of one visitor in another's."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accessibility.middleware import DisplayMiddleware
from accessibility.preferences import Preferences
from accessibility.splice import OUTER, Slot, cut, fill

pytestmark = pytest.mark.usefixtures("small_site")
MARK = re.compile(r"~[0-9a-f]{16}:")
WHITE_ON_BLACK = "colours:white-on-black.letter-spacing:2"


def root(html: str) -> str:
    (tag,) = re.findall(r"<html[^>]*>", html)
    return str(tag)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("address", ["", "display/", "accessibility/", "nothing-here/", "broken/"])
def test_every_page_carries_the_choice_and_no_mark(client: Client, language: str, address: str) -> None:
    client.raise_request_exception = False
    client.cookies["display"] = WHITE_ON_BLACK
    response = client.get(f"/{language}/{address}")
    html = response.content.decode()
    assert root(html) == f'<html lang="{language}" data-colours="white-on-black" data-letter-spacing="2">'
    assert not MARK.search(html)
    assert "Cookie" not in response.get("Vary", "")
    assert response.cookies == {}
    assert int(response["Content-Length"]) == len(response.content)


def test_a_page_without_the_cookie_is_the_default_after_another_visitors(client: Client) -> None:
    before = client.get("/en/").content
    other = Client(headers={"cookie": f"display={WHITE_ON_BLACK}"}).get("/en/").content
    assert root(before.decode()) == '<html lang="en">'
    assert other != before
    assert client.get("/en/").content == before


# The fixture only sets settings, which are the same for every example.
@hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(st.binary())
def test_any_bytes_as_cookie_give_a_page(raw: bytes) -> None:
    response = Client().get("/en/", HTTP_COOKIE="display=" + raw.decode("latin-1"))
    assert response.status_code == 200
    assert root(response.content.decode()).startswith('<html lang="en"')


def test_streams_and_other_types_are_left_alone(client: Client) -> None:
    assert b"".join(client.get("/stream/")) == b"one two"  # type: ignore[arg-type]
    assert client.get("/plain/").content == b"plain"


def test_a_page_filled_for_one_visitor_loses_its_validators(client: Client) -> None:
    response = client.get("/en/validators/")
    assert not response.has_header("ETag")
    assert not response.has_header("Last-Modified")


def test_a_cache_around_django_gets_the_marks_and_fills_them_the_same_way(client: Client) -> None:
    stored = client.get("/ru/", **{OUTER: True})  # type: ignore[arg-type]
    pieces = cut(stored.content)
    assert [piece.kind for piece in pieces if isinstance(piece, Slot)] == ["root", "head", "bar"]
    for token in ("", WHITE_ON_BLACK, "colours:own.own:000000-ffff00.text-size:200"):
        visitor = Client(headers={"cookie": f"display={token}"})
        assert fill(pieces, Preferences.from_token(token)) == visitor.get("/ru/").content


def test_what_may_not_be_stored_comes_filled_even_to_a_cache(client: Client) -> None:
    for address in ("/en/display/", "/en/nothing-here/"):
        response = client.get(address, **{OUTER: True})  # type: ignore[arg-type]
        assert len(cut(response.content)) == 1
    posted = client.post("/en/", **{OUTER: True})  # type: ignore[arg-type]
    assert len(cut(posted.content)) == 1


def test_an_error_page_made_outside_the_middleware_is_written_filled(rf: RequestFactory) -> None:
    template = engines["django"].from_string("{% load display %}<html{% display_root %}>{% display_bar %}")
    request = rf.get("/en/", HTTP_COOKIE=f"display={WHITE_ON_BLACK}")
    assert 'data-colours="white-on-black"' in template.render({}, request)

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    DisplayMiddleware(answer)(request)
    assert not MARK.search(template.render({}, request))


def test_pictures_are_replaced_on_the_server(client: Client) -> None:
    def pictures(token: str) -> int:
        page: Any = Client(headers={"cookie": f"display={token}"}).get("/en/")
        return int(page.content.count(b"<img"))

    assert [pictures(f"images:{value}") for value in ("shown", "grey", "text")] == [1, 1, 0]


def test_only_the_query_that_a_view_left_goes_into_the_page(rf: RequestFactory) -> None:
    template = engines["django"].from_string("{% load display %}{% display_bar %}")
    request = rf.get("/en/", {"q": "a", "utm_source": "b"})
    request.GET = request.GET.copy()
    del request.GET["utm_source"]
    html = template.render({}, request)
    assert 'name="next" value="/en/?q=a"' in html
    assert "utm_source" not in html
