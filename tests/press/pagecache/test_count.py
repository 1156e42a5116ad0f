"""The number of reads on a kept page: filled on the way out, so that the page stays while it is read."""

import datetime
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext, override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accessibility.preferences import Preferences
from press.invalidation import generation
from press.models import ReadTotal, Release
from press.reads import slots, totals
from tests.press.pagecache.client import Build, Cache, Commits, decoded

CODINGS = ("", "gzip", "br, gzip")


@pytest.fixture(autouse=True)
def heard_of_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[totals.Totals]:
    fresh = totals.Totals()
    monkeypatch.setattr("press.reads.slots.of_this_process", fresh)
    yield fresh


def read(release: Release, reads: int, at: datetime.datetime | None = None) -> None:
    ReadTotal.objects.update_or_create(
        release=release, defaults={"reads": reads, "changed_at": at or timezone.now()}
    )


def counts(cache: Cache, release: Release, coding: str = "") -> tuple[str, str]:
    """Returns the count of the page: for machines, and in words."""
    answer = cache.get(release.get_absolute_url(), Accept_Encoding=coding)
    assert int(answer.headers["content-length"]) == len(answer.body)
    html = decoded(answer).decode()
    (value, text) = re.findall(r'<data class="views" value="(\d+)">([^<]*)</data>', html)[0]
    return value, text


@pytest.mark.parametrize("coding", CODINGS)
def test_the_count_of_a_kept_page_grows_and_the_page_stays(
    cache: Cache, make_release: Build, heard_of_nothing: totals.Totals, coding: str
) -> None:
    release, other = make_release(language="en"), make_release(language="en")
    Release.objects.filter(pk=release.pk).update(previous_reads=146)
    read(other, 999)
    read(release, 4)
    assert counts(cache, release, coding) == ("150", "Views: 150")
    tag = cache.get(release.get_absolute_url(), Accept_Encoding=coding).headers["etag"]
    asked = len(cache.asked)
    read(release, 1_054)
    heard_of_nothing.refresh()
    if coding.startswith("br"):  # compressed again only after a moment: till then gzip has the new count
        answer = cache.get(release.get_absolute_url(), Accept_Encoding=coding)
        assert answer.headers["content-encoding"] == "gzip"
    assert counts(cache, release, coding) == ("1200", "Views: 1,200")
    if not coding.startswith("br"):
        again = cache.get(release.get_absolute_url(), Accept_Encoding=coding, If_None_Match=tag)
        assert again.status == "304 Not Modified"
    assert len(cache.asked) == asked


# The fixture that every test here has is of no matter to it.
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@given(count=st.integers(0, 10**10))
def test_the_count_is_written_as_django_writes_numbers(language: str, count: int) -> None:
    with override(language):
        text = gettext("Views: %(count)s") % {"count": number_format(count, force_grouping=True)}
        whole = format_html('<data class="views" value="{}">{}</data>', count, text)
    assert slots._views(f"{language}-1-0-0", Preferences(), count).decode() == whole


def test_a_total_that_was_heard_before_the_page_was_made_takes_nothing_back(
    cache: Cache, make_release: Build, heard_of_nothing: totals.Totals
) -> None:
    release = make_release(language="en")
    read(release, 5)
    heard_of_nothing.refresh()
    read(release, 9)
    assert counts(cache, release) == ("9", "Views: 9")
    (page,) = cache.pages.store.values()
    filled = page.filled
    heard_of_nothing.refresh()  # it is what the page was made with
    assert counts(cache, release) == ("9", "Views: 9")
    assert page.filled is filled


def test_only_what_has_changed_of_late_is_asked_for_and_remembered_as_long_as_pages_are(
    make_release: Build, heard_of_nothing: totals.Totals, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago, of_late = make_release(), make_release()
    now = timezone.now()
    read(long_ago, 7, now - datetime.timedelta(hours=2))
    read(of_late, 8, now - datetime.timedelta(minutes=59))
    heard_of_nothing.refresh()
    assert [heard_of_nothing.heard.get(str(each.pk)) for each in (long_ago, of_late)] == [None, 8]
    # Committed later than it says of itself.
    read(long_ago, 9, now - datetime.timedelta(seconds=30))
    heard_of_nothing.refresh()
    for hours, remembered in ((0.9, 9), (1.1, 9), (2.3, None)):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: now + datetime.timedelta(hours=hours))
        heard_of_nothing.refresh()
        assert heard_of_nothing.heard.get(str(long_ago.pk)) == remembered


def test_every_total_is_forgotten_where_it_may_have_shrunk(
    make_release: Build, heard_of_nothing: totals.Totals, django_capture_on_commit_callbacks: Commits
) -> None:
    release = make_release()
    read(release, 7)
    heard_of_nothing.refresh()
    # A backup, with another total of long ago.
    read(release, 3, timezone.now() - datetime.timedelta(days=1))
    heard_of_nothing.refresh()
    assert heard_of_nothing.heard == {str(release.pk): 7}
    with django_capture_on_commit_callbacks(execute=True):
        generation.bump()
    heard_of_nothing.refresh()
    assert heard_of_nothing.heard == {}
