"""Making a text public, and taking it back. Three ways back, never confused: unschedule before anybody
read it, withdraw (stays readable under a banner), remove (gone)."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition, Release, User
from press.publishing import corrections, schedule, site_findings, transitions
from press.publishing.overrides import require_no_problems
from press.publishing.permissions import Permissions
from press.publishing.quiet_periods import require_consent
from press.publishing.refusals import Problem, Refused
from press.publishing.validation import find_missing
from press.text.characters import get_words


def credit_line(edition: Edition) -> str:
    """Returns the contact and the courtesy in one line, as a journalist would cite them."""
    unit = edition.contact_unit()
    contact = ", ".join(
        part for part in (unit.text if unit else "", edition.contact.phone if edition.contact else "") if part
    )
    with override(edition.language):
        courtesy = gettext("Courtesy of %(name)s") % {"name": edition.courtesy} if edition.courtesy else ""
    return ". ".join(part for part in (contact, courtesy) if part)


@transaction.atomic
def approve(
    edition: Edition,
    *,
    by: User,
    version: int | None = None,
    live_from: datetime.datetime | None = None,
    urgent_reason: str = "",
    override_reason: str = "",
    all_the_same: bool = False,
) -> Edition:
    """Makes a submitted edition public: now, or from `live_from` (else its `publish_at`) when that is ahead.

    Four eyes: refused to everyone who changed the text since this edition was made, and to who does not
    read its language. With `urgent_reason` an editor may publish alone, a draft too; the edition is then
    marked and waits for `confirm`. `override_reason`: as `submit` takes it. `all_the_same`: also where it
    goes out in a quiet period.
    """
    current, now = transitions.lock_edition(edition, version), timezone.now()
    # Judged as it is kept: what leaves no mark is no reason, and without one nobody publishes alone.
    urgent_reason = get_words(urgent_reason)
    permissions = Permissions(current, by, now)
    transitions.require(permissions.can_approve_alone() if urgent_reason else permissions.can_approve())
    approve_locked(
        current,
        by=by,
        now=now,
        live_from=live_from,
        urgent_reason=urgent_reason,
        override_reason=override_reason,
        all_the_same=all_the_same,
    )
    corrections.ask_others(current)
    return transitions.refresh(edition)


@transaction.atomic
def approve_together(
    editions: Sequence[tuple[Edition, int | None]],
    *,
    by: User,
    live_from: datetime.datetime | None = None,
    override_reason: str = "",
    all_the_same: bool = False,
) -> list[Edition]:
    """Approves texts of one story in several languages, each with its form's version: they become public at
    one moment, or none of them does: at `live_from`, else when the first of them wants it.

    Raises Refused, in words that name the language, where one of them may not be approved.
    """
    # Always in the same order, so that two who do it at once wait for each other.
    in_order = sorted(editions, key=lambda each: each[0].release_id)
    if len({edition.release.story_id for edition, _version in in_order}) != 1:
        raise Refused(_("Only the languages of one story are published together."))
    now, joint_release = timezone.now(), uuid.uuid4()
    # Of all of them at once: neither the moment nor a quiet period is of one language.
    require_ahead(live_from, now)
    approved: list[Edition] = []
    moment = live_from or max(now, editions[0][0].publish_at or now)
    require_consent(max(moment, now), all_the_same=all_the_same)
    for edition, version in in_order:
        current = transitions.lock_edition(edition, version)
        current.joint_release = joint_release
        with naming_language(current):
            transitions.require(Permissions(current, by, now).can_approve())
            approve_locked(
                current,
                by=by,
                now=now,
                live_from=moment,
                override_reason=override_reason,
                all_the_same=all_the_same,
            )
        approved.append(current)
    for each in approved:
        corrections.ask_others(each)
    return [transitions.refresh(edition) for edition, _version in editions]


@contextmanager
def naming_language(edition: Edition) -> Iterator[None]:
    """Whatever is refused says of which language, where several texts go together."""
    try:
        yield
    except Refused as refused:
        language = edition.release.get_language_display()
        raise Refused(f"{language}: {refused}", refused.problems) from refused


def approve_locked(
    current: Edition,
    *,
    by: User,
    now: datetime.datetime,
    live_from: datetime.datetime | None,
    urgent_reason: str = "",
    override_reason: str = "",
    all_the_same: bool = False,
    **told: Any,
) -> None:
    """Approves a text that is locked, and that this officer may approve; `told`: what the audit has beside.

    Raises Refused where the text or its moment does not allow it.
    """
    if current.state == Edition.State.DRAFT:
        current.submitted_at, current.submitted_by = now, by
    require_no_problems(current, _("This cannot be published yet."), by=by, override_reason=override_reason)
    moment = live_from or current.publish_at
    require_ahead(live_from, now)
    at = moment if moment and moment > now else now
    quiet_period = require_consent(at, all_the_same=all_the_same)
    publish(current, by=by, at=at, now=now, urgent_reason=urgent_reason)
    site_findings.record_story(current.release)
    detail: dict[str, Any] = {"live_from": at.isoformat(), "urgent_reason": urgent_reason, **told}
    if current.joint_release:
        detail["joint_release"] = str(current.joint_release)
    if quiet_period:
        detail["quiet_period"] = quiet_period.reason
    transitions.record_entry(
        AuditEntry.Verb.APPROVE, by=by, release=current.release, edition=current, **detail
    )


def require_ahead(moment: datetime.datetime | None, now: datetime.datetime) -> None:
    """Raises Refused for a chosen moment that has passed; a form says it by the minute."""
    if moment and moment < now - datetime.timedelta(minutes=1):
        raise Refused(
            _("This moment has passed."),
            [Problem("publish_at", _("Choose a moment ahead, or leave it empty."))],
        )


def publish(
    edition: Edition, *, by: User, at: datetime.datetime, now: datetime.datetime, urgent_reason: str = ""
) -> None:
    """Makes a text that is judged public from that moment on; its state is another when this saves it."""
    release = edition.release
    if release.is_removed():
        raise Refused(_("This release was removed: it cannot be published again."))
    if release.editions.ahead(now).exists():
        raise Refused(_("Another edition is already scheduled. Cancel its schedule first."))
    edition.state = Edition.State.APPROVED
    edition.approved_at, edition.approved_by = now, by
    edition.live_from = at
    edition.urgent_reason = urgent_reason
    edition.credit_line = credit_line(edition)
    edition.return_note = ""
    edition.version += 1
    schedule.recompute_schedule(release, joining=edition)


@transaction.atomic
def import_published(
    edition: Edition, *, by: User, at: datetime.datetime, hour_known: bool = True, previous_reads: int = 0
) -> Edition:
    """Publishes the draft of a text that was published before, elsewhere, as of that past moment.

    For the importer: nobody approves again what the public has long read. Raises Refused when the release
    was published here already.
    """
    current = transitions.lock_edition(edition, None)
    release = current.release
    transitions.require(Permissions(current, by).can_import())
    if problems := find_missing(current):
        raise Refused(_("This cannot be published yet."), problems)
    release.hour_known = hour_known
    release.previous_reads = previous_reads
    release.save(update_fields=["hour_known", "previous_reads"])
    now = timezone.now()
    current.submitted_at, current.submitted_by = now, by
    current.ai_use_is_asked = False  # nobody may know any more
    current.versions.all().delete()  # it was never a draft here: of an archive each text would stand twice
    publish(current, by=by, at=at, now=now)
    site_findings.record_story(release)
    transitions.record_entry(
        AuditEntry.Verb.IMPORT, by=by, release=release, edition=current, previous_reads=previous_reads
    )
    return transitions.refresh(edition)


@transaction.atomic
def unschedule(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Takes an approved edition that is still ahead back to a draft; the one before it opens again.

    What was to become public together with it goes back too.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_unschedule())
    for each in [current, *_lock_joint(current)]:
        _unschedule(each, by=by)
    return transitions.refresh(edition)


def _lock_joint(edition: Edition) -> list[Edition]:
    """Returns what becomes public together with it, each locked."""
    joint = edition.joint_editions().ahead().select_related("release").order_by("release")
    return [transitions.lock_edition(each, None) for each in joint]


def _unschedule(edition: Edition, *, by: User) -> None:
    transitions.return_to_draft(edition)
    schedule.recompute_schedule(edition.release)
    site_findings.record_story(edition.release)
    transitions.record_entry(AuditEntry.Verb.UNSCHEDULE, by=by, release=edition.release, edition=edition)


@transaction.atomic
def confirm(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """The second person's approval of what was published alone."""
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_confirm())
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    transitions.save_changes(current, "confirmed_at", "confirmed_by")
    transitions.record_entry(AuditEntry.Verb.CONFIRM, by=by, release=current.release, edition=current)
    return transitions.refresh(edition)


