"""Drafts that are thrown away: restored as long as they are kept, then deleted.

A discarded edition was never public. It has a state of its own, so that nothing which asks for drafts or for
what is approved meets it. Its number is free for the next, and restored it has the number after the newest:
so those that readers see in the history are numbered without a gap.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from press.models import AuditEntry, Edition, User
from press.publishing import joint_releases, transitions
from press.publishing.permissions import Permissions
from press.publishing.versions import find_content


@transaction.atomic
def discard(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Takes a draft out of everything; it can be restored until its `restorable_until`.

    What was published of the release stays as it is, and a new edition may be begun. A joint release that
    waits for it is cancelled. Raises Refused unless
    the edition is a draft, Outdated when somebody has changed it since `version`.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_discard())
    joint_releases.end_with(current, by=by)
    current.state = Edition.State.DISCARDED
    current.discarded_at, current.discarded_by = timezone.now(), by
    transitions.save_changes(current, "state", "discarded_at", "discarded_by")
    transitions.record_entry(AuditEntry.Verb.DISCARD, by=by, release=current.release, edition=current)
    return transitions.refresh(edition)


@transaction.atomic
def restore(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Makes a discarded edition the draft that it was, numbered after the newest.

    Where the release has no other text its address is that of this one again. Raises Refused once it is kept
    no longer, and while another edition of the release is in work or ahead.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_restore())
    newest = current.release.newest_edition()
    current.number = newest.number + 1 if newest else 1
    kept = find_content(current, current.version)
    if newest is None and kept and not current.release.slug_is_frozen():
        # Another text may have been begun and discarded meanwhile: the address was made of its title.
        current.release.slug = kept["slug"]
        current.release.save(update_fields=["slug"])
    current.state = Edition.State.DRAFT
    current.discarded_at = current.discarded_by = None
    transitions.save_changes(current, "number", "state", "discarded_at", "discarded_by")
    transitions.record_entry(AuditEntry.Verb.RESTORE, by=by, release=current.release, edition=current)
    return transitions.refresh(edition)


def delete_discarded() -> int:
    """Deletes for good what can be restored no longer; returns how many editions. For the worker.

    A release goes with its last edition, a story with its last release: nothing of them was ever public. The
    audit stays. The files of a story's photographs are left to `sweep_photographs`, as any that no row names.
    """
    over = Edition.objects.filter(discarded_at__lte=timezone.now() - Edition.RESTORABLE_FOR)
    return sum(_delete(edition) for edition in over.select_related("release").order_by("discarded_at", "pk"))


@transaction.atomic
def _delete(edition: Edition) -> bool:
    """Returns whether it was still there: each machine has a worker, and an officer may have restored it."""
    try:
        current = transitions.lock_edition(edition, None)
    except ObjectDoesNotExist:
        return False
    if current.restorable_until is None or current.restorable_until > timezone.now():
        return False
    release, story = current.release, current.release.story
    transitions.record_entry(AuditEntry.Verb.DELETE, by=None, release=release, edition=current)
    current.delete()
    if not release.editions.exists():
        release.delete()
        if not story.releases.exists():
            story.delete()
    return True
