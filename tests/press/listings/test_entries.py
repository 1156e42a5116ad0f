"""What lists and the archive read is true to the moment, whatever was done to a release."""

import datetime
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import TruncMonth
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press import publishing
from press.models import Edition, ListEntry, MonthCount, Release, Topic, User
from press.public.archive import get_years
from tests.factories import make_person, make_topic

MARCH = datetime.datetime(2023, 3, 18, 7, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

Build = Callable[..., Release]
Correct = Callable[..., Edition]


@pytest.fixture
def topics(db: None) -> list[Topic]:
    return [make_topic("Elections"), make_topic("Budget")]


def ledger() -> list[Any]:
    """Returns what is kept, but for months that have nothing left."""
    months = MonthCount.objects.filter(releases__gt=0).order_by("language", "first_day")
    listed = ListEntry.objects.order_by("release", "topic", "person")
    return [
        *months.values_list("language", "first_day", "releases"),
        *listed.values_list("release", "topic", "person", "language", "first_published_at"),
    ]


def require_true() -> None:
    """Fails where the archive says anything else than the editions, or the lists than those made anew."""
    now = timezone.now()
    for at in (now, now + 10 * DAY, now + 400 * DAY):
        asked = (
            Edition.objects.live(at)
            .annotate(month=TruncMonth("release__first_published_at"))
            .values_list("release__language", "month")
        )
        said = {
            (language, month.first_day): month.count
            for language, found in get_years(at).items()
            for year in found
            for month in year.months
        }
        assert said == Counter((language, month.date()) for language, month in asked)
    kept = ledger()
    call_command("rebuild_listings")
    assert ledger() == kept


def test_counts_and_lists_follow_every_verb(
    make_release: Build, correct: Correct, topics: list[Topic], author: User, editor: User, chief: User
) -> None:
    require_true()
    first = make_release(at=MARCH)
    first.story.topics.set(topics)
    require_true()
    later = correct(first, at=timezone.now() + 5 * DAY)
    require_true()
    publishing.unschedule(later, by=editor)
    require_true()
    publishing.withdraw(first, by=editor, reason="Wrong.")
    require_true()
    again = first.editions.get(number=2)
    publishing.submit(again, by=author)
    publishing.approve(again, by=editor, live_from=timezone.now() + 7 * DAY)
    require_true()
    publishing.remove(make_release(at=MARCH, language="ru", story=first.story), by=chief, reason="Wrong.")
    require_true()
    ahead = make_release(state="scheduled", language="kk", story=first.story, at=timezone.now() + 5 * DAY)
    require_true()
    publishing.unschedule(ahead.editions.get(), by=editor)
    require_true()
    make_release(state="scheduled", language="kk", at=timezone.now() + 300 * DAY)
    make_release(state="draft")
    require_true()
    Release.objects.filter(language="kk").get(editions__state="approved").delete()
    require_true()


def test_a_scheduled_release_is_counted_from_its_moment_on(make_release: Build) -> None:
    moment = timezone.now() + 5 * DAY
    make_release(state="scheduled", at=moment)
    assert get_years(moment - datetime.timedelta(microseconds=1)) == {}
    assert get_years(moment)["en"][0].count == 1


def test_what_is_only_scheduled_is_in_no_count_of_its_month_until_its_moment(
    make_release: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = MARCH + 1100 * DAY
    monkeypatch.setattr(timezone, "now", lambda: now)
    later_this_month = now + datetime.timedelta(seconds=1)
    for state, at in (("live", now - datetime.timedelta(seconds=1)), ("scheduled", later_this_month)):
        make_release(state=state, at=at)
    counts = [get_years(at)["en"][0].count for at in (now, later_this_month)]
    assert counts == [1, 2]


def test_a_month_counts_its_own_releases_alone(make_release: Build) -> None:
    for day in (datetime.date(2023, 4, 1), datetime.date(2023, 3, 1), datetime.date(2023, 3, 31)):
        make_release(at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(12))))
    make_release(language="ru", at=MARCH)
    counts = MonthCount.objects.order_by("language", "first_day").values_list(
        "language", "first_day", "releases"
    )
    assert list(counts) == [
        ("en", datetime.date(2023, 3, 1), 2),
        ("en", datetime.date(2023, 4, 1), 1),
        ("ru", datetime.date(2023, 3, 1), 1),
    ]