def _get_reason(typed: str) -> str:
    """Returns the reason as it is kept. Raises Refused where it says nothing to a reader."""
    if reason := get_words(typed):
        return reason
    sentence = _("Give the reason: readers will see it.")
    raise Refused(sentence, [Problem("reason", sentence)])


def _unschedule_what_is_ahead(release: Release, now: datetime.datetime, *, by: User) -> None:
    """Sends an edition ahead back to the desk; `start_edition` saw to it that no other is in work."""
    for edition in release.editions.ahead(now):
        for each in _lock_joint(edition):
            _unschedule(each, by=by)
        transitions.return_to_draft(edition)


@transaction.atomic
def withdraw(release: Release, *, by: User, reason: str) -> Release:
    """Takes the live edition back: readable at its address under a banner with the reason, nowhere else.

    An edition that was scheduled goes back to a draft.
    """
    row, now = schedule.lock_release(release), timezone.now()
    transitions.require(Permissions(transitions.newest_edition(row), by, now).can_withdraw())
    live = row.live_edition(now)
    assert live is not None  # so `can_withdraw` says
    reason = _get_reason(reason)
    _unschedule_what_is_ahead(row, now, by=by)
    assert live.live_from is not None
    live.withdrawn_at = live.live_until = max(now, live.live_from + schedule.SHORTEST)
    live.withdrawn_by, live.withdrawal_reason = by, reason
    transitions.save_changes(live, "withdrawn_at", "withdrawn_by", "withdrawal_reason", "live_until")
    schedule.recompute_schedule(row)
    site_findings.record_story(row)
    transitions.record_entry(AuditEntry.Verb.WITHDRAW, by=by, release=row, edition=live, reason=reason)
    release.refresh_from_db()
    return release


@transaction.atomic
def remove(release: Release, *, by: User, reason: str) -> Release:
    """Takes text and history from the public for good: its address answers 410 with the reason."""
    row, now = schedule.lock_release(release), timezone.now()
    transitions.require(Permissions(transitions.newest_edition(row), by, now).can_remove())
    reason = _get_reason(reason)
    _unschedule_what_is_ahead(row, now, by=by)
    row.removed_at, row.removed_by, row.removal_reason = now, by, reason
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    schedule.recompute_schedule(row)
    site_findings.record_story(row)
    transitions.record_entry(AuditEntry.Verb.REMOVE, by=by, release=row, reason=reason)
    release.refresh_from_db()
    return release
