"""The list of what a search finds, as fast for a word that all releases have as for one that none has.

PostgreSQL's index of words gives all releases with a rare word at once, but takes long to give the newest of
those with a common one; a walk from the newest on finds the common word soon, and the rare one never. So the
nearest WINDOW releases are read first; only where they don't fill the page the index is asked.
"""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from press.models import Edition, Release, words
from press.views.listing import PAGE, Places, Position, live_in

# Releases of one language: three a day for two years.
WINDOW = 2_000
# What is counted to the last; more than that is "more than".
MOST = 100
# One more than any moment and number of a release.
_TOP = Position(datetime.datetime.max.replace(tzinfo=datetime.UTC), 2**63 - 1)


class Count(NamedTuple):
    """How many releases were found; or `at_least` so many."""

    number: int
    at_least: bool = False


class FoundPlaces(Places):
    """The live releases of a language that have every word."""

    def __init__(self, language: str, at: datetime.datetime, asked: Sequence[str]) -> None:
        super().__init__(live_in(language, at).filter(words.read(asked)))
        self.language = language
        self.at = at
        self.asked = asked

    def count(self) -> Count:
        found, whole = self._newest
        if len(found) > MOST:
            return Count(MOST, at_least=True)
        return Count(len(found), at_least=not whole)

    def read(self, start: Position | None, *, limit: int, newer: bool = False) -> list[Position]:
        if start is None:
            return self._newest[0][:limit]
        found, whole = self._nearest(start, limit=limit, newer=newer)
        if whole or len(found) >= limit:
            return found
        return self._by_index(start, limit=limit, newer=newer)

    @cached_property
    def _newest(self) -> tuple[list[Position], bool]:
        """Returns at most MOST + 1, enough for the first page; and whether there are no others."""
        found, whole = self._nearest(None, limit=MOST + 1, newer=False)
        if whole or len(found) >= 2 * PAGE:
            return found, whole
        return self._by_index(None, limit=MOST + 1, newer=False), True

    def _nearest(self, start: Position | None, *, limit: int, newer: bool) -> tuple[list[Position], bool]:
        """Returns what the window has, at most `limit`; and whether there is nothing beyond the window."""
        end = self._end_of_window(start, newer=newer) if connection.vendor == "postgresql" else None
        if end is None:
            return super().read(start, limit=limit, newer=newer), True
        side = "lte" if newer else "gte"
        within = Places(self.rows.filter((f"release__first_published_at__{side}", end)))
        return within.read(start, limit=limit, newer=newer), False

    def _end_of_window(self, start: Position | None, *, newer: bool) -> datetime.datetime | None:
        side = "gte" if newer else "lte"
        releases = Release.objects.filter(
            (f"first_published_at__{side}", start.published_at if start else self.at), language=self.language
        )
        column = "first_published_at"
        moments = releases.order_by(column if newer else f"-{column}").values_list(column, flat=True)
        return moments[WINDOW : WINDOW + 1].first()

    def _by_index(self, start: Position | None, *, limit: int, newer: bool) -> list[Position]:
        editions = Edition.objects.live(self.at).filter(words.indexed(self.asked)).values("release_id")
        side, direction = (">=", "ASC") if newer else ("<", "DESC")
        rows = words.by_index(
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
