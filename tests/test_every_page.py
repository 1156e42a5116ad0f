"""What is not public is nowhere: every public address is read, for every state a text can be in."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from press import workflow
from press.illustrations.intake import take_in
from press.models import Edition, Illustration, Person, Release, Topic, User

CANARY = "canaryquokka"
# The address and the words that are searched for are asked for, so a page may repeat them: they are others.
SLUG = "quietaddress"
WORD = "parliamentarian"
LANGUAGES = ("kk", "ru", "en")
YEAR = datetime.timedelta(days=365)


def photograph() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#456789").save(file, "JPEG")
    file.seek(0)
    file.name = f"{CANARY}.jpg"
    return file


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(name_kk="Сайлау", name_ru="Выборы", name_en="Elections", slug="elections")


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(name_kk="Спикер", name_ru="Спикер", name_en="Speaker", slug="speaker")


@pytest.fixture
def secret(author: User, topic: Topic, person: Person) -> Callable[..., Edition]:
    """Returns a builder of a draft that says the canary in every field that a reader could see."""

    def build() -> Edition:
        edition = workflow.start_release(
            language="en",
            by=author,
            title=f"Title {CANARY}",
            lead=f"Lead {CANARY}",
            body=f"<p>The {WORD} {CANARY}</p>",
            slug=SLUG,
            dateline=f"Town {CANARY}",
            courtesy=f"Photographer {CANARY}",
        )
        story = edition.release.story
        story.topics.add(topic)
        story.people.add(person)
        story.pinned_until = timezone.now() + YEAR
        story.save()
        picture = take_in(photograph(), story=story, by=author)
        Illustration.objects.create(
            edition=edition, photograph=picture, alternative_text=f"Alt {CANARY}", caption=f"Caption {CANARY}"
        )
        return edition

    return build


def lists(edition: Edition) -> list[str]:
    """Returns every public address that is not the release's own."""
    day = timezone.localtime()
    found = ["/sitemap.xml", "/robots.txt", "/"]
    for language in LANGUAGES:
        root = f"/{language}/"
        found += [
            root + tail for tail in ("", "releases/", "archive/", "topics/elections/", "people/speaker/")
        ]
        found += [
            root + tail for tail in ("feed.atom", "feed.rss", "feed.json", "display/", "accessibility/")
        ]
        found += [f"{root}search/", f"{root}search/?q={WORD}"]
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
        said = bytes(response.content if not response.streaming else response.getvalue()).decode(
            "utf-8", "replace"
        )
        said += str(dict(response.headers))
        told = CANARY in said or (SLUG in said and SLUG not in address)
        is_picture = address.startswith("/media/") and response.status_code == 200
        if told or is_picture:
            found.append((address, response.status_code))
    return found


def draft(edition: Edition, **_: Any) -> None:
    """Left as it is."""


def submitted(edition: Edition, *, author: User, **_: Any) -> None:
    workflow.submit(edition, by=author)


def scheduled(edition: Edition, *, author: User, editor: User, **_: Any) -> None:
    workflow.submit(edition, by=author)
    workflow.approve(edition, by=editor, live_from=timezone.now() + datetime.timedelta(seconds=90))


def removed(edition: Edition, *, author: User, editor: User, chief: User, **_: Any) -> None:
    workflow.submit(edition, by=author)
    workflow.approve(edition, by=editor)
    workflow.remove(edition.release, by=chief, reason="Published by mistake.")


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
    second = workflow.start_edition(release, by=author)
    workflow.revise(
        second, by=author, title=f"Title {CANARY}", body=f"<p>{CANARY}</p>", correction_note=CANARY
    )
    addresses = lists(second) + own(second)
    assert leaks(client, addresses) == []
    workflow.submit(second, by=author)
    workflow.approve(second, by=editor, live_from=timezone.now() + datetime.timedelta(seconds=90))
    assert leaks(client, addresses) == []
    assert client.get(release.get_absolute_url()).status_code == 200


def test_a_withdrawn_text_is_only_at_its_own_address_under_the_banner(
    secret: Callable[..., Edition], client: Client, author: User, editor: User
) -> None:
    edition = secret()
    workflow.submit(edition, by=author)
    workflow.approve(edition, by=editor)
    release = edition.release
    assert len(leaks(client, lists(edition))) > 0  # the positive control: while live it is seen
    workflow.withdraw(release, by=editor, reason="The figures were wrong.")
    assert leaks(client, lists(edition)) == []
    page = client.get(release.get_absolute_url())
    html = page.content.decode()
    assert page.status_code == 200
    assert 'data-status="withdrawn"' in html
    assert "The figures were wrong." in html
    assert "noindex" in html
    assert CANARY in html
