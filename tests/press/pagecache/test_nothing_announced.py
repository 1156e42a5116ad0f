"""Before its moment a publication changes nothing that goes out: no body, no header, of no public page."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from press import publishing
from press.models import Edition, Release, Topic, User
from press.pagecache import kept_pages
from tests.factories import make_person
from tests.press.pagecache.client import Answer, Build, Cache, Clock, Commits, page_of

MOMENTS = (3600.0, 14.0, 4.0, 0.000001)  # seconds before
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def public(make_release: Build, correct: Callable[..., Edition], topic: Topic, clock: Clock) -> Release:
    """A corrected release with a translation, a topic and a speaker; the archive has another month too."""
    release = make_release(title="What everybody may read")
    clock.move(minutes=1)
    correct(release)
    make_release(story=release.story, language="ru")
    for language in ("en", "kk"):
        make_release(language=language, at=datetime.datetime(2023, 3, 18, 6, tzinfo=datetime.UTC))
    release.story.topics.add(topic)
    release.story.people.add(make_person("Speaker"))
    return release


def addresses(public: Release, ahead: datetime.datetime) -> list[str]:
    """Returns every kind of public address; those of the release in each language and with its history."""
    found = ["/", "/sitemap.xml", "/robots.txt"]
    lists = ["", "releases/", "topics/elections/", "people/speaker/", "search/?q=text"]
    lists += ["feed.atom", "feed.rss", "feed.json", "archive/", "archive/2023/", "archive/2023/3/"]
    lists += [f"archive/{ahead.year}/", f"archive/{ahead.year}/{ahead.month}/", "display/", "nothing/"]
    for language in LANGUAGES:
        found += [f"/{language}/{tail}" for tail in lists]
        found += [f"/{language}/releases/{pk}/" for pk in range(public.pk, public.pk + 6)]
    for release in Release.objects.all():
        own = release.get_absolute_url()
        found += [own, *(f"{own}history/{tail}" for tail in ("", "1/", "2/", "3/"))]
    return found


def a_new_release(public: Release, make_release: Build, **given: Any) -> None:
    release = make_release(state="scheduled", title="Tomorrow's news", at=given["at"])
    release.story.topics.add(given["topic"])


def a_translation(public: Release, make_release: Build, **given: Any) -> None:
    make_release(state="scheduled", story=public.story, language="kk", title="Ертең", at=given["at"])


def a_correction(public: Release, correct: Callable[..., Edition], **given: Any) -> None:
    correct(public, title="Tomorrow's title", at=given["at"])


@pytest.mark.parametrize("schedule", [a_new_release, a_translation, a_correction])
def test_every_public_answer_is_the_same_with_a_publication_ahead_and_without(
    schedule: Callable[..., None],
    public: Release,
    make_release: Build,
    correct: Callable[..., Edition],
    topic: Topic,
    clock: Clock,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    begin, moment = clock.now, clock.now + datetime.timedelta(hours=2)
    asked = addresses(public, moment)

    def collect() -> dict[tuple[float, str], Answer]:
        cache, found = Cache(shared_seconds=5), {}
        for seconds in MOMENTS:
            clock.now = moment - datetime.timedelta(seconds=seconds)
            found |= {(seconds, address): cache.get(address) for address in asked}
        clock.now = begin
        return found

    without = collect()
    assert {answer.status[:3] for answer in without.values()} == {"200", "301", "302", "404"}
    with django_capture_on_commit_callbacks(execute=True):
        schedule(public, make_release=make_release, correct=correct, topic=topic, at=moment)
    announced = collect()
    assert {key for key, answer in announced.items() if answer != without[key]} == set()
    clock.now = moment
    assert Cache().get("/kk/").body + Cache().get("/en/").body != (  # the positive control
        without[4.0, "/kk/"].body + without[4.0, "/en/"].body
    )


def test_what_is_shown_in_an_outage_tells_the_seconds_that_every_page_has(
    public: Release, make_release: Build, clock: Clock
) -> None:
    told = []
    hour = datetime.timedelta(seconds=kept_pages.LONGEST)
    for ahead in (None, 4):
        if ahead:
            make_release(state="scheduled", at=clock.now + datetime.timedelta(seconds=ahead))
        cache = Cache()
        cache.get("/en/")
        cache.pages.monitor.database_is_away = True
        clock.now += hour
        told.append(cache.get("/en/").headers["cache-status"])
        clock.now -= hour
    assert told == ["minber; hit; ttl=0"] * 2


def test_a_withdrawal_shows_the_same_seconds_too(public: Release, clock: Clock, editor: User) -> None:
    cache = Cache(shared_seconds=5)
    address = public.get_absolute_url()
    before = cache.get(address).headers["cache-control"]
    publishing.withdraw(public, by=editor, reason="The figures were wrong.")
    clock.move(seconds=10)
    assert cache.get(address).headers["cache-control"] == before
    assert Cache(page_of("x"), shared_seconds=5).get("/en/").headers["cache-control"] == before
