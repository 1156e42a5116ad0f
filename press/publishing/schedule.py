"""When each edition of a release is public: the one place that computes `live_until` (docs/adr/0002).

From the ordered `live_from` of a release's approved editions, their withdrawals and the release's removal
follows every `live_until`, and `first_published_at`. Nothing else writes them.
"""

import datetime

from django.db import transaction

from press.listings import entries
from press.models import Edition, Release
from press.search import entries as search_entries

# `live_until > live_from` is a promise of the database; the shortest reading that keeps it.
SHORTEST = datetime.timedelta(microseconds=1)


def lock_release(release: Release) -> Release:
    """Returns the release under a lock held until the transaction ends (SQLite locks the whole database).

    Its story is locked with it: the lists need both to stand still. Always these first, then all else.
    """
    # The story first: else who locks a second language of it, and who locks that alone, wait for each other.
    both = Release.objects.select_related("story").select_for_update(of=("story", "self"))
    return both.get(pk=release.pk)


def _live_until(
    edition: Edition, following: Edition | None, removed_at: datetime.datetime | None
) -> datetime.datetime | None:
    """Returns the earliest moment that ends the edition; None while nothing does."""
    assert edition.live_from is not None
    ends = [following.live_from if following else None, edition.withdrawn_at, removed_at]
    ahead = [end for end in ends if end is not None]
    return max(min(ahead), edition.live_from + SHORTEST) if ahead else None


@transaction.atomic
def recompute_schedule(release: Release, *, joining: Edition | None = None) -> None:
    """Recomputes every `live_until` of a release, and its first publication, under a lock.

    `joining` is an edition about to become approved, with its `live_from` set but not saved: it is saved
    here, after the edition that it follows was closed, so that never two are open-ended at once.
    """
    release_row = lock_release(release)
    others: list[Edition] = list(release_row.editions.filter(state=Edition.State.APPROVED))
    ordered = sorted([*others, *([joining] if joining else [])], key=lambda e: (e.live_from, e.number))
    for position, edition in enumerate(ordered, start=1):
        following = ordered[position] if position < len(ordered) else None
        live_until = _live_until(edition, following, release_row.removed_at)
        if edition is joining:
            edition.live_until = live_until
            edition.save()
        elif edition.live_until != live_until:
            edition.live_until = live_until
            edition.save(update_fields=["live_until"])
    previous, first = release_row.first_published_at, ordered[0].live_from if ordered else None
    if previous != first:
        release_row.first_published_at = first
        release_row.save(update_fields=["first_published_at"])
    entries.update_entries(release_row, previous_date=previous)
    search_entries.update_entries(release_row)
    release.first_published_at = first
