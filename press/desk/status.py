"""How an edition stands, in words, and what this officer may do with it."""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from press.desk.fields import format_moment
from press.models import Edition, User
from press.models.releases import live_condition


class Status(TextChoices):
    """One reading of state and time; the value colours its edge, the label says it."""

    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Sent back")
    SUBMITTED = "submitted", _("Submitted")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Published")
    UNCONFIRMED = "unconfirmed", _("Published urgently: a second person must confirm it")
    SUPERSEDED = "superseded", _("Replaced by a later edition")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMOVED = "removed", _("Removed")

    @property
    def short_label(self) -> str | Promise:
        """Returns the label for a row of a list."""
        return {Status.UNCONFIRMED: _("Urgent"), Status.SUPERSEDED: _("Replaced")}.get(self, self.label)

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
        Status.SCHEDULED: Q(state=Edition.State.APPROVED, live_from__gt=at),
        Status.LIVE: live_condition(at),
        Status.UNCONFIRMED: live_condition(at) & ~Q(urgent_reason="") & Q(confirmed_at=None),
        Status.WITHDRAWN: Q(withdrawn_at__isnull=False),
        Status.REMOVED: Q(release__removed_at__lte=at),
    }


def count_waiting() -> list[tuple[Status, int]]:
    """Returns what there is to do, and how many of each; one query."""
    filters = status_filters()
    # Only those are read, by their indexes; the others are all the rest of the archive.
    any_of_them = reduce(or_, (filters[status] for status in WAITING))
    counts = Edition.objects.filter(any_of_them).aggregate(
        **{status.value: Count("pk", filter=filters[status]) for status in WAITING}
    )
    return [(status, counts[status.value]) for status in WAITING if counts[status.value]]


def newest_moment(edition: Edition) -> datetime.datetime:
    """Returns what dates the edition in lists: its publication, intended or past, else its start."""
    return edition.live_from or edition.publish_at or edition.created_at


@dataclass(frozen=True, slots=True)
class Options:
    """What this officer may do with this edition now. The verbs check again; here it is for the page."""

    edit: bool = False
    submit: bool = False
    take_back: bool = False
    send_back: bool = False
    approve: bool = False
    why_not_approve: str = ""
    urgent: bool = False
    unschedule: bool = False
    confirm: bool = False
    new_edition: bool = False
    withdraw: bool = False
    remove: bool = False
    publish_words: str = ""


def publish_words(edition: Edition) -> str:
    """Returns what the button of approval says: exactly what will happen."""
    if edition.publish_at and edition.publish_at > timezone.now():
        return gettext("Publish on %(moment)s (Astana time)") % {"moment": format_moment(edition.publish_at)}
    return gettext("Publish now")


def options(edition: Edition, user: User) -> Options:
    may = {
        right: user.has_perm(f"press.{right}")
        for right in (
            "add_edition", "change_edition", "submit_edition", "approve_edition", "approve_alone",
            "withdraw_release", "remove_release",
        )
    }  # fmt: skip
    release, now = edition.release, timezone.now()
    draft = edition.state == Edition.State.DRAFT
    submitted = edition.state == Edition.State.SUBMITTED
    approved = edition.state == Edition.State.APPROVED
    editions = release.editions
    live = release.live_edition(now)
    changed_it = edition.changed_by.filter(pk=user.pk).exists()
    why_not = ""
    if submitted and may["approve_edition"]:
        if changed_it:
            why_not = gettext("You changed this text, so somebody else must approve it.")
        elif not user.reads(edition.language):
            why_not = gettext("Your account does not list this language: %(language)s.") % {
                "language": release.get_language_display()
            }
    unconfirmed = edition.is_urgent_and_unconfirmed() and approved
    return Options(
        edit=draft and may["change_edition"],
        submit=draft and may["submit_edition"],
        take_back=submitted and may["submit_edition"],
        send_back=submitted and may["approve_edition"],
        approve=submitted and may["approve_edition"] and not why_not,
        why_not_approve=why_not,
        urgent=(draft or submitted)
        and may["approve_edition"]
        and may["approve_alone"]
        and user.reads(edition.language),
        unschedule=edition.is_scheduled(now) and may["approve_edition"],
        confirm=unconfirmed
        and may["approve_edition"]
        and not changed_it
        and edition.approved_by_id != user.pk
        and user.reads(edition.language),
        new_edition=approved
        and may["add_edition"]
        and not release.is_removed(now)
        and not editions.in_work().exists()
        and not editions.ahead(now).exists(),
        withdraw=live is not None and may["withdraw_release"],
        remove=may["remove_release"] and not release.is_removed(now) and editions.been_public(now).exists(),
        publish_words=publish_words(edition) if submitted else "",
    )
