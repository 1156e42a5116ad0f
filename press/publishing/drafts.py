"""Writing and handing over: everything before an approval."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from press.languages import Language
from press.models import AuditEntry, Edition, Illustration, Release, Story, User
from press.publishing import schedule, transitions
from press.publishing.ai_use import note_checker, with_check
from press.publishing.overrides import require_no_problems
from press.publishing.permissions import Permissions, can_start_release
from press.publishing.refusals import Problem, Refused
from press.publishing.versions import keep_version
from press.richtext.description import describe
from press.richtext.fields import RichTextField
from press.richtext.limits import TooComplex
from press.richtext.notes import translate_notes
from press.richtext.own_language import unmark_own_language
from press.richtext.sanitise import sanitise
from press.search.normalise import searchable_text
from press.text.characters import get_words
from press.transliteration import slug as _make_slug

# What follows from the written fields, whenever one of them is written.
_DERIVED = ("search_text", "description", "ai_checked_by")


def write_texts(edition: Edition, changes: dict[str, Any], *, by: User) -> list[str]:
    """Sets the changed texts, not saved yet; returns their names."""
    unknown = changes.keys() - {field.name for field in Edition.WRITTEN_FIELDS}
    if unknown:
        raise TypeError(f"not written by officers: {', '.join(sorted(unknown))}")
    cleaned = {name: _clean(name, value) for name, value in with_check(edition, changes).items()}
    # Only of what somebody changed: who saves a text that says more than it needs is no author of it.
    settled = {
        name: _settle(name, value, edition.language)
        for name, value in cleaned.items()
        if _is_other(edition, name, value)
    }
    changed = [name for name, value in settled.items() if _is_other(edition, name, value)]
    for name in changed:
        setattr(edition, name, settled[name])
    note_checker(edition, changed, by)
    edition.search_text = searchable_text(edition)
    edition.description = describe(edition.lead, edition.body)
    return changed


def _clean(name: str, value: Any) -> Any:
    """Returns what is kept of a value; raises Refused for a text that is too much to be cleaned."""
    if not isinstance(Edition._meta.get_field(name), RichTextField):
        return value
    try:
        return sanitise(value or "")
    except TooComplex as excess:
        sentence = " ".join(excess.messages)
        raise Refused(sentence, [Problem(name, sentence)]) from None


def _settle(name: str, value: Any, language: str) -> Any:
    """Returns a text as one of that language, which may have been chosen after it was pasted."""
    if not isinstance(Edition._meta.get_field(name), RichTextField):
        return value
    return translate_notes(unmark_own_language(value, language), language)


def _is_other(edition: Edition, name: str, value: Any) -> bool:
    """Whether it is another value, and not the same as a browser sends it: with lines that end otherwise."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")
    return bool(getattr(edition, name) != value)


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

    Raises Refused when the story has a text in that language already. Where all of them are discarded the
    same release goes on, so that one of them can still be restored later.
    """
    transitions.require(can_start_release(by))
    story = story or Story.objects.create()
    slug = slug or _make_slug(str(text.get("title", "")), language)
    release = _get_release(story, language, slug)
    edition = Edition(release=release, number=1, created_by=by, ai_use_is_asked=True)
    write_texts(edition, text, by=by)
    edition.save()
    keep_version(edition, by=by)
    edition.changed_by.add(by)
    transitions.record_entry(AuditEntry.Verb.START, by=by, release=release, edition=edition)
    return edition


def _get_release(story: Story, language: str, slug: str) -> Release:
    """Returns the story's release in that language, in which no text stands yet."""
    try:
        with transaction.atomic():
            return Release.objects.create(story=story, language=language, slug=slug)
    except IntegrityError:
        release = schedule.lock_release(Release.objects.get(story=story, language=language))
    if release.newest_edition():
        raise Refused(
            _("This story already has a release in this language: %(language)s.")
            % {"language": Language(language).label}
        )
    release.slug = slug
    release.save(update_fields=["slug"])
    return release


@transaction.atomic
def start_edition(release: Release, *, by: User, source: Edition | None = None) -> Edition:
    """Returns a new draft, copied with its illustrations from `source`, a text that was public here;
    without one from the newest approved edition.

    Who wrote or published alone what nobody has confirmed wrote its copy too: that needs another's eyes.
    Raises Refused while another edition is in work or ahead: the newest one is approved then.
    """
    newest = transitions.newest_edition(schedule.lock_release(release))
    transitions.require(Permissions(newest, by).can_start_edition())
    source = _get_source(release, source) if source else newest
    edition = copy_edition(source, number=newest.number + 1, by=by)
    keep_version(edition, by=by)
    transitions.record_entry(
        AuditEntry.Verb.START, by=by, release=release, edition=edition, copied_from=source.number
    )
    return edition


