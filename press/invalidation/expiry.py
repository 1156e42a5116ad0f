"""The next moment at which time alone changes what is public: no stored page lives past it."""

import datetime
import time

from django.db.models import Min

from press.models import Edition, Story

NEVER = float("inf")


def compute_next_change(at: datetime.datetime | None = None) -> float:
    """Returns that moment in seconds since 1970, NEVER where nothing is scheduled. Two queries.

    An edition ends when the next one begins or when it is taken down, and a takedown moves the generation:
    of the editions only beginnings lie ahead. A story may stop being kept on top.
    """
    begins = Edition.objects.ahead(at).aggregate(first=Min("live_from"))["first"]
    ends = Story.objects.pinned(at).aggregate(first=Min("pinned_until"))["first"]
    return min((moment.timestamp() for moment in (begins, ends) if moment), default=NEVER)


class NextChange:
    """Knows the next change until the generation moves or that moment has come."""

    def __init__(self) -> None:
        self._known: tuple[int, float] = (-1, NEVER)

    def get_moment(self, counter: int) -> float:
        """Returns the next change as of this value of the shared counter. Raises DatabaseError."""
        known_at, moment = self._known
        if known_at == counter and moment > time.time():
            return moment
        moment = compute_next_change()
        self._known = (counter, moment)
        return moment
