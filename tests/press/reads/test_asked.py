"""What a beacon asks and is answered: no robots, no guesses ahead, no other sites."""

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from press.reads import log as logs
from press.reads.filtering import is_from_our_page, is_robot
from press.reads.log import unpack
from tests.press.reads.records import logged, microseconds
from tests.processes import FROM_OUR_PAGE, READER

READING = {"user-agent": READER, **FROM_OUR_PAGE}
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize("number", ["1", "0", "9223372036854775808", "9" * 5000])
def test_the_beacon_answers_the_same_whatever_the_id(client: Client, number: str) -> None:
    for method, address, status, content, kept in (
        (client.post, f"/read/{number}", 204, b"", "no-store"),
        (client.get, f"/read/{number}.gif", 200, None, "private, max-age=1800"),
    ):
        answer = method(address, headers=READING)
        assert answer.status_code == status
        assert answer["Cache-Control"] == kept
        assert content is None or answer.content == content
        assert not answer.cookies


def test_the_beacon_asks_no_database_and_needs_no_token() -> None:
    # Without the `db` mark any query would fail the test.
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("reads:count", args=[7]), headers=READING).status_code == 204
    pixel = strict.get(reverse("reads:pixel", args=[8]), headers=READING)
    assert pixel["Content-Type"] == "image/gif"
    assert pixel.content.startswith(b"GIF89a")
    strict.head("/read/9.gif", headers=READING)
    assert sorted(logged()) == [7, 8]


def test_the_log_keeps_an_id_and_a_moment_and_nothing_of_the_reader(client: Client) -> None:
    before = microseconds(timezone.now()) - 1
    client.post(
        "/read/42", headers={"user-agent": READER, "cookie": "display=c2", "referer": "http://testserver/en/"}
    )
    (path,) = Path(settings.READ_LOG_DIR).glob("*.reads")
    assert path.stat().st_size == logs.RECORD_BYTES
    ((release, moment),) = unpack(path.read_bytes())[0]
    assert release == 42
    assert before <= moment <= microseconds(timezone.now()) + 1
    assert socket.gethostname().split(".")[0] in path.name


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "http://testserver"}, True),
        ({"referer": "http://testserver/en/releases/1-a/"}, True),
        ({"origin": "HTTP://TESTSERVER"}, True),
        ({"origin": "http://testserver", "referer": "http://elsewhere.example/"}, True),
        ({**FROM_OUR_PAGE, "sec-purpose": "neither"}, True),
        ({**FROM_OUR_PAGE, "user-agent": ""}, False),
        ({**FROM_OUR_PAGE, "user-agent": "  "}, False),
        ({**FROM_OUR_PAGE, "user-agent": GOOGLE}, False),
        ({**FROM_OUR_PAGE, "user-agent": "curl/8.14.1"}, False),
        ({**FROM_OUR_PAGE, "sec-purpose": "prefetch"}, False),
        ({**FROM_OUR_PAGE, "sec-purpose": "prefetch;prerender"}, False),
        ({**FROM_OUR_PAGE, "sec-purpose": "Prerender"}, False),
        ({**FROM_OUR_PAGE, "purpose": "prefetch"}, False),
        ({**FROM_OUR_PAGE, "x-moz": "prefetch"}, False),
        ({**FROM_OUR_PAGE, "x-purpose": "preview"}, False),
        # Said nothing of where it comes from, or nothing that says it.
        ({}, False),
        ({"sec-fetch-site": "", "origin": "", "referer": ""}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "http://elsewhere.example", "referer": "http://testserver/en/"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[broken"}, False),
        ({"referer": "http://elsewhere.example/testserver"}, False),
        # The first that is there decides: a page can't set Sec-Fetch-Site.
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
    ],
)
def test_only_a_readers_own_request_is_counted(client: Client, headers: dict[str, str], counts: bool) -> None:
    sent = {"user-agent": READER} | headers
    assert client.post("/read/1", headers=sent).status_code == 204
    assert client.get("/read/2.gif", headers=sent).status_code == 200
    assert logged() == ([1, 2] if counts else [])


def test_ours_is_the_host_that_was_asked_and_behind_none_the_servers_name() -> None:
    origin = {"HTTP_ORIGIN": "https://press.example:8443"}
    asked: list[dict[str, str]] = [
        {"HTTP_HOST": "Press.Example:8443", "SERVER_NAME": "inside"},
        {"SERVER_NAME": "press.example:8443"},
        {"HTTP_HOST": "press.example", "SERVER_NAME": "press.example:8443"},
    ]
    assert [is_from_our_page(origin | host) for host in asked] == [True, True, False]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("7", [7]),
        ("0" * 18 + "7", [7]),
        ("0" * 19 + "7", []),
        ("9223372036854775807", [2**63 - 1]),
        ("9223372036854775808", []),
    ],
)
def test_only_what_can_be_a_releases_number_is_kept(client: Client, number: str, kept: list[int]) -> None:
    assert client.post(f"/read/{number}", headers=READING).status_code == 204
    assert logged() == kept


def test_a_user_agent_made_to_keep_the_robots_list_busy_is_cut(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("press.reads.filtering._detector.is_crawler", lambda agent: asked.append(agent))
    client.post("/read/1", headers={**FROM_OUR_PAGE, "user-agent": "Mozilla/5.0 " + "a" * 100_000})
    assert [len(agent) for agent in asked] == [256]
    is_robot.cache_clear()
