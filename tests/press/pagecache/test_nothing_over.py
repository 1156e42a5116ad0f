"""Nothing is shown that is over: publications, withdrawals, renamed topics, moments that come."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press import publishing
from press.invalidation import generation, monitor
from press.models import Release, Topic, User
from press.pagecache import kept_pages
from tests.factories import make_contact, make_person
from tests.press.pagecache.client import Build, Cache, Clock, Commits


def change_title(release: Release, correct: Any, **_: Any) -> None:
    correct(release, title="Another title")


def withdraw(release: Release, editor: User, **_: Any) -> None:
    publishing.withdraw(release, by=editor, reason="The figures were wrong.")


def remove(release: Release, chief: User, **_: Any) -> None:
    publishing.remove(release, by=chief, reason="Published by mistake.")


def rename_topic(topic: Topic, **_: Any) -> None:
    topic.name_en = "Ballots"
    topic.save()


def take_topic_away(release: Release, topic: Topic, **_: Any) -> None:
    release.story.topics.remove(topic)


def name_a_speaker(release: Release, **_: Any) -> None:
    release.story.people.add(make_person("Speaker"))


def change_the_duty_officer(**_: Any) -> None:
    make_contact("Night desk", phone="74-00-00", on_duty=True)


@pytest.mark.parametrize(
    "deed",
    [
        *(change_title, withdraw, remove, rename_topic, take_topic_away, name_a_speaker),
        change_the_duty_officer,
    ],
)
def test_a_change_is_seen_by_the_next_request(
    deed: Callable[..., None],
    cache: Cache,
    client: Client,
    make_release: Build,
    correct: Any,
    topic: Topic,
    editor: User,
    chief: User,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    release = make_release()
    release.story.topics.add(topic)
    address = release.get_absolute_url()
    before = cache.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        deed(release=release, correct=correct, topic=topic, editor=editor, chief=chief)
    after = cache.get(address)
    assert after.body != before.body
    assert after.body == client.get(address).content


def test_work_on_a_draft_leaves_every_page_as_it_is(
    cache: Cache, make_release: Build, author: User, topic: Topic, django_capture_on_commit_callbacks: Commits
) -> None:
    make_release()
    cache.get("/en/")
    with django_capture_on_commit_callbacks(execute=True):
        edition = publishing.start_release(language="en", by=author, title="Draft", body="<p>Text</p>")
        edition.release.story.topics.add(topic)
        publishing.revise(edition, by=author, title="Another")
        publishing.submit(edition, by=author)
    cache.get("/en/")
    assert len(cache.asked) == 1


def test_what_is_rolled_back_changes_nothing(
    make_release: Build, editor: User, django_capture_on_commit_callbacks: Commits
) -> None:
    from django.db import transaction

    release = make_release()
    before = generation.fetch()
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        publishing.withdraw(release, by=editor, reason="The figures were wrong.")
        raise ZeroDivisionError
    assert callbacks == []
    assert generation.fetch() == before


@pytest.mark.parametrize(
    ("address", "seconds"),
    [("/en/about-views/", kept_pages.LONGEST), ("/en/search/?q=text", kept_pages.SECONDS)],
)
def test_a_page_lives_an_hour_and_what_nobody_knows_the_sources_of_for_seconds(
    cache: Cache, clock: Clock, address: str, seconds: float
) -> None:
    cache.get(address)
    clock.move(seconds=seconds - 0.1)
    cache.get(address)
    assert len(cache.asked) == 1
    clock.move(seconds=0.1)
    cache.get(address)
    assert len(cache.asked) == 2


def test_what_was_read_most_yesterday_ends_at_midnight(cache: Cache, clock: Clock) -> None:
    clock.now = datetime.datetime(2026, 3, 1, 18, 59, tzinfo=datetime.UTC)  # in Astana a minute before
    cache.get("/en/")
    clock.move(seconds=59)
    cache.get("/en/")
    assert len(cache.asked) == 1
    clock.move(seconds=1)
    cache.get("/en/")
    assert len(cache.asked) == 2


def test_a_publication_leaves_what_does_not_show_it_as_it_is(
    cache: Cache,
    make_release: Build,
    topic: Topic,
    clock: Clock,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    """The pages of old releases, of other topics, of months that are over; in other languages all but those
    that count by language."""
    old = make_release(at=clock.now - datetime.timedelta(days=90))
    make_release(language="kk", at=clock.now - datetime.timedelta(days=80))
    newest = make_release(at=clock.now - datetime.timedelta(days=60))
    old.story.topics.add(topic)
    month = newest.first_published_at
    assert month is not None
    asked = {
        old.get_absolute_url(): False,
        newest.get_absolute_url(): True,
        "/en/": True,
        "/kk/": False,
        "/en/releases/": True,
        "/en/topics/elections/": False,
        "/en/archive/": True,
        f"/en/archive/{month:%Y}/{month.month}/": False,
        "/en/feed.atom": True,
        "/en/accessibility/": True,  # it counts the texts that were checked
    }
    clock.move(minutes=5)
    generation.catch_up()
    for address in asked:
        assert cache.get(address).status == "200 OK", address
    cache.asked.clear()
    with django_capture_on_commit_callbacks(execute=True):
        make_release(title="News")
    for address in asked:
        cache.get(address)
    assert cache.asked == [
        address.partition("?")[0] for address, is_made_anew in asked.items() if is_made_anew
    ]


def test_a_page_ends_at_the_very_moment_at_which_a_release_begins(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    moment = clock.now + datetime.timedelta(seconds=5)
    make_release(state="scheduled", title="Tomorrow's news", at=moment)
    assert b"Tomorrow" not in cache.get("/en/").body
    clock.now = moment - datetime.timedelta(microseconds=1)
    assert b"Tomorrow" not in cache.get("/en/").body
    assert len(cache.asked) == 1
    clock.now = moment
    assert b"Tomorrow" in cache.get("/en/").body


def test_a_page_ends_when_a_story_is_no_longer_kept_on_top(
    cache: Cache, make_release: Build, clock: Clock
) -> None:
    pinned = make_release(title="On top", at=clock.now - datetime.timedelta(days=400))
    make_release(title="The newest")
    pinned.story.pinned_until = clock.now + datetime.timedelta(seconds=3)
    pinned.story.save()
    first = cache.get("/en/").body
    assert first.index(b"On top") < first.index(b"The newest")
    clock.move(seconds=3)
    then = cache.get("/en/").body
    assert then.index(b"The newest") < then.index(b"On top")


def test_a_change_made_on_another_machine_is_seen_by_the_monitor(db: None) -> None:
    generation.bump()  # its commit never comes here: this machine's counter is not told
    assert generation.shared_counter().value() == 0
    monitor.DatabaseMonitor().poll()
    monitor.DatabaseMonitor().poll()
    assert generation.shared_counter().value() == 1


def test_a_shared_cache_is_told_seconds_for_the_usual_look_alone(db: None) -> None:
    cache = Cache(shared_seconds=5)
    usual = "public, max-age=0, s-maxage=5, stale-while-revalidate=5"
    assert cache.get("/en/").headers["cache-control"] == usual
    assert cache.get("/en/", cookie="display=colours:beige").headers["cache-control"] == "private, no-cache"
