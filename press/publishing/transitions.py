"""What every verb does first and last: the lock, the version, the right, the audit entry."""

from collections.abc import Iterable
from typing import Any

from press.models import AuditEntry, Edition, Release, User
from press.publishing import schedule
from press.publishing.decisions import Decision
from press.publishing.refusals import Outdated, Refused


def lock_edition(edition: Edition, version: int | None) -> Edition:
    """Returns the edition as it stands, its release locked until the transaction ends.

    Raises Outdated when `version`, the one that the officer's form was built on, is not the current one.
    """
    schedule.lock_release(edition.release)
    current = Edition.objects.select_related("release", "contact").get(pk=edition.pk)
    if version is not None and version != current.version:
        raise Outdated.text(current, version)
    return current


def newest_edition(release: Release) -> Edition:
    """Returns the edition by which the release's permissions are asked: a discarded one if all are."""
    edition = release.newest_edition() or release.editions.order_by("pk").last()
    assert edition is not None  # the last one takes its release with it
    return edition


def require(decision: Decision) -> None:
    """Raises Refused with the sentence why not."""
    if not decision:
        raise Refused(decision.why_not)


def record_entry(
    verb: AuditEntry.Verb,
    *,
    by: User | None,
    release: Release,
    edition: Edition | None = None,
    names_version: bool = True,
    **detail: Any,
) -> None:
    """Writes the audit entry, in the transaction of the verb itself; without `by` it was the worker.

    The edition's key stands in the detail too: what was discarded leaves its number to the next. Whoever has
    an older form is told who did what names a version since.
    """
    if edition:
        detail |= {"edition": edition.pk, **({"version": edition.version} if names_version else {})}
    AuditEntry.objects.create(
        by=by,
        verb=verb,
        release_number=release.pk,
        edition_number=edition.number if edition else None,
        detail=detail,
    )


def record_revision(edition: Edition, *, by: User, fields: Iterable[str]) -> None:
    """Makes the officer one of those who changed the text, with the audit entry that says so."""
    edition.changed_by.add(by)
    record_entry(
        AuditEntry.Verb.REVISE, by=by, release=edition.release, edition=edition, fields=sorted(fields)
    )


def record_account_entry(verb: AuditEntry.Verb, *, by: User | None, account: User, **detail: Any) -> None:
    """Writes the audit entry of a verb about an account; without `by` it was the operator's command."""
    AuditEntry.objects.create(by=by, verb=verb, account=account, detail=detail)


def save_changes(edition: Edition, *fields: str) -> None:
    """Saves what a verb changed and moves the version on, so that older forms are noticed."""
    edition.version += 1
    edition.save(update_fields=[*fields, "version"])


def return_to_draft(edition: Edition, note: str = "") -> None:
    """Takes back what was said of it since it was a draft; `note` says what is to be mended."""
    edition.correction_questions.all().delete()
    edition.joint_release = None
    edition.state = Edition.State.DRAFT
    edition.submitted_at = edition.submitted_by = None
    edition.approved_at = edition.approved_by = None
    edition.live_from = edition.live_until = None
    edition.urgent_reason = edition.credit_line = ""
    edition.return_note = note
    edition.version += 1
    edition.save()


def refresh(edition: Edition) -> Edition:
    """Gives the caller's object the values that the verb wrote, and returns it."""
    edition.refresh_from_db()
    edition.release.refresh_from_db()
    return edition
