"""Home, lists, archive, topics, people: what stands where, in pages that never slip."""

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import DailyReads, Person, Release, Topic, User
from tests.factories import illustrate, make_person, photograph_file

NOON = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

Build = Callable[..., Release]


@pytest.fixture
def person(db: None) -> Person:
    return make_person("Мәулен Әшімбаев", name_ru="", name_en="", position_kk="Төраға", slug="ashimbayev")


def titles(client: Client, address: str) -> list[str]:
    """Returns the titles of a list in its order, as they are read."""
    response = client.get(address)
    assert response.status_code == 200
    return re.findall(r'class="title" id[^>]*><a [^>]+>([^<]+)</a>', response.content.decode())


def test_every_language_lists_its_own_live_releases_newest_first(client: Client, make_release: Build) -> None:
    make_release(title="First", at=NOON)
    make_release(title="Second", at=NOON + HOUR)
    make_release(title="Встреча", at=NOON, language="ru")
    make_release(title="Tomorrow", state="scheduled")
    make_release(title="Never", state="draft")
    make_release(title="Back", state="withdrawn", at=NOON)
    make_release(title="Gone", state="removed", at=NOON)
    for address in ("", "releases/", "archive/2023/", "archive/2023/3/", "search/?q=rel"):
        assert titles(client, f"/en/{address}") == ["Second", "First"]
    assert titles(client, "/ru/") == ["Встреча"]
    assert titles(client, "/kk/") == []


def test_what_is_kept_on_top_stands_first_until_its_time_is_over(client: Client, make_release: Build) -> None:
    old = make_release(title="Old but important", at=NOON)
    make_release(title="New", at=NOON + DAY)
    story = old.story
    story.pinned_until = timezone.now() + HOUR
    story.save()
    assert titles(client, "/en/") == ["Old but important", "New"]
    story.pinned_until = timezone.now() - HOUR
    story.save()
    assert titles(client, "/en/") == ["New", "Old but important"]


def test_days_are_those_of_the_press_room(client: Client, make_release: Build) -> None:
    make_release(title="Before midnight", at=NOON.replace(hour=17, minute=59))  # 23:59 in Almaty, then +6
    make_release(title="After midnight", at=NOON.replace(hour=18))
    html = client.get("/en/archive/2023/3/").content.decode()
    assert re.findall(r'<h2 id="day-[\d-]+">([^<]+)</h2>', html) == [
        "Sunday, 19\u00a0March 2023",
        "Saturday, 18\u00a0March 2023",
    ]


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("kk", "2023\u00a0жылғы 18\u00a0наурыз, сенбі"),
        ("ru", "18\u00a0марта 2023\u00a0г., суббота"),
        ("en", "Saturday, 18\u00a0March 2023"),
    ],
)
def test_a_day_is_said_as_its_language_says_it(
    client: Client, make_release: Build, language: str, heading: str
) -> None:
    make_release(at=NOON, language=language)
    assert f">{heading}</h2>" in client.get(f"/{language}/archive/2023/3/").content.decode()


def test_longer_lists_are_by_month_and_say_the_day_of_each(client: Client, make_release: Build) -> None:
    make_release(title="In March", at=NOON, hour_known=False)
    make_release(title="Already in April", at=NOON.replace(day=31, hour=18))
    html = client.get("/en/releases/").content.decode()
    assert re.findall(r'<h2 id="month-[\d-]+">([^<]+)</h2>', html) == ["April 2023", "March 2023"]
    assert re.findall(r'<p class="meta"><time datetime="[^"]+">([^<]+)</time>', html) == [
        "01.04.2023 00:00",
        "18.03.2023",
    ]


def test_the_next_three_stand_in_a_row_the_one_without_a_photograph_too(
    client: Client, make_release: Build, author: User
) -> None:
    for number in range(6):
        edition = make_release(title=f"Release {number}", state="draft").editions.get()
        if number != 3:
            illustrate(edition, photograph_file("#00000" + str(number)), by=author)
        publishing.import_published(edition, by=author, at=NOON + number * DAY)
    assert row(client) == ["Release 4", "Release 3", "Release 2"]
    assert titles(client, "/en/") == [
        "Release 5", "Release 4", "Release 3", "Release 2", "Release 1", "Release 0",
    ]  # fmt: skip


def test_where_most_have_no_photograph_there_is_no_row(
    client: Client, make_release: Build, author: User
) -> None:
    for number in range(3):
        edition = make_release(title=f"Release {number}", state="draft").editions.get()
        if number:
            illustrate(edition, photograph_file("#00000" + str(number)), by=author)
        publishing.import_published(edition, by=author, at=NOON + number * DAY)
    assert row(client) == []
    assert titles(client, "/en/") == ["Release 2", "Release 1", "Release 0"]


