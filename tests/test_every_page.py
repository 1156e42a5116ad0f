"""What is not public is nowhere, and every link of what is public leads somewhere: every page is read."""

import datetime
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Edition, Person, Release, Topic, User
from tests.canary import CANARY, SLUG, WORD, make_secret, read
from tests.factories import make_person, make_topic

LANGUAGES = ("kk", "ru", "en")
SITE = "http://127.0.0.1:8000"
YEAR = datetime.timedelta(days=365)


@pytest.fixture
def person(db: None) -> Person:
    return make_person("Speaker")


@pytest.fixture
def secret(author: User, topic: Topic, person: Person) -> Callable[..., Edition]:
    """Returns a builder of a draft that says the canary in every field that a reader could see."""

    def build() -> Edition:
        edition = make_secret(by=author, topic=topic, person=person)
        story = edition.release.story
        story.pinned_until = timezone.now() + YEAR
        story.save()
        return edition

    return build


def lists(edition: Edition) -> list[str]:
    """Returns every public address that is not the release's own."""
    day = timezone.localtime()
    found = ["/sitemap.xml", "/robots.txt", "/"]
    for language in LANGUAGES:
        root = f"/{language}/"
        found += [
            root + tail
            for tail in (
                "",
                "releases/",
                "archive/",
                "topics/",
                "topics/elections/",
                "people/",
                "people/speaker/",
            )
        ]
        found += [
            root + tail
            for tail in ("feed.atom", "feed.rss", "feed.json", "display/", "accessibility/", "contacts/")
        ]
        found += [f"{root}search/", f"{root}search/?q={WORD}", f"{root}search/feed.atom?q={WORD}"]
        for year in (day.year, (day + YEAR).year):
            found += [f"{root}archive/{year}/"]
            found += [f"{root}archive/{year}/{month}/" for month in range(1, 13)]
    return found


def own(edition: Edition) -> list[str]:
    """Returns the release's own addresses: with its slug, without, with another, its history, other cases."""
    pk, slug = edition.release_id, edition.release.slug
    found = []
    for language in LANGUAGES:
        for last in (f"{pk}-{slug}", f"{pk}-other", f"{pk}", f"{pk}-"):
            root = f"/{language}/releases/{last}/"
            found += [root, f"{root}history/", f"{root}history/1/", f"{root}history/2/"]
    return found


def media(edition: Edition) -> list[str]:
    return [
        f"/media/{rendition.photograph_id}/{rendition.width}.{extension}"
        for used in edition.illustrations.all()
        for rendition in used.photograph.renditions.all()
        for extension in ("jpg", "jpeg", "webp", "avif")
    ]


def leaks(client: Client, addresses: list[str]) -> list[tuple[str, int]]:
    """Returns the addresses, with their status, whose answer tells the text, the slug or a picture."""
    found = []
    for address in addresses:
        response = client.get(address)
        said = read(response)
        told = CANARY in said or (SLUG in said and SLUG not in address)
        is_picture = address.startswith("/media/") and response.status_code == 200
        if told or is_picture:
            found.append((address, response.status_code))
    return found


def draft(edition: Edition, **_: Any) -> None:
    """Left as it is."""


def submitted(edition: Edition, *, author: User, **_: Any) -> None:
    publishing.submit(edition, by=author)


def scheduled(edition: Edition, *, author: User, editor: User, **_: Any) -> None:
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor, live_from=timezone.now() + datetime.timedelta(seconds=90))


def removed(edition: Edition, *, author: User, editor: User, chief: User, **_: Any) -> None:
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    publishing.remove(edition.release, by=chief, reason="Published by mistake.")


NOT_PUBLIC = [draft, submitted, scheduled, removed]


@pytest.mark.parametrize("state", NOT_PUBLIC, ids=[state.__name__ for state in NOT_PUBLIC])
def test_what_is_not_public_is_on_no_public_address(
    state: Callable[..., None],
    secret: Callable[..., Edition],
    client: Client,
    author: User,
    editor: User,
    chief: User,
) -> None:
    edition = secret()
    state(edition, author=author, editor=editor, chief=chief)
    addresses = lists(edition) + own(edition) + media(edition)
    assert len(media(edition)) > 0
    assert leaks(client, addresses) == []


def test_an_unpublished_address_is_404_and_a_removed_one_is_410_with_the_reason(
    secret: Callable[..., Edition], client: Client, author: User, editor: User, chief: User
) -> None:
    edition = secret()
    address = edition.release.get_absolute_url()
    assert client.get(address).status_code == 404
    removed(edition, author=author, editor=editor, chief=chief)
    gone = client.get(address)
    assert gone.status_code == 410
    assert "Published by mistake." in gone.content.decode()


def test_the_correction_in_work_is_not_public_while_the_first_edition_is(
    make_release: Callable[..., Release], client: Client, author: User, editor: User
) -> None:
    release = make_release(title="What everybody may read")
    second = publishing.start_edition(release, by=author)
    publishing.revise(
        second, by=author, title=f"Title {CANARY}", body=f"<p>{CANARY}</p>", correction_note=CANARY
    )
    addresses = lists(second) + own(second)
    assert leaks(client, addresses) == []
    publishing.submit(second, by=author)
    publishing.approve(second, by=editor, live_from=timezone.now() + datetime.timedelta(seconds=90))
    assert leaks(client, addresses) == []
    assert client.get(release.get_absolute_url()).status_code == 200


