"""Whatever officers write is read: on each page once, and in what machines read."""

from collections.abc import Callable

import pytest
from django.test import Client

from press.models import Edition, Release, User
from tests.factories import make_texts, signed_in

# Of its own kind: it stands above a later edition, see tests/press/public/test_release.py.
LATER = {"correction_note"}


@pytest.fixture
def edition(make_release: Callable[..., Release]) -> Edition:
    return make_release(**make_texts("quokka-{}")).editions.get()


def missing(page: str) -> set[str]:
    return {name for name in make_texts() if f"quokka-{name}" not in page} - LATER


@pytest.mark.parametrize("tail", ["", "history/1/"])
def test_every_text_stands_on_the_public_page_and_in_the_history(
    edition: Edition, client: Client, tail: str
) -> None:
    page = client.get(edition.release.get_absolute_url() + tail).content.decode()
    assert missing(page.partition("<main")[2]) == set()


@pytest.mark.parametrize("feed", ["atom", "rss", "json"])
def test_every_text_is_in_the_feeds_but_the_place(edition: Edition, client: Client, feed: str) -> None:
    assert missing(client.get(f"/en/feed.{feed}").content.decode()) == {"dateline"}


def test_the_desk_shows_every_text_to_who_approves(
    make_release: Callable[..., Release], editor: User
) -> None:
    edition = make_release(state="submitted", **make_texts("quokka-{}")).editions.get()
    page = signed_in(editor).get(f"/admin/press/edition/{edition.pk}/change/").content.decode()
    assert missing(page) == set()
