"""The list of what a search finds, as fast for a word that all releases have as for one that none has.

PostgreSQL's index of words gives all releases with a rare word at once, but takes long to give the newest of
those with a common one; a walk from the newest on finds the common word soon, and the rare one never. So the
nearest SAMPLE releases are read first. Where hardly one has the words they are rare, and the index is asked.
Where some have, the walk goes on to WINDOW; only if that does not fill the page either, the index is asked.
A SMALL press room has no word that is too common for its index.
"""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from press.listings.keyset import PAGE, KeysetQuery, Position, live_in
from press.models import Edition, Release
from press.search import query

# Releases of one language.
SAMPLE, WINDOW = 150, 4_000
# With so many in the sample a word is not rare: one release in a hundred has it.
SOME = 2
# Editions.
SMALL = 20_000
# Counted to the last; of more it is said that there are at least so many.
MAX_COUNTED = 100
# One more than any moment and number of a release.
_TOP = Position(datetime.datetime.max.replace(tzinfo=datetime.UTC), 2**63 - 1)


class ResultCount(NamedTuple):
    """How many releases were found; or `at_least` so many."""

    number: int
    at_least: bool = False


class SearchQuery(KeysetQuery):
    """The live releases of a language that have every word."""

    def __init__(self, language: str, at: datetime.datetime, words: Sequence[str]) -> None:
        super().__init__(live_in(language, at).filter(query.matches_text(words)))
        self.language = language
        self.at = at
        self.words = words

    def count(self) -> ResultCount:
        positions, is_all = self._newest
        if len(positions) > MAX_COUNTED:
            return ResultCount(MAX_COUNTED, at_least=True)
        return ResultCount(len(positions), at_least=not is_all)

    def fetch(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        if start is None:
            return self._newest[0][:limit]
        return self._fetch_nearest(start, enough=limit, limit=limit, newer=newer)[0]

    @cached_property
    def _newest(self) -> tuple[list[Position], bool]:
        return self._fetch_nearest(None, enough=2 * PAGE, limit=MAX_COUNTED + 1, newer=False)

    def _fetch_nearest(
        self, start: Position | None, *, enough: int, limit: int, newer: bool
    ) -> tuple[list[Position], bool]:
        """Returns what stands nearest, at least `enough` where there is so much; and whether it is all."""
        if connection.vendor != "postgresql":
            return super().fetch(start, limit=limit, newer=newer), True
        for reach in (SAMPLE, WINDOW):
            end = self._moment_beyond(reach, start, newer=newer)
            if end is None:
                return super().fetch(start, limit=limit, newer=newer), True
            side = "lte" if newer else "gte"
            within = KeysetQuery(self.rows.filter((f"release__first_published_at__{side}", end)))
            positions = within.fetch(start, limit=limit, newer=newer)
            if len(positions) >= enough:
                return positions, False
            if len(positions) < SOME or self._is_small:
                break
        return self._fetch_by_index(start, limit=limit, newer=newer), True

    @cached_property
    def _is_small(self) -> bool:
        """The number of the last edition says how many there are, at most."""
        last = Edition.objects.order_by("-pk").values_list("pk", flat=True).first()
        return (last or 0) < SMALL

    def _moment_beyond(self, reach: int, start: Position | None, *, newer: bool) -> datetime.datetime | None:
        """Returns what dates the release that so many stand before; None where there are not so many."""
        side = "gte" if newer else "lte"
        releases = Release.objects.filter(
            (f"first_published_at__{side}", start.published_at if start else self.at), language=self.language
        )
        column = "first_published_at"
        moments = releases.order_by(column if newer else f"-{column}").values_list(column, flat=True)
        return moments[reach : reach + 1].first()

    def _fetch_by_index(self, start: Position | None, *, limit: int, newer: bool) -> list[Position]:
        editions = Edition.objects.live(self.at).filter(query.matches_index(self.words)).values("release_id")
        side, direction = (">=", "ASC") if newer else ("<", "DESC")
        rows = query.select_from_index(
            editions,
            "SELECT r.first_published_at, r.id "  # noqa: S608 - signs of ours; values are parameters
            "FROM found JOIN press_release r ON r.id = found.release_id "
            f"WHERE r.language = %s AND (r.first_published_at, r.id) {side} (%s, %s) "
            f"ORDER BY r.first_published_at {direction}, r.id {direction} LIMIT %s",
            self.language,
            (start or _TOP).published_at,
            (start or _TOP).release,
            limit,
        )
        return [Position(*row) for row in rows]