def test_a_correction_leaves_the_entries_where_they_are(
    make_release: Build, correct: Correct, topics: list[Topic]
) -> None:
    release = make_release(at=MARCH)
    release.story.topics.set(topics)
    before = list(ListEntry.objects.order_by("pk").values())
    correct(release)
    assert list(ListEntry.objects.order_by("pk").values()) == before


def test_a_change_of_one_story_asks_nothing_about_the_others(
    make_release: Build, topics: list[Topic]
) -> None:
    questions = []
    for topic in topics:
        story = make_release(at=MARCH).story
        with CaptureQueriesContext(connection) as asked:
            story.topics.add(topic)
        questions.append(len(asked))
    assert questions[0] == questions[1]
    with CaptureQueriesContext(connection) as asked:
        topics[0].stories.add(story)
    writes = [query["sql"] for query in asked if "press_listed" in query["sql"]]
    assert [sql.split()[0] for sql in writes] == ["DELETE", "INSERT"]


def test_a_draft_that_is_deleted_was_in_no_month(make_release: Build) -> None:
    make_release(state="draft").delete()
    assert MonthCount.objects.count() == 0


def test_a_month_is_that_of_the_press_room(make_release: Build) -> None:
    make_release(at=datetime.datetime(2022, 12, 31, 17, 59, tzinfo=datetime.UTC))  # 23:59 in Almaty, then +6
    make_release(at=datetime.datetime(2022, 12, 31, 18, 0, tzinfo=datetime.UTC))
    assert list(MonthCount.objects.order_by("first_day").values_list("first_day", "releases")) == [
        (datetime.date(2022, 12, 1), 1),
        (datetime.date(2023, 1, 1), 1),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda story, topics: story.topics.set(topics),
        lambda story, topics: story.topics.add(topics[1]),
        lambda story, topics: story.topics.remove(topics[0]),
        lambda story, topics: story.topics.clear(),
        lambda story, topics: topics[1].stories.add(story),
        lambda story, topics: topics[0].stories.remove(story),
        lambda story, topics: topics[0].stories.clear(),
        lambda story, topics: topics[0].delete(),
        lambda story, topics: story.people.add(make_person("Speaker")),
    ],
)
def test_lists_follow_the_subjects_of_a_story(
    make_release: Build, topics: list[Topic], change: Callable[..., Any]
) -> None:
    story = make_release(at=MARCH).story
    make_release(at=MARCH, language="ru", story=story)
    story.topics.add(topics[0])
    assert ListEntry.objects.count() == 2
    before = ledger()
    change(story, topics)
    assert ledger() != before
    require_true()


def test_who_publish_and_sort_at_once_are_all_counted_and_listed(
    transactional_db: None, make_release: Build, topics: list[Topic], editor: User
) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite lets one write at a time
    releases = [make_release(state="submitted", title=f"Release {number}") for number in range(6)]
    together = threading.Barrier(len(releases) * 2)
    failed: list[BaseException] = []

    def do(deed: Callable[[], object]) -> None:
        try:
            together.wait(30)
            deed()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    deeds: list[Callable[[], object]] = []
    for release in releases:
        deeds += [
            partial(publishing.approve, release.editions.get(), by=editor),
            partial(release.story.topics.set, topics),
        ]
    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert ListEntry.objects.count() == len(releases) * 2
    assert get_years(timezone.now())["en"][0].count == len(releases)
    require_true()


def test_who_makes_them_anew_is_told_what_was_made(make_release: Build, topics: list[Topic]) -> None:
    for language in ("kk", "ru"):
        make_release(language=language, at=MARCH).story.topics.set(topics[:2])
    make_release(state="draft").story.topics.set(topics)
    told = StringIO()
    call_command("rebuild_listings", stdout=told)
    assert told.getvalue() == "4 places in lists made anew, 2 months counted\n"
