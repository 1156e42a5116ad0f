"""Every payload in every field that an officer writes, on every page that shows it."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client

from press.models import User
from tests.corpora.reading import is_whole, payloads, sample
from tests.corpora.saying import (
    DESK_LISTS,
    FEEDS,
    PUBLIC_LISTS,
    Officers,
    Saying,
    publish,
    refused_form,
    taken_down,
)
from tests.corpora.shapes import brought_in, unexpected_in_text
from tests.factories import signed_in
from tests.press.desk.forms import ADD

HARMLESS = "Harmless words"
# Harmless too, but for the content rules: the desk has buttons for what they find, and errors that stand.
FOUND_WANTING = (
    'Harmless "words" today, as well as (c) http://example.org/ tomorrow, "at noon" ',
    "123456789",
)
# Harmless too, and yet answered otherwise: nothing, a number, one word, no character, what no title keeps
# and which makes a shorter one, too long a text.
OTHERWISE = (
    "",
    "1",
    "harmless",
    "Harmless\0",
    "ab\u202b",
    f"ab{' ' * 40}",
    *(HARMLESS * times for times in (10, 16, 20, 50)),
)
# In a feed once an address that runs, and an element of a lead.
FOUND_SOMETHING = ["<a href=java&#1script:alert(1)>x</a>", "&lt;img src=x onerror=alert(1)&gt;"]
# Each a test of its own, for the processes to share.
PARTS = 4 if is_whole() else 1
HALVES = 2 if is_whole() else 1  # each makes the harmless pages anew
# As many releases as stand beside each other in lists; the feeds hold all of them.
AT_ONCE = 20
# How many kinds of rarer pages `Saying.pages` takes in turn.
KINDS = 7
_LINKED_DATA = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def officers(author: User, editor: User, chief: User) -> Officers:
    return Officers(author, editor, chief)


class PressRoom:
    """Whoever reads its pages."""

    def __init__(self, officers: Officers) -> None:
        self.officers = officers
        self.reader, self.author, self.chief = Client(), signed_in(officers.author), signed_in(officers.chief)

    def pages_of(self, saying: Saying, number: int) -> dict[str, str]:
        """Returns each page of one release by the name of its kind; afterwards it is removed."""
        pages = {f"{at} of {number}": self.get(url) for at, url in enumerate(saying.pages(number))}
        pages["refused"] = self.refuse(saying.text)
        pages |= {how: self.ask(taken_down(saying, self.officers, how)) for how in ("withdraw", "remove")}
        return pages

    def refuse(self, text: str) -> str:
        """Returns the desk's form that says the text in every field, with why it was not saved."""
        answer = self.author.post(ADD, refused_form(text))
        assert answer.status_code == 422
        return str(answer.content.decode())

    def lists(self) -> dict[str, str]:
        return {address: self.get(address) for address in PUBLIC_LISTS + FEEDS + DESK_LISTS}

    def get(self, address: str) -> str:
        answer = self._client(address).get(address)
        assert answer.status_code == 200, f"{address} is {answer.status_code}"
        return str(answer.content.decode())

    def ask(self, address: str) -> str:
        """Returns an answer of any status but a fault."""
        answer = self._client(address).get(address)
        assert answer.status_code < 500, f"{address} is {answer.status_code}"
        return str(answer.content.decode())

    def _client(self, address: str) -> Client:
        is_desk = address.startswith("/admin/") and "login" not in address
        return self.chief if is_desk else self.reader


def what_came(page: str, *harmless: str) -> list[str]:
    """Returns what the text brought into a page; its data for machines must be well-formed."""
    for data in _LINKED_DATA.findall(page):
        json.loads(data)
    return brought_in(page, *harmless)


def brought_into_feed(address: str, feed: str) -> list[str]:
    """Returns what a feed says that no press release may, of what its reader shows as HTML."""
    if address.endswith("json"):
        texts = [item["content_html"] for item in json.loads(feed)["items"]]
    else:
        # Atom's content, RSS's description and content:encoded.
        names = {f"{ATOM}content", "description", "{http://purl.org/rss/1.0/modules/content/}encoded"}
        texts = [each.text or "" for each in ET.fromstring(feed).iter() if each.tag in names]  # noqa: S314
    assert texts
    return [each for text in texts for each in unexpected_in_text(text)]


