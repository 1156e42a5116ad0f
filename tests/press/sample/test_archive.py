"""The archive that is made to measure with: lawful to the last row, and the same each time."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from press.models import DailyReads, Edition, ReadTotal, Release, Story
from press.publishing import schedule
from press.publishing.approval import credit_line
from press.richtext.description import describe
from press.richtext.sanitise import sanitise
from press.sample.archive import SPAN, make
from press.sample.loading import MARKS
from press.sample.wording import GRAMMAR, TITLES, Telling
from press.search.normalise import searchable_text

UNTIL = timezone.now()
COUNT = 80


@pytest.fixture
def archive(db: None) -> int:
    return make(COUNT, until=UNTIL)


def everything() -> list[Any]:
    """Returns all that was made, without the numbers of the rows."""
    editions = Edition.objects.order_by("title", "number").values_list(
        "title", "lead", "body", "number", "state", "live_from", "live_until", "created_at", "credit_line"
    )
    releases = Release.objects.order_by("story__import_key", "language").values_list(
        "language", "slug", "first_published_at", "read_total__reads", "story__topics__slug"
    )
    return [*editions, *releases, *DailyReads.objects.order_by("day", "reads").values_list("day", "reads")]


def test_an_archive_has_releases_in_every_language_and_state(archive: int) -> None:
    assert (archive, Release.objects.count()) == (COUNT, COUNT)
    assert set(Release.objects.values_list("language", flat=True)) == set(MARKS)
    assert {len(story.languages()) for story in Story.objects.all()} == {1, 2, 3}
    assert Edition.objects.live().filter(number=2).exclude(correction_note="").exists()
    assert Edition.objects.ahead().exists()
    assert Edition.objects.in_work().exists()
    assert any(release.withdrawn_edition() for release in Release.objects.all())
    years = Release.objects.live().dates("first_published_at", "year")
    assert len(years) >= 15
    first_day = UNTIL - SPAN - datetime.timedelta(days=1)
    assert not Release.objects.filter(first_published_at__lt=first_day).exists()


def test_its_rows_are_those_that_the_verbs_would_have_written(archive: int) -> None:
    def times() -> list[Any]:
        editions = Edition.objects.order_by("pk").values_list("live_from", "live_until", "withdrawn_at")
        return [*editions, *Release.objects.order_by("pk").values_list("first_published_at")]

    before = times()
    for release in Release.objects.all():
        schedule.recompute_schedule(release)
    assert times() == before
    for edition in Edition.objects.select_related("release", "contact"):
        assert sanitise(edition.body) == edition.body
        assert edition.search_text == searchable_text(edition)
        assert edition.description == describe(edition.lead, edition.body)
        assert edition.credit_line == (credit_line(edition) if edition.state == "approved" else "")
        assert [user.username for user in edition.changed_by.all()] == ["author"]
        assert edition.lead.startswith(MARKS[edition.language])
    for total in ReadTotal.objects.all():
        assert total.reads == sum(day.reads for day in total.release.daily_reads.all())
    been_public = Release.objects.filter(pk__in=Edition.objects.been_public().values("release"))
    assert ReadTotal.objects.count() == been_public.count()


def test_every_page_shows_it(archive: int, client: Client) -> None:
    edition = Edition.objects.live().filter(release__language="en").latest("release__first_published_at")
    release = edition.release
    day = timezone.localdate(release.first_published_at)
    lists = [
        "", "releases/", f"archive/{day.year}/", f"archive/{day.year}/{day.month}/",
        f"topics/{release.story.topics.all()[0].slug}/", "search/?q=parliament", "feed.atom", "feed.json",
    ]  # fmt: skip
    for address in [*(f"/en/{tail}" for tail in lists), "/sitemap.xml"]:
        response = client.get(address)
        assert response.status_code == 200
        assert f"{release.pk}-{release.slug}/" in response.content.decode(), address
    assert f">{day.year}</a>" in client.get("/en/archive/").content.decode()
    for one in Release.objects.live():
        assert client.get(one.get_absolute_url()).status_code == 200


def test_the_same_seed_makes_the_same_archive_and_another_makes_another(archive: int) -> None:
    def anew(seed: int) -> list[Any]:
        Release.objects.all().delete()
        Story.objects.all().delete()
        make(COUNT, seed=seed, until=UNTIL)
        return everything()

    before = everything()
    assert anew(1) == before
    assert anew(2) != before


def test_no_two_titles_and_no_two_texts_are_alike() -> None:
    tellings = [Telling(number, (1, 2, 3), 5, 10) for number in (*range(3000), *range(TITLES - 3000, TITLES))]
    for language in MARKS:
        texts = [telling.text(language) for telling in tellings]
        assert len({text.title for text in texts}) == len(texts)
        assert len({text.body for text in texts}) == len(texts)
        assert max(len(text.title) for text in texts) <= 130


def test_the_grammar_says_everything_in_three_languages() -> None:
    def said(words: Any) -> list[Any]:
        if isinstance(words, list):
            return [each for one in words for each in said(one)]
        return [words] if set(words) == set(MARKS) else [one for key, one in words.items() if key != "slug"]

    for name, words in GRAMMAR.items():
        for one in said(words):
            assert list(one) == list(MARKS), name
            slots = [sorted(re.findall(r"{\w+}", text)) for text in one.values()]
            assert slots == [slots[0]] * 3, one


def test_it_stands_among_no_others_unless_it_is_told_to(
    make_release: Callable[..., Release], capsys: pytest.CaptureFixture[str]
) -> None:
    sample = make_release(title="Of the sample", at=UNTIL - datetime.timedelta(days=1)).story
    sample.import_key = "sample-one"
    sample.save()
    call_command("make_archive", "--releases", "5")
    assert capsys.readouterr().out.startswith("5 releases made in ")
    with pytest.raises(CommandError, match=r"^This database has 5 releases .* say --add\.$"):
        call_command("make_archive", "--releases", "5")
    assert Release.objects.count() == 6
    call_command("make_archive", "--releases", "5", "--add", "--seed", "2")
    titles = Edition.objects.filter(number=1).values_list("title", flat=True)
    assert (len(titles), len(set(titles))) == (11, 11)


@pytest.mark.parametrize("said", ["0", "-1", "many", "²"])
def test_a_number_of_releases_is_above_nothing(db: None, said: str) -> None:
    with pytest.raises(CommandError, match="is not a number above 0"):
        call_command("make_archive", f"--releases={said}")
