"""Each visitor gets what Django would have said to them, and nobody else's."""

import pytest
from django.test import Client

from press.models import Topic, User
from press.pagecache.stored_page import open_opening
from press.pagecache.visitors import get_visitor
from press.public.feeds import JsonFeed
from tests.press.pagecache.client import DISPLAYS, Build, Cache, decoded


def test_each_visitor_gets_to_the_byte_what_django_says_to_them(
    cache: Cache, client: Client, make_release: Build, topic: Topic
) -> None:
    release = make_release(title="Встреча", language="ru")
    release.story.topics.add(topic)
    addresses = [
        *("/ru/", "/ru/releases/", "/ru/archive/", "/ru/topics/elections/", "/ru/feed.atom", "/ru/feed.json"),
        *("/ru/search/?q=встреча", "/ru/accessibility/", "/ru/about-views/", "/sitemap.xml", "/robots.txt"),
        release.get_absolute_url(),
    ]
    wrong = []
    for address in addresses:
        for display in DISPLAYS:
            cookie = {"cookie": f"other=1; display={display}"} if display else {}
            right = client.get(address, headers=cookie)
            assert right.status_code == 200
            for coding in ("", "gzip", "br", "gzip, deflate, br"):
                for _again in range(3):
                    answer = cache.get(address, accept_encoding=coding, **cookie)
                    if decoded(answer) != right.content:
                        wrong.append((address, display, coding))
                    if answer.headers["content-length"] != str(len(answer.body)):
                        wrong.append((address, display, "length"))
    assert wrong == []
    # What begins with nothing of a visitor's, as feeds do, is remembered for none of them.
    visitors = [get_visitor(f"display={display}") for display in DISPLAYS]
    assert [bool(each.openings) for each in visitors] == [True] * len(DISPLAYS)
    assert all(open_opening(opening).slots for each in visitors for opening in each.openings)
    # With images and without: of each page two were rendered.
    assert len(cache.asked) == 2 * len(addresses)


def test_it_says_what_django_says_of_the_page(cache: Cache, client: Client, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    right = {name.lower(): value for name, value in client.get(address).headers.items()}
    said = cache.get(address).headers
    assert said.pop("etag").startswith('"')
    assert said.pop("last-modified").endswith(" GMT")
    assert said == right | {"vary": "Accept-Encoding", "cache-control": "no-cache"}


def test_an_officer_who_is_signed_in_reads_the_same_public_page(
    cache: Cache, client: Client, editor: User, make_release: Build
) -> None:
    address = make_release().get_absolute_url()
    client.force_login(editor)
    session = f"sessionid={client.cookies['sessionid'].value}"
    assert cache.get(address, cookie=session) == cache.get(address)
    assert len(cache.asked) == 1


def test_head_says_all_but_the_body(cache: Cache, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    head = cache.get(address, "HEAD")
    assert head.body == b""
    assert cache.get(address)[:2] == head[:2]
    assert len(cache.asked) == 1


def test_what_has_not_changed_is_not_sent_again(cache: Cache, make_release: Build) -> None:
    address = make_release().get_absolute_url()
    tags = {
        (display, coding): cache.get(address, cookie=f"display={display}", accept_encoding=coding).headers[
            "etag"
        ]
        for display in DISPLAYS
        for coding in ("", "gzip")
    }
    assert len(set(tags.values())) == len(tags)
    for (display, coding), tag in tags.items():
        sent = {"cookie": f"display={display}", "accept_encoding": coding}
        again = cache.get(address, if_none_match=f'"other", W/{tag}', **sent)
        assert again.status == "304 Not Modified"
        assert again.body == b""
        assert again.headers["etag"] == tag
        assert "content-security-policy" in again.headers
        assert "content-length" not in again.headers
        assert cache.get(address, if_none_match='"other"', **sent).status == "200 OK"
    assert Cache().get(address).headers["etag"] == tags["", ""], "another process says another"


def test_what_is_not_a_page_for_everyone_is_django_s(
    cache: Cache, client: Client, make_release: Build
) -> None:
    gone = make_release(state="removed", title="Removed")
    public = make_release(title="Meeting")
    asked = {
        "/en/nothing/": "404 Not Found",
        f"/en/releases/{public.pk}-other/": "301 Moved Permanently",
        gone.get_absolute_url(): "410 Gone",
        "/admin/login/": "200 OK",
        "/en/display/": "200 OK",
        "/healthz": "200 OK",
    }
    for address, status in asked.items():
        for display in DISPLAYS[:2]:
            answer = cache.get(address, cookie=f"display={display}")
            assert answer.status == status
            if "html" in answer.headers["content-type"] and answer.body:
                assert (b'data-colours="white-on-black"' in answer.body) == bool(display)
    assert len(cache.asked) == 2 * len(asked)
    assert cache.get("/en/releases/", "OPTIONS").status == "405 Method Not Allowed"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "kk"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de, en;q=0.5", "en"), ("*", "kk"), ("\x00;;q=x", "kk")],
)
def test_the_bare_address_leads_to_the_readers_language(cache: Cache, header: str, language: str) -> None:
    for _again in range(2):
        answer = cache.get("/", accept_language=header)
        assert (answer.status, answer.headers["location"]) == ("302 Found", f"/{language}/")
        assert answer.headers["vary"] == "Accept-Language"
    assert len(cache.asked) == 1


def test_no_header_query_or_host_poisons_a_page(cache: Cache, client: Client, make_release: Build) -> None:
    canary = "quokka.example"
    address = make_release().get_absolute_url()
    right = client.get(address).content
    hostile = {
        "x_forwarded_host": canary,
        "x_forwarded_proto": canary,
        "x_forwarded_for": canary,
        "x_original_url": f"/{canary}",
        "x_rewrite_url": f"/{canary}",
        "x_http_method_override": "POST",
        "forwarded": f"host={canary}",
        "accept_language": "ru",
        "authorization": f"Basic {canary}",
        "origin": f"https://{canary}",
        "referer": f"https://{canary}/",
        "range": "bytes=0-1",
        "user_agent": canary,
        "cookie": f"display={canary}; sessionid={canary}; csrftoken={canary}; django_language=ru",
    }
    for query in ("", f"?utm_source={canary}", f"?before=&q={canary}", "?a" * 200):
        cache.get(address + query, **hostile)
    assert cache.get(address).body == right
    assert len(cache.asked) == 1
    assert cache.get(address, host=canary).status == "400 Bad Request"
    assert cache.get(address).body == right


def test_a_public_page_of_any_content_type_is_kept(
    cache: Cache, client: Client, make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release()
    monkeypatch.setattr(JsonFeed, "content_type", "application/x-new-feed")
    for _again in range(2):
        answer = cache.get("/en/feed.json")
        assert (answer.status, answer.headers["content-type"]) == ("200 OK", "application/x-new-feed")
    assert len(cache.asked) == 1
