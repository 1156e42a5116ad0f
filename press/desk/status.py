"""How an edition stands, in words."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from press.models import Edition
from press.models.releases import live_condition, scheduled_condition, unconfirmed_condition


class Status(TextChoices):
    """One reading of state and time; the value colours its edge, the label says it."""

    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Sent back")
    SUBMITTED = "submitted", _("Submitted")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Published")
    UNCONFIRMED = "unconfirmed", _("Published by one person: a second one must confirm it")
    SUPERSEDED = "superseded", _("Replaced by a later edition")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMOVED = "removed", _("Removed")
    DISCARDED = "discarded", _("Discarded")

    @property
    def short_label(self) -> str | Promise:
        """Returns the label for a row of a list."""
        short = {Status.UNCONFIRMED: _("To be confirmed"), Status.SUPERSEDED: _("Replaced")}
        return short.get(self, self.label)

    @property
    def task_label(self) -> str | Promise:
        """Returns the label where it is something to do: a filter, the desk's first page."""
        return _("Waits for a second person") if self is Status.UNCONFIRMED else self.label


# What there is to do, the most urgent first.
WAITING = (Status.SUBMITTED, Status.UNCONFIRMED, Status.RETURNED, Status.DRAFT, Status.SCHEDULED)


def edition_status(edition: Edition, at: datetime.datetime | None = None) -> Status:
    """Returns how the edition stands at that moment (default: now). Asks no database."""
    at = at or timezone.now()
    if edition.state == Edition.State.DRAFT:
        return Status.RETURNED if edition.return_note else Status.DRAFT
    if edition.is_discarded():
        return Status.DISCARDED
    if edition.state == Edition.State.SUBMITTED:
        return Status.SUBMITTED
    if edition.is_scheduled(at):
        return Status.SCHEDULED
    if edition.release.is_removed(at):
        return Status.REMOVED
    if edition.is_live(at):
        return Status.UNCONFIRMED if edition.is_urgent_and_unconfirmed() else Status.LIVE
    return Status.WITHDRAWN if edition.withdrawn_at else Status.SUPERSEDED


def status_filters(at: datetime.datetime | None = None) -> dict[str, Q]:
    """Returns for each status that a list can be narrowed to the editions that stand so at that moment."""
    at = at or timezone.now()
    return {
        Status.DRAFT: Q(state=Edition.State.DRAFT, return_note=""),
        Status.RETURNED: Q(state=Edition.State.DRAFT) & ~Q(return_note=""),
        Status.SUBMITTED: Q(state=Edition.State.SUBMITTED),
        Status.SCHEDULED: scheduled_condition(at),
        Status.LIVE: live_condition(at),
        Status.UNCONFIRMED: live_condition(at) & unconfirmed_condition(),
        Status.WITHDRAWN: Q(withdrawn_at__isnull=False),
        Status.REMOVED: Q(release__removed_at__lte=at) & ~Q(state=Edition.State.DISCARDED),
        Status.DISCARDED: Q(state=Edition.State.DISCARDED),
    }


def count_waiting(at: datetime.datetime | None = None) -> list[tuple[Status, int]]:
    """Returns what there is to do, and in how many stories each; one query."""
    filters = status_filters(at)
    # Only those are read, by their indexes; the others are all the rest of the archive.
    any_of_them = reduce(or_, (filters[status] for status in WAITING))
    counts = Edition.objects.filter(any_of_them).aggregate(
        **{status.value: Count("release__story", filter=filters[status], distinct=True) for status in WAITING}
    )
    return [(status, counts[status.value]) for status in WAITING if counts[status.value]]


def newest_moment(edition: Edition) -> datetime.datetime:
    """Returns what dates the edition in lists: its publication, intended or past, else its start."""
    return edition.live_from or edition.publish_at or edition.created_at