def row(client: Client) -> list[str]:
    html = client.get("/en/").content.decode()
    return re.findall(r'class="picture-card"[^>]*>\s*<h2[^>]*><a [^>]+>([^<]+)</a>', html)


def test_the_home_page_names_the_five_most_read_of_yesterday_that_are_public_in_its_language(
    client: Client, make_release: Build
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for state, language, reads in [("withdrawn", "en", 90), ("removed", "en", 91), ("live", "ru", 92)]:
        release = make_release(title=f"{state} {language}", state=state, language=language, at=NOON)
        DailyReads.objects.create(release=release, day=yesterday, reads=reads)
    for number in range(7):
        release = make_release(title=f"Release {number}", at=NOON)
        DailyReads.objects.create(release=release, day=yesterday, reads=10 + number)
        DailyReads.objects.create(release=release, day=timezone.localdate(), reads=100 - number)
    html = client.get("/en/").content.decode()
    (most_read,) = re.findall(r'id="most-read-heading">.*?</ol>', html, re.DOTALL)
    assert re.findall(r"<a [^>]+>([^<]+)</a>", most_read) == [
        f"Release {number}" for number in (6, 5, 4, 3, 2)
    ]
    assert "most-read-heading" not in client.get("/kk/").content.decode()


def test_pages_lead_to_all_releases_and_back_without_slipping(client: Client, make_release: Build) -> None:
    for number in range(45):
        # Three at each moment: the id decides among them.
        make_release(title=f"Release {number:02}", at=NOON + DAY * (number // 3))
    expected = [f"Release {number:02}" for number in reversed(range(45))]
    address, seen, pages = "/en/releases/", [], []
    while address:
        pages.append(address)
        seen += titles(client, address)
        following = re.search(r'<a rel="next" href="([^"]+)"', client.get(address).content.decode())
        address = f"/en/releases/{following[1]}" if following else ""
        make_release(title="News while reading", at=timezone.now() - DAY) if len(pages) == 1 else None
    assert seen == expected
    assert len(pages) == 3
    back = re.search(r'<a rel="prev" href="([^"]+)"', client.get(pages[2]).content.decode())
    assert back
    assert titles(client, f"/en/releases/{back[1]}") == expected[20:40]
    assert "News while reading" in titles(client, "/en/releases/")


def test_newer_and_older_say_the_days_that_they_lead_to(client: Client, make_release: Build) -> None:
    releases = [make_release(title=f"Release {number}", at=NOON + DAY * number) for number in range(21)]
    html = client.get("/en/releases/").content.decode()
    older = re.search(r'<a rel="next" href="\?before=(\d+)">(.*?)</a>', html)
    assert older
    assert int(older[1]) == releases[1].pk
    assert "Older" in older[2]
    assert re.sub(r"<[^>]+>", "", older[2]).split()[1:] == ["18.03.2023"]
    html = client.get(f"/en/releases/?before={older[1]}").content.decode()
    newer = re.search(r'<a rel="prev" href="\.">(.*?)</a>', html)
    assert newer
    assert re.sub(r"<[^>]+>", "", newer[1]).split()[1:] == ["19.03.2023–07.04.2023"]


@pytest.mark.parametrize("before", ["0", "-1", "x", "1e3", "９" * 5000, "9" * 30])
def test_a_place_in_a_list_that_never_was_is_not_found(client: Client, db: None, before: str) -> None:
    assert client.get("/en/releases/", {"before": before}).status_code == 404


def test_a_number_is_written_in_one_way_so_that_a_page_has_one_address(
    client: Client, make_release: Build
) -> None:
    make_release(at=datetime.datetime(2023, 3, 18, tzinfo=datetime.UTC))
    newest = make_release(title="The newest")
    pk = str(newest.pk)
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    others = [f"0{pk}", f"+{pk}", f" {pk}", f"{pk}_0", f"1_{pk}", pk.translate(full_width)]
    asked = [f"/en/releases/?{urlencode({'before': other})}" for other in others]
    asked += [
        "/en/archive/02023/",
        "/en/archive/2023/03/",
        "/en/archive/2023/00003/",
        "/en/archive/２０２３/",
    ]
    asked += [f"/en/releases/0{pk}-{newest.slug}/", "/sitemap.xml?p=01", "/sitemap.xml?p=１"]
    assert [address for address in asked if client.get(address).status_code != 404] == []
    for address in (f"/en/releases/?before={pk}", "/en/archive/2023/3/", "/sitemap.xml?p=1"):
        assert client.get(address).status_code == 200


def test_a_place_in_a_list_tells_nothing_of_what_is_not_public(client: Client, make_release: Build) -> None:
    for state in ("draft", "scheduled"):
        release = make_release(state=state, title=state)
        assert client.get("/en/releases/", {"before": release.pk}).status_code == 404


def test_the_archive_counts_by_year_and_month_in_the_press_rooms_time(
    client: Client, make_release: Build
) -> None:
    make_release(title="Last of 2022 here", at=datetime.datetime(2022, 12, 31, 17, 59, tzinfo=datetime.UTC))
    make_release(title="First of 2023 here", at=datetime.datetime(2022, 12, 31, 18, 0, tzinfo=datetime.UTC))
    make_release(title="Second of 2023", at=NOON)
    make_release(title="Withdrawn", state="withdrawn", at=NOON)
    years = client.get("/en/archive/").context["years"]
    assert [(year.number, year.count) for year in years] == [(2023, 2), (2022, 1)]
    assert [(month.first_day.month, month.count) for month in years[0].months] == [(3, 1), (1, 1)]
    assert titles(client, "/en/archive/2023/1/") == ["First of 2023 here"]
    assert titles(client, "/en/archive/2022/12/") == ["Last of 2022 here"]
    assert titles(client, "/en/archive/2022/") == ["Last of 2022 here"]


@pytest.mark.parametrize(
    "tail", ["1/", "0/", "99999/", "2021/", "2023/0/", "2023/13/", "2023/4/", "9999/12/"]
)
def test_an_archive_of_nothing_is_not_found(client: Client, make_release: Build, tail: str) -> None:
    make_release(at=NOON)
    assert client.get(f"/en/archive/{tail}").status_code == 404


def test_a_topic_lists_its_releases_and_says_where_else_it_is_read(
    client: Client, make_release: Build, topic: Topic
) -> None:
    release = make_release(title="On elections", at=NOON)
    make_release(title="On water", at=NOON)
    release.story.topics.add(topic)
    assert titles(client, "/en/topics/elections/") == ["On elections"]
    elsewhere = client.get("/kk/topics/elections/").content.decode()
    assert "Сайлау" in elsewhere
    assert '<a href="/en/topics/elections/" lang="en" hreflang="en">English</a>' in elsewhere


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "removed"])
def test_a_topic_and_a_person_of_nothing_public_are_not_found(
    client: Client, make_release: Build, topic: Topic, person: Person, state: str
) -> None:
    story = make_release(state=state).story
    story.topics.add(topic)
    story.people.add(person)
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/topics/elections/").status_code == 404
        assert client.get(f"/{language}/people/ashimbayev/").status_code == 404
    assert "elections" not in client.get("/en/").content.decode()


def test_a_name_that_is_only_in_another_language_says_so(
    client: Client, make_release: Build, person: Person
) -> None:
    make_release(at=NOON).story.people.add(person)
    html = client.get("/en/people/ashimbayev/").content.decode()
    assert '<h1><span lang="kk">Мәулен Әшімбаев</span></h1>' in html
    assert '<p class="lead" lang="kk">Төраға</p>' in html


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/en/", 7),
        ("/en/releases/", 5),
        ("/en/archive/", 3),
        ("/en/archive/2023/", 7),
        ("/en/archive/2023/3/", 7),
        ("/en/topics/elections/", 6),
        ("/en/people/ashimbayev/", 7),
        ("/en/search/?q=text", 23),
        ("/en/search/?q=relaese", 29),
    ],
)
def test_a_list_of_one_asks_as_few_questions_as_a_list_of_thirty(
    client: Client,
    make_release: Build,
    topic: Topic,
    person: Person,
    django_assert_num_queries: Any,
    address: str,
    queries: int,
) -> None:
    if "search" in address and connection.vendor == "postgresql":
        queries += 3  # the transaction in which the index is asked (press/search/results.py)
    for number in range(30):
        story = make_release(title=f"Release {number}", at=NOON + number * HOUR).story
        story.topics.add(topic)
        story.people.add(person)
        if number in {0, 29}:
            with django_assert_num_queries(queries):
                assert client.get(address).status_code == 200


def test_public_lists_know_their_parameters_and_no_other(client: Client, make_release: Build) -> None:
    make_release(at=NOON)
    plain = client.get("/en/releases/")
    followed = client.get("/en/releases/", {"utm_source": "x", "before": "", "page": "7"})
    canonical = '<link rel="canonical" href="http://127.0.0.1:8000/en/releases/">'
    for response in (plain, followed):
        assert response["Cache-Control"] == "no-cache"
        assert not response.cookies
        assert canonical in response.content.decode()
