"""Pages by key: what is asked of the database for one, and what a page says of its neighbours."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.listings import keyset
from press.listings.keyset import KeysetQuery, ListEntryQuery, Position
from press.models import Edition, ListEntry, Release, User
from tests.factories import make_topic

Build = Callable[..., Release]
MARCH = datetime.datetime(2023, 3, 1, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def releases(make_release: Build) -> list[Release]:
    """Returns seven releases, a day apart, the oldest first; another language has as many."""
    for number in range(7):
        make_release(title=f"Р{number}", language="ru", at=MARCH + number * DAY)
    return [make_release(title=f"R{number}", at=MARCH + number * DAY) for number in range(7)]


def live() -> Any:
    return keyset.live_in("en", timezone.now())


def titles(page: keyset.Page) -> list[str]:
    return [edition.title for edition in page.editions]


class Recorded(KeysetQuery):
    """Keeps what it is asked for."""

    def __init__(self, rows: Any) -> None:
        super().__init__(rows)
        self.asked: list[tuple[Any, int, bool]] = []

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        self.asked.append((start and start.release, limit, newer))
        return super().fetch(start, limit=limit, newer=newer)


def test_a_page_asks_for_itself_and_its_neighbours_and_no_more(releases: list[Release]) -> None:
    query = Recorded(live())
    first = keyset.get_page(live(), query=query, size=3)
    assert (titles(first), query.asked) == (["R6", "R5", "R4"], [(None, 6, False)])
    query = Recorded(live())
    second = keyset.get_page(live(), query=query, size=3, before=str(releases[4].pk), q="budget")
    assert titles(second) == ["R3", "R2", "R1"]
    assert query.asked == [(releases[4].pk, 6, False), (releases[4].pk, 4, True)]
    assert (second.newer, second.older) == (
        keyset.Neighbour("?q=budget", MARCH + 4 * DAY, MARCH + 6 * DAY),
        keyset.Neighbour(f"?q=budget&before={releases[1].pk}", MARCH, MARCH),
    )


def test_the_page_before_the_last_of_many_leads_back_by_its_key(releases: list[Release]) -> None:
    page = keyset.get_page(live(), size=2, before=str(releases[2].pk))
    assert titles(page) == ["R1", "R0"]
    assert page.newer == keyset.Neighbour(f"?before={releases[4].pk}", MARCH + 2 * DAY, MARCH + 3 * DAY)
    assert page.older is None


def test_after_the_oldest_there_is_no_page(releases: list[Release]) -> None:
    with pytest.raises(Http404):
        keyset.get_page(live(), before=str(releases[0].pk))
    assert keyset.get_page(live().none()).editions == []


@pytest.mark.parametrize("before", ["0", "x", "9" * 30])
def test_before_no_release_there_is_no_page(releases: list[Release], before: str) -> None:
    with pytest.raises(Http404):
        keyset.get_page(live(), before=before)


def test_a_page_before_one_that_is_only_scheduled_does_not_tell_that_there_is_one(
    releases: list[Release], make_release: Build
) -> None:
    scheduled = make_release(state="scheduled", at=timezone.now() + DAY)
    with pytest.raises(Http404):
        keyset.get_page(live(), before=str(scheduled.pk))


def test_the_list_of_a_topic_passes_over_what_is_not_live(make_release: Build, chief: User) -> None:
    topic = make_topic("Budget")
    kept, withdrawn = (make_release(title=title, at=MARCH) for title in "AB")
    make_release(title="C", at=MARCH)
    for release in (kept, withdrawn):
        release.story.topics.add(topic)
    publishing.withdraw(withdrawn, by=chief, reason="The figures were wrong.")
    query = ListEntryQuery(ListEntry.objects.filter(topic=topic), live(), tops=[])
    assert query.fetch(None, limit=9) == [Position(MARCH, kept.pk)]


def test_what_is_no_longer_live_when_the_page_is_read_is_left_out(releases: list[Release]) -> None:
    shown = live().exclude(release=releases[5])
    assert titles(keyset.get_page(shown, query=KeysetQuery(live()), size=3)) == ["R6", "R4"]


def test_only_the_editions_of_the_page_are_read(releases: list[Release]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keyset.get_page(live(), size=2)
    (cards,) = [query["sql"] for query in queries if '"press_edition"."title"' in query["sql"]]
    keys = ", ".join(str(release.pk) for release in (releases[6], releases[5]))
    assert f'"press_edition"."release_id" IN ({keys})' in cards


def test_a_link_has_its_title_address_and_day_with_one_query_and_no_text(releases: list[Release]) -> None:
    with CaptureQueriesContext(connection) as queries:
        edition = keyset.select_for_links(live()).get(release=releases[0])
        said = (edition.title, edition.release.get_absolute_url(), edition.release.first_published_at)
    assert said == ("R0", f"/en/releases/{releases[0].pk}-r0/", MARCH)
    assert len(queries) == 1
    assert {"body", "lead", "search_text", "description"} <= edition.get_deferred_fields()


def test_a_card_leaves_the_long_texts_where_they_are_and_the_newest_stands_first(
    releases: list[Release],
) -> None:
    editions = list(keyset.select_for_cards(live().order_by("pk")))
    assert [edition.title for edition in editions] == [f"R{number}" for number in range(6, -1, -1)]
    assert editions[0].get_deferred_fields() == {"body", "search_text", "description"}


def test_of_one_moment_the_later_number_stands_first_and_each_place_is_between(make_release: Build) -> None:
    first, second, third = (make_release(title=title, at=MARCH) for title in "ABC")
    query = KeysetQuery(live())
    assert query.fetch(None, limit=9) == [Position(MARCH, each.pk) for each in (third, second, first)]
    place = Position(MARCH, second.pk)
    assert query.fetch(place, limit=9) == [Position(MARCH, first.pk)]
    assert query.fetch(place, limit=9, newer=True) == [place, Position(MARCH, third.pk)]
    assert query.fetch(place, limit=1, newer=True) == [place]


def test_days_are_grouped_in_the_press_rooms_time(make_release: Build) -> None:
    late = datetime.datetime(2023, 3, 1, 18, 30, tzinfo=datetime.UTC)  # after midnight in Almaty
    for title, at in (("A", late), ("B", MARCH)):
        make_release(title=title, at=at)
    days = keyset.group_by_day(Edition.objects.order_by("title"))
    assert [(day.date, [edition.title for edition in day.editions]) for day in days] == [
        (datetime.date(2023, 3, 2), ["A"]),
        (datetime.date(2023, 3, 1), ["B"]),
    ]
