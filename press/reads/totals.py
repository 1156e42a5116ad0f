"""How often releases were read, as this process last heard: a page that is kept shows it on the way out.

Of the totals only those that changed of late are asked for, every few seconds, however many there are.
"""

import datetime

from django.utils import timezone

from press.models import ReadTotal

# What is heard is remembered for at least so long: no page is kept longer without being made anew.
REMEMBERED = datetime.timedelta(hours=1)
# Asked for again each time: what was written by then and committed later, and clocks that differ.
OVERLAP = datetime.timedelta(minutes=1)


class Totals:
    """The totals that changed within the last one or two hours."""

    def __init__(self) -> None:
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._turned: datetime.datetime | None = None
        self._heard: datetime.datetime | None = None
        # Another one whenever a total may be another one.
        self.version = 0

    def at_least(self, release: int, reads: int) -> int:
        """Returns the total of a release; `reads` is what a page said when it was made: no total shrinks."""
        return max(reads, self._new.get(release) or self._old.get(release, 0))

    def refresh(self) -> None:
        """Asks once what has changed. Raises DatabaseError."""
        now = timezone.now()
        since = (self._heard or now - REMEMBERED) - OVERLAP
        changed = ReadTotal.objects.filter(changed_at__gte=since).values_list("release_id", "reads")
        news = {release: reads for release, reads in changed.iterator() if self._new.get(release) != reads}
        self._new.update(news)
        self._heard = now
        if self._turned is None or now - self._turned > REMEMBERED:
            self._old, self._new, self._turned = self._new, {}, now
            self.version += 1
        elif news:
            self.version += 1

    def forget(self) -> None:
        """Forgets all, when every page is made anew: in a backup that was restored totals are smaller."""
        self._new, self._old, self._heard = {}, {}, timezone.now()
        self.version += 1


of_this_process = Totals()
