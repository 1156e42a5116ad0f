"""The next moments at which time alone changes what is public: no stored page lives past one of its own."""

import datetime
import time
from collections.abc import Collection, Iterable
from typing import NamedTuple

from press.invalidation import names
from press.models import Edition, Story

NEVER = float("inf")


class Ahead(NamedTuple):
    """A moment, in seconds since 1970, and what is another one from then on."""

    moment: float
    names: frozenset[str]


def find_ahead(at: datetime.datetime | None = None) -> list[Ahead]:
    """Returns what is scheduled, the next first. Six queries at most.

    An edition ends when the next one begins or when it is taken down, and a takedown makes every page old:
    of the editions only beginnings lie ahead. A story may stop being kept on top.
    """
    editions = list(Edition.objects.ahead(at).select_related("release").only("live_from", "release"))
    touched = names.of_publications(editions) if editions else {}
    ahead = [
        Ahead(edition.live_from.timestamp(), touched[edition.pk]) for edition in editions if edition.live_from
    ]
    pinned = Story.objects.pinned(at).exclude(pinned_until=None).values_list("pinned_until", flat=True)
    ahead += [Ahead(until.timestamp(), frozenset([names.PINNED])) for until in pinned if until]
    return sorted(ahead, key=lambda each: each.moment)


def next_moment(ahead: Iterable[Ahead], of: Collection[str] | None = None) -> float:
    """Returns when time first changes something with one of these names; None: anything. NEVER: nothing."""
    return next((each.moment for each in ahead if of is None or not each.names.isdisjoint(of)), NEVER)


class Schedule:
    """Knows what lies ahead until something changes or the next moment has come."""

    def __init__(self) -> None:
        self._known: tuple[int, list[Ahead]] = (-1, [])

    def get_ahead(self, counter: int) -> list[Ahead]:
        """Returns what lies ahead as of this value of the shared counter. Raises DatabaseError."""
        known_at, ahead = self._known
        if known_at != counter or (ahead and ahead[0].moment <= time.time()):
            ahead = find_ahead()
            self._known = (counter, ahead)
        return ahead
