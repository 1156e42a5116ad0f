"""Whatever is sent to any address, in any field of any form, by anybody: the answer is no fault of ours.

Every address of the URLconf is opened with every nasty value in its place, and in each parameter of a query;
each form found on a page is sent with nasty values in each of its fields, others for each officer. `make
test` sends a selection in which each value, each field and each address stand; with CI=true more.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from press.models import Release, User
from tests.factories import illustrate, make_person, signed_in

WHOLE = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
VALUES = [
    "", "0", "-1", "²", "①", "٣", "3.0", "1e999", "NaN", "9" * 30, "9" * 5_000, "[" * 100_000,
    '{"fields": 1}', '{"fields": {"a": 1}, "files": 1}', "http://[", "//[", "http://a\u2100b/", "%s%(a)s%",
    "{{ 7|add:7 }}", "'\"><", "\u202e", "\ufffe", "\x0b", "0001-01-01T00:00", "9999-12-31T23:59", "None",
    "on", "_5F", "a" * 100_000, "<div>" * 40_000, "&" * 100_000,
]  # fmt: skip
# What addresses and queries can be that long.
SHORT = [value[:3_000] for value in VALUES]
PARAMETERS = [
    "q", "before", "after", "p", "o", "e", "all", "story", "language", "next", "group", "verb", "standing",
    "editions", "order", "problems", "release__language__exact", "release__story__topics__id__exact",
    "at__gte", "at__lt", "is_active__exact", "groups__id__exact", "_popup", "_to_field", "_facets", "pk__in",
    "_changelist_filters", "id__in", "app_label", "model_name", "field_name", "term", "topics", "kept",
]  # fmt: skip


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Yields every address of the URLconf, with `<…>` where something is to be filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + _route(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield here


def _route(pattern: str) -> str:
    """Returns a pattern as an address: `^(?P<number>[0-9]+)\\.gif$` and `<int:number>.gif` alike."""
    written = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).strip("^$").replace("\\.", ".")
    return re.sub(r"<\w+:(\w+)>", r"<\1>", written).removesuffix("\\Z")


# But for one of Django's own, which no page of ours leads to.
ADDRESSES = sorted({f"/{address}" for address in addresses() if not address.startswith("admin/r/")})
_turn = count()


def values(among: list[str], *, all_of: bool = WHOLE, otherwise: int = 2) -> list[str]:
    """Returns the nasty values; or so many, each time the next ones."""
    return among if all_of else [among[next(_turn) % len(among)] for _ in range(otherwise)]


class Field(NamedTuple):
    name: str
    value: str


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: where each is sent to, and its fields as they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Field]]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = named.get("method", "").lower() == "post"
            if self._open:
                self.found.append((named.get("action", ""), []))
        elif self._open and tag in {"input", "textarea", "select", "button"} and named.get("name"):
            unticked = named.get("type") in {"checkbox", "radio"} and "checked" not in named
            self.found[-1][1].append(Field(named["name"], "" if unticked else named.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"


@pytest.fixture
def room(
    make_release: Callable[..., Release], author: User, editor: User, chief: User, topic: Any, contact: Any
) -> dict[str, str]:
    """Returns what stands in addresses of a press room that has one of everything, by name and by kind."""
    draft, live = make_release(state="draft").editions.get(), make_release(contact=contact).editions.get()
    make_release(state="submitted")
    illustrate(draft, by=author)
    person = make_person("Speaker")
    return {
        "pk": str(live.release_id), "slug": live.release.slug, "number": "1", "year": "2023", "month": "3",
        "language": "en", "width": "640", "ext": "jpg", "token": "000000-ffffff", "app_label": "press",
        "edition": str(draft.pk), "live": str(live.pk), "topic": str(topic.pk), "person": str(person.pk),
        "contact": str(contact.pk), "user": str(author.pk), "auditentry": "1",
    }  # fmt: skip


@pytest.fixture(params=["nobody", "author", "editor", "chief"])
def who(request: pytest.FixtureRequest) -> Client:
    client = Client() if request.param == "nobody" else signed_in(request.getfixturevalue(request.param))
    client.raise_request_exception = False
    return client


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Returns what Django answers 500 to, as it happens."""
    found: list[str] = []

    def note(request: Any, **_: Any) -> None:
        found.append(f"{request.method} {request.get_full_path()[:200]} {sys.exception()!r:.200}")

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def filled(address: str, room: dict[str, str], **other: str) -> str:
    """Returns the address with something real in each place, but for those named."""
    model = address.split("/")[3:4]

    def value(place: re.Match[str]) -> str:
        name = place[1]
        if name in other:
            return quote(other[name], safe="")
        return room.get(model[0] if model and name == "object_id" else name, room["edition"])

    return re.sub(r"<(\w+)>", value, address)


def get(who: Client, address: str) -> Any:
    with undone(who):
        return who.get(address)


@contextmanager
def undone(who: Client) -> Iterator[None]:
    """What was changed is as before; and who signed out by it is signed in."""
    before = SimpleCookie(who.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    who.cookies = before


@pytest.mark.parametrize("who", ["nobody", "chief"], indirect=True)
def test_nasty_values_in_addresses_and_queries(who: Client, room: dict[str, str], faults: list[str]) -> None:
    """Of each parameter one value an address: many addresses read it in the same place."""
    is_staff = "_auth_user_id" in who.session
    for address in ADDRESSES:
        for name in re.findall(r"<(\w+)>", address):
            for value in values(SHORT, all_of=WHOLE and is_staff):
                get(who, filled(address, room, **{name: value}))
        if address.startswith("/admin/") != is_staff:
            continue
        for name in PARAMETERS:
            for value in values(SHORT, all_of=False, otherwise=WHOLE or next(_turn) % 6 == 0):
                get(who, f"{filled(address, room)}?{urlencode({name: value})}")
    assert faults == []


def test_nasty_values_in_every_field_of_every_form(
    who: Client, room: dict[str, str], faults: list[str]
) -> None:
    sent = set()
    for address in ADDRESSES:
        for edition in ("edition", "live"):
            page = filled(address, {**room, "edition": room[edition]})
            answer = get(who, page)
            if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
                continue
            for action, fields in Forms(answer.content.decode()).found:
                to = action.split("#")[0] or page
                if (to, names := tuple(sorted(field.name for field in fields))) in sent:
                    continue
                sent.add((to, names))
                _send(who, to, fields)
    assert ("_auth_user_id" in who.session) == any("photographs-TOTAL_FORMS" in names for _to, names in sent)
    assert faults == []


def _send(who: Client, to: str, fields: list[Field]) -> None:
    typed = {field.name: field.value for field in fields}
    for name in typed:
        # Each time the next ones, so that those who fill in the same form send it different values.
        for value in values(VALUES, all_of=False, otherwise=2 if WHOLE else 1):
            file = SimpleUploadedFile("x\u202e.jpg", value.encode(errors="replace"))
            with undone(who):
                who.post(to, {**typed, name: file if name.endswith("-file") else value})
