"""Reads are counted before Django is entered."""

from pathlib import Path
from typing import Any

from django.test import Client

from press.reads.log import unpack
from tests.press.pagecache.client import READER, Cache


def test_a_read_is_counted_before_django_and_answered_as_django_does(
    cache: Cache, client: Client, settings: Any
) -> None:
    for method, address, counts in (
        ("POST", "/read/7", 1),
        ("GET", "/read/7.gif", 1),
        ("HEAD", "/read/7.gif", 0),
    ):
        right = client.generic(method, address)
        for agent, more in ((READER, counts), ("Googlebot/2.1", 0)):
            before = reads(settings)
            said = cache.get(address, method, user_agent=agent, sec_fetch_site="same-origin")
            assert (said.status.split()[0], said.body) == (str(right.status_code), right.content)
            assert said.headers["cache-control"] == right.headers["Cache-Control"]
            assert reads(settings) - before == more
    assert len(cache.asked) == 3
    assert cache.get("/read/7", user_agent=READER).status == "405 Method Not Allowed"


def test_what_one_address_adds_is_bounded_there_and_in_django_together(
    cache: Cache, client: Client, settings: Any
) -> None:
    settings.READS_PER_ADDRESS_HOUR = 3
    headers = {"user_agent": READER, "sec_fetch_site": "same-origin"}
    answers = [cache.get("/read/7", "POST", **headers)[::2] for _ in range(5)]
    assert set(answers) == {("204 No Content", b"")}
    assert reads(settings) == 3
    client.post("/read/7", headers={"user-agent": READER, "sec-fetch-site": "same-origin"})
    cache.get("/read/7.gif", **headers)
    assert reads(settings) == 3


def reads(settings: Any) -> int:
    return sum(len(unpack(path.read_bytes())[0]) for path in Path(settings.READ_LOG_DIR).glob("*.reads"))
