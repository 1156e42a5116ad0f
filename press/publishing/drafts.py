"""Writing and handing over: everything before an approval."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from press.languages import Language
from press.models import AuditEntry, Edition, Illustration, Release, Story, User
from press.publishing import schedule, transitions
from press.publishing.refusals import Refused
from press.publishing.validation import find_problems
from press.search.normalise import searchable_text
from press.transliteration import slug as transliterated

# What an officer writes; everything else of an edition is set by the verbs.
TEXT_FIELDS = frozenset(
    {"title", "dateline", "lead", "body", "contact", "courtesy", "publish_at", "correction_note", "minor"}
)


def _write(edition: Edition, changes: dict[str, Any]) -> list[str]:
    unknown = changes.keys() - TEXT_FIELDS
    if unknown:
        raise TypeError(f"not written by officers: {', '.join(sorted(unknown))}")
    changed = [name for name, value in changes.items() if getattr(edition, name) != value]
    for name in changed:
        setattr(edition, name, changes[name])
    edition.search_text = searchable_text(edition)
    return changed


@transaction.atomic
def start_release(
    *,
    language: str,
    by: User,
    story: Story | None = None,
    slug: str = "",
    **text: Any,
) -> Edition:
    """Returns the draft of a new release; makes its story too when none is given.

    Raises Refused when the story has a release in that language already.
    """
    transitions.require_permission(by, "add_edition")
    story = story or Story.objects.create()
    slug = slug or transliterated(str(text.get("title", "")), language)
    try:
        with transaction.atomic():
            release = Release.objects.create(story=story, language=language, slug=slug)
    except IntegrityError:
        raise Refused(
            _("This story already has a release in this language: %(language)s.")
            % {"language": Language(language).label}
        ) from None
    edition = Edition(release=release, number=1, created_by=by)
    _write(edition, text)
    edition.save()
    edition.changed_by.add(by)
    transitions.record_entry(AuditEntry.Verb.START, by=by, release=release, edition=edition)
    return edition


@transaction.atomic
def start_edition(release: Release, *, by: User) -> Edition:
    """Returns a new draft, copied from the newest approved edition with its illustrations.

    Raises Refused while another edition is in work, or when nothing was approved yet.
    """
    transitions.require_permission(by, "add_edition")
    if release.is_removed():
        raise Refused(_("This release was removed: it has no new editions."))
    schedule.lock_release(release)
    if release.editions.in_work().exists():
        raise Refused(_("Another edition of this release is already in work."))
    if release.editions.ahead().exists():
        # One place to go back to: withdrawing sends what is scheduled to the desk, where no other may lie.
        raise Refused(_("An edition of this release is scheduled. Cancel its schedule to change it."))
    newest = release.editions.filter(state=Edition.State.APPROVED).order_by("-number").first()
    if newest is None:
        raise Refused(_("This release has no approved text to begin from."))
    edition = Edition(release=release, number=newest.number + 1, created_by=by)
    _write(
        edition, {name: getattr(newest, name) for name in ("title", "dateline", "lead", "body", "courtesy")}
    )
    edition.contact = newest.contact
    edition.save()
    Illustration.objects.bulk_create(
        Illustration(
            edition=edition,
            photograph=used.photograph,
            alternative_text=used.alternative_text,
            decorative=used.decorative,
            caption=used.caption,
            order=used.order,
        )
        for used in newest.illustrations.select_related("photograph")
    )
    transitions.record_entry(AuditEntry.Verb.START, by=by, release=release, edition=edition)
    return edition


@transaction.atomic
def revise(
    edition: Edition, *, by: User, version: int | None = None, slug: str | None = None, **changes: Any
) -> Edition:
    """Returns the draft with the changed text; whoever changes a text may not approve it afterwards.

    Call it inside the transaction that also saves photographs, even with no changed text: it moves the
    version on. Raises Refused unless the edition is a draft, Outdated when the form was older.
    """
    transitions.require_permission(by, "change_edition")
    current = transitions.lock_edition(edition, version)
    transitions.require_state(current, Edition.State.DRAFT)
    changed = _write(current, changes)
    if slug is not None and slug != current.release.slug:
        if current.release.slug_is_frozen():
            raise Refused(_("The address of a published release does not change: others link to it."))
        current.release.slug = slug
        current.release.save(update_fields=["slug"])
        changed.append("slug")
    transitions.save_changes(current, *(name for name in changed if name != "slug"), "search_text")
    current.changed_by.add(by)
    transitions.record_entry(
        AuditEntry.Verb.REVISE, by=by, release=current.release, edition=current, fields=sorted(changed)
    )
    return transitions.refresh(edition, current)


@transaction.atomic
def submit(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Hands a draft to the editors; from now on its text is frozen."""
    transitions.require_permission(by, "submit_edition")
    current = transitions.lock_edition(edition, version)
    transitions.require_state(current, Edition.State.DRAFT)
    if found := find_problems(current):
        raise Refused(_("This cannot be submitted yet."), found)
    current.state = Edition.State.SUBMITTED
    current.submitted_at, current.submitted_by = timezone.now(), by
    current.return_note = ""
    transitions.save_changes(current, "state", "submitted_at", "submitted_by", "return_note")
    transitions.record_entry(AuditEntry.Verb.SUBMIT, by=by, release=current.release, edition=current)
    return transitions.refresh(edition, current)


def _back_to_draft(edition: Edition, note: str) -> None:
    edition.state = Edition.State.DRAFT
    edition.submitted_at = edition.submitted_by = None
    edition.return_note = note
    transitions.save_changes(edition, "state", "submitted_at", "submitted_by", "return_note")


@transaction.atomic
def take_back(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Makes a submitted edition a draft again, at its author's own wish."""
    transitions.require_permission(by, "submit_edition")
    current = transitions.lock_edition(edition, version)
    transitions.require_state(current, Edition.State.SUBMITTED)
    _back_to_draft(current, "")
    transitions.record_entry(AuditEntry.Verb.TAKE_BACK, by=by, release=current.release, edition=current)
    return transitions.refresh(edition, current)


@transaction.atomic
def send_back(edition: Edition, *, by: User, note: str, version: int | None = None) -> Edition:
    """Makes a submitted edition a draft again, with a note that says what is to be mended."""
    transitions.require_permission(by, "approve_edition")
    if not note.strip():
        raise Refused(_("Say what is to be mended."), [])
    current = transitions.lock_edition(edition, version)
    transitions.require_state(current, Edition.State.SUBMITTED)
    _back_to_draft(current, note.strip())
    transitions.record_entry(
        AuditEntry.Verb.SEND_BACK, by=by, release=current.release, edition=current, note=note.strip()
    )
    return transitions.refresh(edition, current)
