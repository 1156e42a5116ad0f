"""Django's own bad addresses and hosts: nobody is sent elsewhere, no page repeats another's host."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.http import url_has_allowed_host_and_scheme

from press.models import AuthenticatorApp, Release, User
from tests.corpora.reading import bad_addresses, bad_hosts, sample
from tests.factories import code_of, make_app, make_person, make_topic, signed_in
from tests.press.pagecache.client import Cache
from tests.press.pagecache.conftest import alone_on_its_machine  # noqa: F401 - the wrapper asks no thread

pytestmark = pytest.mark.one_database

HERE = "http://testserver"
# In every corpus's addresses and hosts, and nowhere here.
ELSEWHERE = re.compile(rb"example\.com|evil\.tld|otherserver|recovermypassword|elsewhere\.example")
# It once was a 500: Python's urlsplit refuses it.
UNCLOSED = "http://[2001:cdba:0000:0000:0000:0000:3257:9652/"
# As proxies say which host was asked; here none is believed.
_HOST_NAMES = ("X-Forwarded-Host", "X-Host", "X-Original-Host", "X-Forwarded-Server", "X-HTTP-Host-Override")
FORWARDED = dict.fromkeys(_HOST_NAMES, "elsewhere.example") | {
    "Forwarded": "host=elsewhere.example",
    "X-Original-URL": "//elsewhere.example/",
}


def leads_elsewhere(location: str, page: str = "/en/") -> bool:
    """Whether a browser sent there leaves this host (URL Standard, 4.4: to it a backslash is a slash)."""
    read = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", location).replace("\\", "/")
    read = re.sub(r"^(https?:)/*", r"\1//", re.sub("^/{2,}", "//", read))
    try:
        target = urlsplit(urljoin(HERE + page, read))
    except ValueError:
        return True
    return f"{target.scheme}://{target.netloc}" != HERE


def senders(address: str, author: User) -> Iterator[tuple[str, Any]]:
    """Yields every answer that may send the asker on to the address that came with the question."""
    query, typed = urlencode({"next": address}), {"next": address}
    for accept in ("text/html", "application/json"):
        yield (
            "display",
            Client().post("/en/display/", {"colours": "dark", **typed}, headers={"accept": accept}),
        )
        yield "display refused", Client().post(
            f"/en/display/?{query}", {"colours": "own", "text": "777777", "background": "777777", **typed},
            headers={"accept": accept},
        )  # fmt: skip
    signing_in = {"username": "author", "password": "correct horse battery", **typed}
    yield "sign-in", Client().post(f"/admin/login/?{query}", signing_in)
    yield "signed in already", signed_in(author).get(f"/admin/login/?{query}")
    yield "language", signed_in(author).post(f"/admin/language/?{query}", {"language": "en", **typed})
    yield "sign-out", signed_in(author).post(f"/admin/logout/?{query}", typed)
    yield "saved", signed_in(author).post(f"/admin/press/edition/add/?{query}", typed)
    given = {"verb": "confirm", "code": code_of(AuthenticatorApp.objects.first() or make_app(author))}
    yield "second factor", signed_in(author).post(f"/admin/second-factor/?{query}", {**given, **typed})
    # The address as the path: a slash is appended to it, or the language put before it.
    for before in ("", "/", "/en", "/en/releases/", "/admin/"):
        for secure in (True, False):
            yield f"path after {before}", Client().get("/", PATH_INFO=before + address, secure=secure)


def test_nobody_is_sent_elsewhere(author: User) -> None:
    found, sent_on = [], 0
    offered = sample(bad_addresses(), every=4, always=[UNCLOSED])
    for address in offered:
        assert leads_elsewhere(address) or not url_has_allowed_host_and_scheme(address, {"testserver"})
        for name, answer in senders(address, author):
            assert answer.status_code < 500, name
            location = answer.headers.get("Location", "")
            sent_on += bool(location)
            if location and leads_elsewhere(location):
                found.append((name, address, location))
            found += [(name, address, link) for link in _links(answer) if leads_elsewhere(link)]
    assert found == []
    assert sent_on > 5 * len(offered)


def _links(answer: HttpResponse) -> list[str]:
    """Returns what leads somewhere in a page, but for what leads to the site's own whole address."""
    found = re.findall(rb'\s(?:href|action|formaction|src)="([^"]*)"', answer.content)
    links = [link.decode().replace("&amp;", "&") for link in found]
    return [
        link for link in links if not link.startswith(("http://127.0.0.1:8000", "mailto:", "tel:", "data:"))
    ]


def test_what_leads_elsewhere_is_known() -> None:
    elsewhere = [
        "//example.com",
        "/\\example.com",
        "http:\\\\example.com",
        "\t//example.com",
        "javascript:x",
        "http:x",
    ]
    assert [address for address in elsewhere if not leads_elsewhere(address)] == []
    assert [address for address in ("/en/", "?a=//example.com", "", "#x") if leads_elsewhere(address)] == []


@pytest.fixture
def pages(make_release: Callable[..., Release], author: User) -> list[str]:
    """The addresses of every kind of public page, with something on each; errors too."""
    live, withdrawn, removed = (make_release(state=state) for state in ("live", "withdrawn", "removed"))
    live.story.topics.add(make_topic("Water"))
    live.story.people.add(make_person("Speaker"))
    at = live.first_published_at
    assert at
    tails = [
        "", "releases/", "archive/", f"archive/{at:%Y}/", f"archive/{at:%Y}/{at.month}/", "topics/water/",
        "people/speaker/", "search/", "search/?q=Chairman", "display/", "accessibility/", "about-views/",
        "feed.atom", "feed.rss", "feed.json", "not-there/",
    ]  # fmt: skip
    own = [release.get_absolute_url() for release in (live, withdrawn, removed)]
    machines = [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
        "/readyz",
        f"/read/{live.pk}.gif",
        "/media/1/400.jpg",
    ]
    desk = ["/admin/", "/admin/login/", "/admin/press/edition/add/", "/admin/not-there/"]
    return [
        *machines,
        *desk,
        *own,
        f"{own[0]}history/",
        f"/en/releases/{live.pk}/",
        *(f"/en/{tail}" for tail in tails),
    ]


def test_no_page_is_shown_under_another_host_or_repeats_it(pages: list[str], cache: Cache) -> None:
    found = []
    for host in [
        *bad_hosts(),
        "elsewhere.example",
        "testserver.elsewhere.example",
        "testserver@elsewhere.example",
    ]:
        for page in pages:
            answer = Client().get(page, headers={"host": host})
            if answer.status_code != 400 and page not in ("/healthz", "/readyz"):
                found.append((host, page, answer.status_code))
            found += [(host, page, "repeated")] if repeats(answer.content, answer.headers) else []
            kept = cache.get(page, HOST=host)
            found += [(host, page, "kept")] if repeats(kept.body, kept.headers) else []
    assert found == []


def test_what_proxies_say_of_the_host_is_not_believed(pages: list[str], cache: Cache) -> None:
    found = []
    for page in pages:
        answer, kept = Client().get(page, headers=FORWARDED), cache.get(page, **FORWARDED)
        assert answer.status_code != 400, page
        if repeats(answer.content, answer.headers) or repeats(kept.body, kept.headers):
            found.append(page)
    assert found == []


def repeats(body: bytes, headers: Any) -> bool:
    return bool(ELSEWHERE.search(body) or ELSEWHERE.search(str(dict(headers)).encode()))


@pytest.fixture
def cache(db: None) -> Cache:
    return Cache()
