"""The photographs on the page of a person: of what is live alone, each with its words and its release."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Edition, Illustration, Person, Release, User
from press.public import lists
from tests.factories import illustrate, make_person, photograph_file

NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Build = Callable[..., Release]
Publish = Callable[..., Release]


@pytest.fixture
def person(db: None) -> Person:
    return make_person("Daniyar Omarov", slug="omarov")


@pytest.fixture
def publish(make_release: Build, author: User, editor: User, chief: User, person: Person) -> Publish:
    """Returns a builder of releases about the person: `publish("A hall", "A lake", at=…)` shows these two."""

    def build(
        *shown: str,
        state: str = "live",
        at: datetime.datetime = NOON,
        about: Person = person,
        decorative: int = 0,
        **text: Any,
    ) -> Release:
        release = make_release(state="draft", **text)
        release.story.people.add(about)
        edition = release.editions.get()
        for _ in range(decorative):
            add_photograph(edition, "", by=author, decorative=True)
        for words in shown:
            add_photograph(edition, words, by=author)
        if state == "scheduled":
            publishing.submit(edition, by=author)
            publishing.approve(edition, by=editor, live_from=timezone.now() + DAY)
        elif state != "draft":
            publishing.import_published(edition, by=editor, at=at)
        release.refresh_from_db()
        if state == "withdrawn":
            publishing.withdraw(release, by=editor, reason="The figures were wrong.")
        if state == "removed":
            publishing.remove(release, by=chief, reason="Published by mistake.")
        return release

    return build


def add_photograph(edition: Edition, words: str, *, by: User, decorative: bool = False) -> Illustration:
    """Puts a photograph of its own colour at the end of an edition."""
    number = Illustration.objects.count()
    file = photograph_file(f"#{number * 24 % 256:02x}8040", size=(60, 40))  # JPEG knows no nearer colours
    order = edition.illustrations.count()
    return illustrate(edition, file, by=by, alternative_text=words, decorative=decorative, order=order)


def photographs(client: Client, address: str = "/en/people/omarov/") -> list[str]:
    """Returns the alternative texts of the section in their order; none where there is no such section."""
    return re.findall(r'alt="([^"]*)"', section(client, address))


def section(client: Client, address: str = "/en/people/omarov/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    found = re.search(r'<section class="photographs".*?</section>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


def test_the_newest_stand_first_and_those_of_one_release_in_its_order(
    client: Client, publish: Publish
) -> None:
    publish("Old", at=NOON - DAY)
    publish("Newest, first", "Newest, second", at=NOON + DAY)
    publish("Between", at=NOON)
    assert photographs(client) == ["Newest, first", "Newest, second", "Between", "Old"]


def test_each_leads_to_its_release_under_its_title_with_its_day_and_whose_it_is(
    client: Client, publish: Publish
) -> None:
    release = publish("A lake", title="On water")
    photograph = release.editions.get().illustrations.get().photograph
    photograph.credit_en = "N. Baibulin"
    photograph.save()
    html = section(client)
    assert re.findall(r'<h2 id="photographs-heading">([^<]+)</h2>', html) == ["Photographs"]
    assert re.findall(r'<a href="([^"]+)">(.*?)</a>', re.sub(r"\s*<(?!/?a\b)[^>]+>\s*", "", html)) == [
        (release.get_absolute_url(), "On water")
    ]
    assert re.findall(r"<time [^>]+>([^<]+)</time>", html) == ["18.03.2023"]
    assert re.findall(r'class="photo-credit">([^<]+)<', html) == ["Photo: N. Baibulin"]


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "removed"])
def test_what_is_not_live_shows_nothing(client: Client, publish: Publish, state: str) -> None:
    publish(f"{state}, the newest", state=state, at=NOON + DAY)
    publish(f"{state}, an old one", state=state, at=NOON - DAY)
    publish("A hall")
    assert photographs(client) == ["A hall"]


def test_a_later_edition_shows_its_photographs_from_its_own_moment_on(
    client: Client, publish: Publish, author: User, editor: User
) -> None:
    release = publish("In the first")
    later = publishing.start_edition(release, by=author)
    publishing.revise(later, by=author, correction_note="Another photograph.")
    later.illustrations.all().delete()
    add_photograph(later, "In the second", by=author)
    assert photographs(client) == ["In the first"]
    publishing.submit(later, by=author)
    assert photographs(client) == ["In the first"]
    publishing.approve(later, by=editor, live_from=timezone.now() + DAY)
    assert photographs(client) == ["In the first"]
    publishing.unschedule(later, by=editor)
    publishing.submit(later, by=author)
    publishing.approve(later, by=editor)
    assert photographs(client) == ["In the second"]


def test_those_of_others_and_in_other_languages_stand_on_their_own_pages(
    client: Client, publish: Publish
) -> None:
    publish("A hall")
    publish("Зал", language="ru")
    publish("Somebody else", about=make_person("Other", slug="other"))
    assert photographs(client) == ["A hall"]
    assert photographs(client, "/ru/people/omarov/") == ["Зал"]
    assert photographs(client, "/en/people/other/") == ["Somebody else"]
    assert photographs(client, "/kk/people/omarov/") == []


def test_decorative_ones_are_left_out_and_where_no_other_is_there_is_no_section(
    client: Client, publish: Publish
) -> None:
    publish(decorative=1)
    publish()
    assert section(client) == ""
    publish("A hall", decorative=1)
    assert photographs(client) == ["A hall"]


def test_a_topic_has_no_such_section(client: Client, publish: Publish, topic: Any) -> None:
    publish("A hall").story.topics.add(topic)
    assert section(client, "/en/topics/elections/") == ""
    assert photographs(client) == ["A hall"]


def test_at_most_a_dozen_stand_on_the_first_page_and_none_on_the_older_ones(
    client: Client, publish: Publish
) -> None:
    for number in range(21):
        publish(f"{number}, first", f"{number}, second", at=NOON + number * DAY)
    assert photographs(client) == [
        f"{number}, {which}" for number in range(20, 14, -1) for which in ("first", "second")
    ]
    older = re.search(r'<a rel="next" href="([^"]+)"', client.get("/en/people/omarov/").content.decode())
    assert older
    assert section(client, f"/en/people/omarov/{older[1]}") == ""


def test_so_many_of_the_newest_releases_are_searched_and_no_more(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("Older than those", at=NOON - DAY)
    publish("Among them", at=NOON)
    publish(at=NOON + DAY)
    assert photographs(client) == ["Among them", "Older than those"]
    monkeypatch.setattr(lists, "SEARCHED_FOR_PHOTOGRAPHS", 2)
    assert photographs(client) == ["Among them"]


def test_thirty_ask_as_few_questions_as_one(
    client: Client, publish: Publish, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        publish(f"{number}", at=NOON + number * DAY)
        if number in {0, 29}:
            # Those of the list (test_lists.py), two for the photographs of its cards, and these three.
            with django_assert_num_queries(10):
                client.get("/en/people/omarov/")


def test_who_wants_words_for_pictures_reads_them(client: Client, publish: Publish) -> None:
    publish("A hall")
    client.cookies["display"] = "images:text"
    html = section(client)
    assert re.findall(r'class="picture-as-text">([^<]+)<', html) == ["Photograph: A hall"]
    assert "<img" not in html
