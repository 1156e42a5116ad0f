"""What is read most: the pages that are made again at once when something that they show has changed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from press.languages import CODES
from press.listings.keyset import live_in, select_for_links
from press.public.lists import DAY

# Of each language, the newest releases; and, on each of two days, what was read most of it.
NEWEST, OF_A_DAY = 10, 50
ON_TOP = ("press:home", "press:releases", "press:feed-atom")


def find_addresses() -> Iterator[str]:
    """Yields the addresses of home, list and feed in each language, then of releases. Three queries each."""
    now = timezone.now()
    today = timezone.localdate(now)
    for language in CODES:
        with override(language):
            yield from map(reverse, ON_TOP)
    found: dict[str, None] = {}
    for language in CODES:
        live = select_for_links(live_in(language, now))
        of_days = (
            live.filter(release__daily_reads__day=day).order_by("-release__daily_reads__reads")[:OF_A_DAY]
            for day in (today, today - DAY)
        )
        newest = live.order_by("-release__first_published_at", "-release_id")[:NEWEST]
        for releases in (newest, *of_days):
            found.update((edition.release.get_absolute_url(), None) for edition in releases)
    yield from found
