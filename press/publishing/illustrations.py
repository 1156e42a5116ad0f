"""The photographs of a draft, and the words about a photograph that every text which shows it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from press.models import AuditEntry, Edition, Illustration, Photograph, Story, User
from press.photographs.intake import claim, create_photograph
from press.photographs.visibility import find_uploads
from press.publishing import site_findings, transitions
from press.publishing.ai_use import note_checker, with_check
from press.publishing.permissions import Permissions
from press.publishing.refusals import Outdated, Problem, Refused
from press.publishing.versions import CREDIT_FIELDS, keep_version


@dataclass(frozen=True, slots=True)
class IllustrationInput:
    """One illustration as an officer wants it, with its words.

    It shows a photograph of the story, an upload of the officer, or a new file.
    """

    photograph: Photograph | None
    file: "IO[bytes] | File[Any] | None"
    # Values of Illustration.WRITTEN_FIELDS and of Photograph.WRITTEN_FIELDS, by name.
    texts: dict[str, Any]

    def credit(self, language: str) -> dict[str, Any]:
        """Returns what is said of the photograph itself, by its columns."""
        said = {field.name: self.texts[field.name] for field in Photograph.WRITTEN_FIELDS}
        return {f"credit_{language}": said.pop("credit"), **said}


@transaction.atomic
def revise_illustrations(edition: Edition, illustrations: Sequence[IllustrationInput], *, by: User) -> None:
    """Gives the draft these illustrations, in this order, and no others: a change of the text like any other.

    The words about a photograph itself, its credit and rights, are written until a text that shows it is
    handed over, in whatever language. Raises Refused where a file that is fixed comes with another credit.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_revise())
    keep_version(current)
    before = _rows(current)
    used: list[int] = []
    credited: list[Photograph] = []
    for wanted in illustrations:
        photograph = _get_photograph(wanted, current, by=by)
        if photograph.pk in used:
            continue
        if _credit(photograph, wanted, current.language, by=by):
            credited.append(photograph)
        texts = {field.name: wanted.texts[field.name] for field in Illustration.WRITTEN_FIELDS}
        Illustration.objects.update_or_create(
            edition=current, photograph=photograph, defaults={**texts, "order": len(used)}
        )
        used.append(photograph.pk)
    current.illustrations.exclude(photograph__in=used).delete()
    changed = [current] if credited or _rows(current) != before else []
    for text in [*changed, *_others_with(credited, current)]:
        transitions.save_changes(text)
        keep_version(text, by=by)
        transitions.record_revision(text, by=by, fields=["illustrations"])
    transitions.refresh(edition)


def _others_with(photographs: list[Photograph], edition: Edition) -> QuerySet[Edition]:
    """Returns the story's other texts that say the same of these photographs; all are drafts still."""
    others = Edition.objects.filter(illustrations__photograph__in=photographs).exclude(pk=edition.pk)
    return others.select_related("release").distinct()


def _rows(edition: Edition) -> list[tuple[Any, ...]]:
    names = [field.name for field in Illustration.WRITTEN_FIELDS]
    return list(edition.illustrations.order_by("order", "pk").values_list("photograph", *names))


def _get_photograph(wanted: IllustrationInput, edition: Edition, *, by: User) -> Photograph:
    """Returns the story's photograph, as it stands under the lock; what was none of its becomes one."""
    story = edition.release.story
    if wanted.photograph:
        photograph = _lock_photograph(wanted.photograph, story, by=by)
        if photograph.story_id:
            return photograph
        photograph = claim(photograph, story)
    else:
        assert wanted.file is not None
        photograph = create_photograph(wanted.file, story=story, by=by)
    typed = {name: words for name, words in wanted.credit(edition.language).items() if words}
    if photograph.is_fixed() and _changes(photograph, typed):
        raise Refused(
            _("A photograph that you chose is published with another credit."),
            [
                Problem(
                    "illustrations",
                    _("This photograph is published with the credit “%(credit)s”: an editor can correct it.")
                    % {"credit": photograph.credit(edition.language)},
                )
            ],
        )
    return photograph


def _lock_photograph(photograph: Photograph, story: Story, *, by: User) -> Photograph:
    """Returns one of the story, or an upload of the officer that no text has taken meanwhile."""
    theirs = story.photographs.all() | find_uploads(by)
    try:
        return theirs.select_for_update(of=("self",)).get(pk=photograph.pk)
    except Photograph.DoesNotExist:
        raise Refused(_("A photograph that you chose is no longer there: choose its file again.")) from None


def _credit(photograph: Photograph, wanted: IllustrationInput, language: str, *, by: User) -> bool:
    """Writes the words about the photograph unless they are fixed; returns whether they are others now."""
    changes = _changes(photograph, wanted.credit(language))
    if not changes or photograph.is_fixed():
        return False
    _save(photograph, changes, by=by)
    return True


@transaction.atomic
def correct_credit(
    edition: Edition, photograph: Photograph, *, by: User, version: int | None = None, **words: Any
) -> None:
    """Corrects what stands with a photograph of the edition (CREDIT_FIELDS), wherever it is shown, at once.

    `version` is the photograph's, as the form showed it: raises Outdated when it is not the current one.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_correct_credit())
    shown = Photograph.objects.filter(pk=photograph.pk, illustrations__edition=current).first()
    if shown is None or not shown.is_fixed():
        raise Refused(_("This photograph is not published with this text: its credit is written there."))
    changes = _changes(shown, words)
    if not changes:
        return
    if version is not None and version != shown.version:
        raise Outdated.photograph(shown, version)
    _save(shown, changes, by=by)
    if "ai_use" in changes:  # the content rules ask for it
        site_findings.record_story(current.release)
    transitions.record_entry(
        AuditEntry.Verb.CORRECT_CREDIT,
        by=by,
        release=current.release,
        edition=current,
        photograph=shown.pk,
        photograph_version=shown.version,
        changes=changes,
    )


def _changes(photograph: Photograph, words: dict[str, Any]) -> dict[str, list[Any]]:
    """Returns what each changed word was and shall be."""
    unknown = words.keys() - set(CREDIT_FIELDS)
    if unknown:
        raise TypeError(f"no words about a photograph: {', '.join(sorted(unknown))}")
    words = with_check(photograph, words)
    before = {name: getattr(photograph, name) for name in words}
    return {name: [before[name], after] for name, after in words.items() if before[name] != after}


def _save(photograph: Photograph, changes: dict[str, list[Any]], *, by: User) -> None:
    keep_version(photograph)
    for name, (_before, after) in changes.items():
        setattr(photograph, name, after)
    note_checker(photograph, changes, by)
    photograph.version += 1
    photograph.save(update_fields=[*changes, "ai_checked_by", "version"])
    keep_version(photograph, by=by)