@pytest.mark.parametrize("half", range(HALVES))
def test_no_text_brings_an_element_of_its_own_onto_any_page(half: int, officers: Officers) -> None:
    # Each ninth: payloads of a kind stand together, and each is published and read on a dozen pages. All of
    # them are cleaned in test_markup.py, and stand on these pages in tests/browser/test_hostile_markup.py.
    offered = sample(payloads(), every=120, every_whole=9, always=FOUND_SOMETHING)
    texts = [text for text in offered if text][half::HALVES]
    room = PressRoom(officers)
    with taken_back():
        said = [publish(HARMLESS, number, officers) for number in range(AT_ONCE)]
        harmless = {kind: [page] for kind, page in room.lists().items()}
        for number in range(KINDS):
            harmless |= {kind: [page] for kind, page in room.pages_of(said[number], number).items()}
        harmless["refused"] += [room.refuse(text) for text in OTHERWISE]
    for text in FOUND_WANTING:
        with taken_back():
            said = [publish(text, number, officers) for number in range(AT_ONCE)]
            for number in range(KINDS):
                for kind, page in room.pages_of(said[number], number).items():
                    harmless[kind].append(page)
    found: list[tuple[str, str, list[str]]] = []
    for at in range(0, len(texts), AT_ONCE):
        with taken_back():
            said = [publish(text, number, officers) for number, text in enumerate(texts[at : at + AT_ONCE])]
            pages = [("", kind, page) for kind, page in room.lists().items()]
            for number, one in enumerate(said):
                pages += [(one.text, kind, page) for kind, page in room.pages_of(one, number % KINDS).items()]
        for text, kind, page in pages:
            new = brought_into_feed(kind, page) if kind in FEEDS else what_came(page, *harmless[kind])
            found += [(kind, text, new)] if new else []
    assert found == []


@contextmanager
def taken_back() -> Iterator[None]:
    """Leaves the database as it was: the desk's form lists all that there is, and would grow with each."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_that_is_asked_for_comes_back_as_an_element(part: int, officers: Officers) -> None:
    room, found = PressRoom(officers), []
    asked = [asked_with(text) for text in (HARMLESS, *OTHERWISE)]
    harmless = {kind: [room.ask(each[kind]) for each in asked] for kind in asked[0]}
    for number, text in list(enumerate(sample(payloads())))[part::PARTS]:
        # At every other address, and its neighbour, of the same kind, at the others.
        for kind, address in list(asked_with(text).items())[number % 2 :: 2]:
            if new := what_came(room.ask(address), *harmless[kind]):
                found.append((kind, text, new))
    assert found == []


def asked_with(text: str) -> dict[str, str]:
    """Returns the addresses whose answers say again what they were asked with."""
    path = quote(text, safe="")
    return {
        "search": f"/ru/search/?{urlencode({'q': text})}",
        "display": f"/kk/display/?{urlencode({'next': text, 'colours': text})}",
        "page": f"/en/releases/?{urlencode({'before': text})}",
        "release": f"/en/releases/{path}/",
        "topic": f"/en/topics/{path}/",
        "sign-in": f"/admin/login/?{urlencode({'next': text})}",
        "desk's list": f"/admin/press/topic/?{urlencode({'q': text, 'o': text})}",
        "desk": f"/admin/press/edition/add/?{urlencode({'language': text})}",
    }


def test_what_is_looked_for_is_found_in_a_page_that_says_a_payload_as_it_is(officers: Officers) -> None:
    page = PressRoom(officers).ask(asked_with(HARMLESS)["search"])
    assert what_came(page, page) == []
    texts = sample(payloads())
    seen = [text for text in texts if what_came(page.replace(HARMLESS, text), page)]
    assert len(seen) > len(texts) // 3
