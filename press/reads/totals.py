"""How often releases were read, as this process last heard: a page that is kept shows it on the way out.

Of the totals only those that changed of late are asked for, every few seconds, however many there are.
"""

import datetime

from django.utils import timezone

from press.invalidation import generation
from press.models import ReadTotal

# What is heard is remembered for at least so long: no page is kept longer without being made anew.
REMEMBERED = datetime.timedelta(hours=1)
# Asked for again each time: what was written by then and committed later, and clocks that differ.
OVERLAP = datetime.timedelta(minutes=1)


class Totals:
    """The totals that changed within the last one or two hours.

    `heard`: by the key of the release, as a text: so it stands in a page, which asks at each request.
    """

    def __init__(self) -> None:
        self.heard: dict[str, int] = {}
        # Those heard since the last turn, after which the others are forgotten.
        self._of_late: set[str] = set()
        self._turned: datetime.datetime | None = None
        self._heard_at: datetime.datetime | None = None
        # Of the shared counter when everything changed last.
        self._all_changed = -1

    def refresh(self) -> None:
        """Asks once what has changed. Raises DatabaseError."""
        now = timezone.now()
        all_changed = generation.shared_counter().last_of_all()
        if all_changed != self._all_changed:
            # In a backup that was restored totals are smaller, and every page is made anew with those.
            self.heard, self._of_late, self._all_changed = {}, set(), all_changed
        since = (self._heard_at or now - REMEMBERED) - OVERLAP
        changed = ReadTotal.objects.filter(changed_at__gte=since).values_list("release_id", "reads")
        news = {str(release): reads for release, reads in changed.iterator()}
        self.heard.update(news)
        self._of_late.update(news)
        self._heard_at = now
        if self._turned is None or now - self._turned > REMEMBERED:
            self.heard = {release: self.heard[release] for release in self._of_late}
            self._of_late, self._turned = set(), now


of_this_process = Totals()
