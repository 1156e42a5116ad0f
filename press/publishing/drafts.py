"""Writing and handing over: everything before an approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from press.languages import Language
from press.models import AuditEntry, Edition, Illustration, Photograph, Release, Story, User
from press.photographs.intake import create_photograph
from press.publishing import schedule, transitions
from press.publishing.permissions import Permissions, can_start_release
from press.publishing.refusals import Refused
from press.publishing.validation import find_problems
from press.search.normalise import searchable_text
from press.transliteration import slug as _make_slug

# What a story is about, the same in all its languages.
STORY_FIELDS = ("topics", "people", "related", "pinned_until")


@dataclass(frozen=True, slots=True)
class IllustrationInput:
    """One illustration as an officer wants it: a photograph of the story or a new file, and the words."""

    photograph: Photograph | None
    file: "IO[bytes] | File[Any] | None"
    # Values of Illustration.WRITTEN_FIELDS and of Photograph.WRITTEN_FIELDS, by name.
    texts: dict[str, Any]


def _write(edition: Edition, changes: dict[str, Any]) -> list[str]:
    """Sets the changed texts, not saved yet; returns their names."""
    unknown = changes.keys() - {field.name for field in Edition.WRITTEN_FIELDS}
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
    transitions.require(can_start_release(by))
    story = story or Story.objects.create()
    slug = slug or _make_slug(str(text.get("title", "")), language)
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

    Raises Refused while another edition is in work or ahead: the newest one is approved then.
    """
    newest = transitions.newest_edition(schedule.lock_release(release))
    transitions.require(Permissions(newest, by).can_start_edition())
    edition = Edition(release=release, number=newest.number + 1, created_by=by)
    _write(
        edition,
        {field.name: getattr(newest, field.name) for field in Edition.WRITTEN_FIELDS if field.is_copied},
    )
    edition.save()
    Illustration.objects.bulk_create(
        Illustration(
            edition=edition,
            photograph=used.photograph,
            order=used.order,
            **{field.name: getattr(used, field.name) for field in Illustration.WRITTEN_FIELDS},
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

    An empty `slug` is made from the title. Call it inside the transaction that also saves photographs, even
    with no changed text: it moves the version on. Raises Refused unless the edition is a draft, Outdated when
    the form was older.
    """
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_revise())
    changed = _write(current, changes)
    if slug == "":
        slug = _make_slug(current.title, current.language)
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
    return transitions.refresh(edition)


@transaction.atomic
def revise_illustrations(edition: Edition, illustrations: Sequence[IllustrationInput], *, by: User) -> None:
    """Gives the draft these illustrations, in this order, and no others.

    The words about a photograph itself, its credit and rights, are written unless readers have them already.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_revise())
    kept: list[int] = []
    for wanted in illustrations:
        photograph = _get_photograph(wanted, current, by=by)
        if photograph.pk in kept:
            continue
        texts = {field.name: wanted.texts[field.name] for field in Illustration.WRITTEN_FIELDS}
        Illustration.objects.update_or_create(
            edition=edition, photograph=photograph, defaults={**texts, "order": len(kept)}
        )
        kept.append(photograph.pk)
    edition.illustrations.exclude(photograph__in=kept).delete()


def _get_photograph(wanted: IllustrationInput, edition: Edition, *, by: User) -> Photograph:
    credit, rights = wanted.texts["credit"], wanted.texts["rights"]
    if wanted.photograph is None:
        assert wanted.file is not None
        return create_photograph(
            wanted.file, story=edition.release.story, by=by, credit={edition.language: credit}, rights=rights
        )
    if not wanted.photograph.credit_is_fixed(edition.language):
        _credit_photograph(wanted.photograph, {f"credit_{edition.language}": credit, "rights": rights})
    return wanted.photograph


def _credit_photograph(photograph: Photograph, words: dict[str, str]) -> None:
    changed = [name for name, text in words.items() if getattr(photograph, name) != text]
    for name in changed:
        setattr(photograph, name, words[name])
    if changed:
        photograph.save(update_fields=changed)


@transaction.atomic
def revise_story(edition: Edition, *, by: User, **about: Any) -> None:
    """Sets what the edition's story is about (STORY_FIELDS): for all its languages, published ones too.

    It needs no new edition of the text, so that a published story too may be pinned or found under a topic.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_revise_story())
    story = current.release.story
    changed = [name for name in STORY_FIELDS if _set_about(story, name, about[name])]
    if changed:
        transitions.record_entry(
            AuditEntry.Verb.REVISE_STORY, by=by, release=current.release, edition=current, fields=changed
        )


def _set_about(story: Story, name: str, value: Any) -> bool:
    """Returns whether it was something else before."""
    if name == "pinned_until":
        if story.pinned_until == value:
            return False
        story.pinned_until = value
        story.save(update_fields=["pinned_until"])
        return True
    relation = getattr(story, name)
    before = set(relation.values_list("pk", flat=True))
    relation.set(value)
    return before != set(relation.values_list("pk", flat=True))


@transaction.atomic
def submit(edition: Edition, *, by: User, version: int | None = None) -> Edition:
    """Hands a draft to the editors; from now on its text is frozen."""
    current = transitions.lock_edition(edition, version)
    transitions.require(Permissions(current, by).can_submit())
    if problems := find_problems(current):
        raise Refused(_("This cannot be submitted yet."), problems)
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
    if not note.strip():
        raise Refused(_("Say what is to be mended."), [])
    transitions.return_to_draft(current, note.strip())
    transitions.record_entry(
        AuditEntry.Verb.SEND_BACK, by=by, release=current.release, edition=current, note=note.strip()
    )
    return transitions.refresh(edition)