def test_a_withdrawn_text_is_only_at_its_own_address_under_the_banner(
    secret: Callable[..., Edition], client: Client, author: User, editor: User
) -> None:
    edition = secret()
    publishing.submit(edition, by=author)
    publishing.approve(edition, by=editor)
    release = edition.release
    assert len(leaks(client, lists(edition))) > 0  # the positive control: while live it is seen
    publishing.withdraw(release, by=editor, reason="The figures were wrong.")
    assert leaks(client, lists(edition)) == []
    page = client.get(release.get_absolute_url())
    html = page.content.decode()
    assert page.status_code == 200
    assert 'data-status="withdrawn"' in html
    assert "The figures were wrong." in html
    assert "noindex" in html
    assert CANARY in html


class Link(NamedTuple):
    tag: str
    language: str
    address: str


class Links(HTMLParser):
    """The links of a page to pages and files of this site, each with the language that it promises."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.address, self.found = address, set[Link]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        whole = urlsplit(urljoin(SITE + self.address, named.get("href") or named.get("action") or ""))
        if f"{whole.scheme}://{whole.netloc}" == SITE and not whole.path.startswith(("/admin/", "/static/")):
            language = named.get("hreflang") or ""
            self.found.add(Link(tag, language, whole._replace(fragment="").geturl().removeprefix(SITE)))


def walk(client: Client) -> Iterator[tuple[str, set[Link]]]:
    """Goes from the bare address along every link; yields each page with its links."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        address = waiting.pop()
        response = client.get(address, follow=address == "/")
        assert response.status_code == 200, f"{address} is {response.status_code}"
        if response["Content-Type"].startswith("text/html"):
            links = Links(response.content.decode(), address).found
            yield address, links
            new = {link.address for link in links} - seen
            seen |= new
            waiting += sorted(new)


def test_every_link_leads_to_a_page_and_those_to_other_languages_to_pages_in_them(
    client: Client, make_release: Callable[..., Release], correct: Callable[..., Edition]
) -> None:
    def make(language: str, year: int, month: int, **more: Any) -> Release:
        at = datetime.datetime(year, month, 18, 6, tzinfo=datetime.UTC)
        return make_release(language=language, at=at, title=f"{language} {year} {month}", **more)

    english = make("en", 2021, 3)
    english.story.topics.add(make_topic("Water"))
    english.story.people.add(make_person("Speaker"))
    make("ru", 2021, 3, story=english.story)
    make("ru", 2021, 4, story=make("kk", 2021, 4).story)
    correct(make("kk", 2023, 5))
    for _ in range(21):
        make("en", 2022, 7)
    make("ru", 2022, 8, state="withdrawn")

    pages = dict(walk(client))
    for kind in ("topics/water", "people/speaker", "archive/2021/3", "archive/2022/7"):
        assert f"/en/{kind}/" in pages
    assert [address for address in pages if "/history/1/" in address] != []
    assert [address for address in pages if "?before=" in address] != []

    promised = {link for links in pages.values() for link in links if link.language in LANGUAGES}
    assert {link for link in promised if not link.address.startswith(f"/{link.language}/")} == set()
    said = {
        address: {link.language: link.address for link in links if link.tag == "link" and link.language}
        for address, links in pages.items()
    }
    # Google's rule too: a page that is named names those that name it, and itself.
    one_sided = [
        (address, language, other)
        for address, languages in said.items()
        for language, other in languages.items()
        if language != "x-default" and said[other] != languages
    ]
    assert one_sided == []
    assert said["/en/archive/2021/3/"].keys() == {"ru", "en"}
    assert said["/en/topics/water/"].keys() == {"ru", "en"}
    assert said["/kk/topics/water/"] == {}
    assert said["/en/archive/"].keys() == set(LANGUAGES)

    def switch(address: str) -> list[str]:
        """Returns where the languages at the top lead from there, in the house's order."""
        to = {link.language: link.address for link in pages[address] if link.tag == "a" and link.language}
        return [to[language] for language in LANGUAGES]

    assert switch("/en/archive/2021/3/") == [
        "/kk/archive/2021/",
        "/ru/archive/2021/3/",
        "/en/archive/2021/3/",
    ]
    assert switch("/en/archive/2022/7/") == ["/kk/archive/", "/ru/archive/", "/en/archive/2022/7/"]
    assert switch("/en/archive/2022/") == ["/kk/archive/", "/ru/archive/", "/en/archive/2022/"]
    assert switch("/en/topics/water/") == [f"/{language}/topics/water/" for language in LANGUAGES]
    (later,) = (address for address in pages if address.startswith("/en/archive/2022/7/?before="))
    assert switch(later) == ["/kk/archive/", "/ru/archive/", "/en/archive/2022/7/"]
    assert said[later] == {}
