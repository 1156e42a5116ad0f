"""A hundred thousand characters in every field and header: no fault, and no answer that takes for ever.

A fuse, not a measurement: the bound is far above what any answer takes, and below what one takes whose time
grows with the square of its length. It counts the processor's time of this process, so a busy machine does
not blow it.
"""

import time
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.test import Client

from press.models import Edition, Release, User
from tests.corpora.reading import is_whole, sample
from tests.factories import signed_in
from tests.press.desk.forms import page_of, written
from tests.press.pagecache.client import Cache
from tests.press.pagecache.conftest import alone_on_its_machine  # noqa: F401 - the wrapper asks no thread

CHARACTERS = 100_000
SECONDS = 2.0

UNITS = [
    "a", "a ", "а ", "Ё", "İ", "ﷺ", "e\u0301", "\u200b", "\U0001f600", "²", "0", "-", ".", "..", "/", "\\",
    "%25", "%00", "_", "*", "(a+)+", "[", "^", "|", "?", "&", "&#x3c;", "<", "<a ", "</a>", "<!--", "\"", "'",
    ";", ", ", "a=b;", "q=0.1,", "en-", "W/\"a\", ", "@", "\t", "{{",
]  # fmt: skip
HEADERS = [
    "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Cookie", "Origin", "Referer",
    "If-None-Match", "If-Modified-Since", "Range", "X-Forwarded-For", "Sec-Fetch-Site",
]  # fmt: skip
QUESTIONS = [
    "/en/search/?q=",
    "/ru/releases/?before=",
    "/kk/display/?next=",
    "/en/",
    "/admin/press/edition/?q=",
]
FIELDS = ["title", "lead", "dateline", "courtesy", "slug", "publish_at", "version"]


class Flood(NamedTuple):
    where: str
    unit: str

    def text(self, beginning: str = "x") -> str:
        return (beginning + self.unit * (CHARACTERS // len(self.unit)))[:CHARACTERS]


PLACES = [*HEADERS, *QUESTIONS, *FIELDS]
FLOODS = [Flood(where, unit) for where, unit in product(PLACES, UNITS)]
# Each a test of its own, for the processes to share.
PARTS = 4 if is_whole() else 1


class Flooded:
    """The site, asked with a flood; each answer's status and how long the processor was at it."""

    def __init__(self, cache: Cache, officer: User, draft: Edition) -> None:
        self._cache, self._desk, self._draft = cache, signed_in(officer), draft

    def answer(self, flood: Flood) -> tuple[int, float]:
        began = time.process_time()
        status = self._status(flood)
        return status, time.process_time() - began

    def _status(self, flood: Flood) -> int:
        if flood.where in HEADERS:
            header = {flood.where: flood.text().encode("utf-8").decode("latin-1")}
            read = Client().post("/read/1", headers=header).status_code
            return max(int(self._cache.get("/en/", **header).status[:3]), read)
        if flood.where in FIELDS:
            typed = written(self._draft, **{flood.where: flood.text()})
            return self._desk.post(page_of(self._draft), typed).status_code
        path, _, name = flood.where.partition("?")
        asked: Any = {name.removesuffix("="): flood.text()} if name else {}
        address = path if name else path + flood.text()
        return (self._desk if path.startswith("/admin/") else Client()).get(address, asked).status_code


@pytest.fixture
def flooded(author: User, make_release: Callable[..., Release], db: None) -> Flooded:
    make_release(title="Chairman met with observers")
    return Flooded(Cache(), author, make_release(state="draft").editions.get())


@pytest.mark.parametrize("part", range(PARTS))
def test_no_flood_is_a_fault_or_takes_for_ever(part: int, flooded: Flooded) -> None:
    flooded.answer(FLOODS[0])  # what is loaded once is loaded
    found = []
    for flood in sample(FLOODS)[part::PARTS]:
        status, seconds = flooded.answer(flood)
        if status >= 500 or seconds > SECONDS:
            found.append((flood, status, seconds))
    assert found == []
