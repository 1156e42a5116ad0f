"""What every verb does first and last: the lock, the version, the right, the audit entry."""

from typing import Any

from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition, Release, User
from press.publishing import schedule
from press.publishing.refusals import Outdated, Refused


def lock_edition(edition: Edition, version: int | None) -> Edition:
    """Returns the edition as it stands, its release locked until the transaction ends.

    Raises Outdated when `version`, the one that the officer's form was built on, is not the current one.
    """
    schedule.lock_release(edition.release)
    current = Edition.objects.select_related("release", "contact").get(pk=edition.pk)
    if version is not None and version != current.version:
        raise Outdated(current, version)
    return current


def require_permission(user: User, right: str) -> None:
    if not user.is_active or not user.has_perm(f"press.{right}"):
        raise Refused(_("Your account does not have the right to do this."))


def require_state(edition: Edition, state: str) -> None:
    if edition.state != state:
        raise Refused(
            _("This release is now “%(state)s”: open it again to see what may be done with it.")
            % {"state": edition.get_state_display()}
        )


def record_entry(
    verb: str, *, by: User, release: Release, edition: Edition | None = None, **detail: Any
) -> None:
    """Writes the audit entry, in the transaction of the verb itself."""
    if edition:
        detail["version"] = edition.version
    AuditEntry.objects.create(
        by=by,
        verb=verb,
        release_number=release.pk,
        edition_number=edition.number if edition else None,
        detail=detail,
    )


def save_changes(edition: Edition, *fields: str) -> None:
    """Saves what a verb changed and moves the version on, so that older forms are noticed."""
    edition.version += 1
    edition.save(update_fields=[*fields, "version"])


def refresh(original: Edition, current: Edition) -> Edition:
    """Gives the caller's object the values that the verb wrote, and returns it."""
    original.refresh_from_db()
    original.release.refresh_from_db()
    return original