def _get_source(release: Release, source: Edition) -> Edition:
    """Returns the text as it stands. Raises Refused for what the public never read there."""
    public = release.editions.been_public().filter(pk=source.pk).first()
    if public is None:
        raise Refused(_("A new edition begins from a text of this release that was public."))
    return public


def copy_edition(source: Edition, *, number: int, by: User) -> Edition:
    """Returns a new draft with the texts and illustrations of an edition; no version of it is kept yet."""
    edition = Edition(
        release=source.release,
        number=number,
        created_by=by,
        translated_from=source.translated_from,
        ai_use_is_asked=source.ai_use_is_asked,
        expunged_at=source.expunged_at,
    )
    write_texts(
        edition,
        {field.name: getattr(source, field.name) for field in Edition.WRITTEN_FIELDS if field.is_copied},
        by=by,
    )
    edition.save()
    if source.is_urgent_and_unconfirmed() and source.approved_by:
        edition.changed_by.set([*source.changed_by.all(), source.approved_by])
    Illustration.objects.bulk_create(
        Illustration(
            edition=edition,
            photograph=used.photograph,
            order=used.order,
            **{field.name: getattr(used, field.name) for field in Illustration.WRITTEN_FIELDS},
        )
        for used in source.illustrations.select_related("photograph")
    )
    return edition


@transaction.atomic
def revise(
    edition: Edition, *, by: User, version: int | None = None, slug: str | None = None, **changes: Any
) -> Edition:
    """Returns the draft with the changed text; whoever changes a text may not approve it afterwards.

    An empty `slug` is made from the title, and one that was made so is made anew with another title. Where
    nothing is other than before, nothing is written and nobody becomes an author. Raises Refused unless the
    edition is a draft, Outdated when the form was older.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_revise())
    keep_version(current)
    if slug and _is_made_of_title(current, slug):
        slug = ""
    changed = write_texts(current, changes, by=by)
    is_new_address = _set_slug(current, slug)
    if changed or is_new_address:
        transitions.save_changes(current, *changed, *_DERIVED)
        keep_version(current, by=by)
        names = [*changed, *(["slug"] if is_new_address else [])]
        transitions.record_revision(current, by=by, fields=names)
    return transitions.refresh(edition)


def _is_made_of_title(edition: Edition, slug: str) -> bool:
    """Whether nobody has written the address, and it may still follow the title."""
    made = slug == edition.release.slug == _make_slug(edition.title, edition.language)
    return made and not edition.release.slug_is_frozen()


def _set_slug(edition: Edition, slug: str | None) -> bool:
    """Returns whether the address is another than before; None leaves it as it is."""
    if slug == "":
        slug = _make_slug(edition.title, edition.language)
    release = edition.release
    if slug is None or slug == release.slug:
        return False
    if release.slug_is_frozen():
        raise Refused(_("The address of a published release does not change: others link to it."))
    release.slug = slug
    release.save(update_fields=["slug"])
    return True


@transaction.atomic
def submit(edition: Edition, *, by: User, version: int | None = None, override_reason: str = "") -> Edition:
    """Hands a draft to the editors; from now on its text is frozen.

    `override_reason`: why it is handed over with all the errors that the content rules find in it.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_submit())
    require_no_problems(current, _("This cannot be submitted yet."), by=by, override_reason=override_reason)
    current.state = Edition.State.SUBMITTED
    current.submitted_at, current.submitted_by = timezone.now(), by
    current.return_note = ""
    transitions.save_changes(current, "state", "submitted_at", "submitted_by", "return_note")
    transitions.record_entry(AuditEntry.Verb.SUBMIT, by=by, release=current.release, edition=current)
    return transitions.refresh(edition)


@transaction.atomic
def take_back(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Makes a submitted edition a draft again, at its author's own wish."""
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_take_back())
    transitions.return_to_draft(current)
    transitions.record_entry(AuditEntry.Verb.TAKE_BACK, by=by, release=current.release, edition=current)
    return transitions.refresh(edition)


@transaction.atomic
def send_back(edition: Edition, *, by: User, note: str, version: int | None = None) -> Edition:
    """Makes a submitted edition a draft again, with a note that says what is to be mended."""
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_send_back())
    note = get_words(note)
    if not note:
        raise Refused(_("Say what is to be mended."), [])
    transitions.return_to_draft(current, note)
    transitions.record_entry(
        AuditEntry.Verb.SEND_BACK, by=by, release=current.release, edition=current, note=note
    )
    return transitions.refresh(edition)
