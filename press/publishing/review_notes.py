"""Notes at a place of a text that is in work: a reviewer begins a thread, it is answered, and resolved.

They change no text: nobody becomes an author by one, and none stands in the way of an approval. The audit
says that there was one; its words stand in the note alone.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.content import Text
from press.models import AuditEntry, Edition, ReviewNote, User
from press.publishing import transitions
from press.publishing.content_rules import build_alone
from press.publishing.permissions import Permissions
from press.publishing.refusals import Problem, Refused
from press.text.characters import get_words
from press.text.quotes import find_words


def list_places(edition: Edition) -> list[str]:
    """Returns what a note may be about, as its `text_name` says it: each text, then what else is written."""
    texts = [text.name for text in build_alone(edition).texts]
    return [*texts, *(field.name for field in Edition.WRITTEN_FIELDS if not field.is_in_language)]


def say_in_one_line(quote: str) -> str:
    """Returns words that a note is about as they are kept and sought."""
    return " ".join(get_words(quote).split())[: ReviewNote.LONGEST_QUOTE].strip()


def find_quoted(texts: Iterable[Text], words: str) -> list[str]:
    """Returns the names of the texts that say these words."""
    return [text.name for text in texts if find_words(text, words)]


@transaction.atomic
def add_note(edition: Edition, *, by: User, text: str, text_name: str = "", quote: str = "") -> ReviewNote:
    """Returns the first note of a new thread: at a text, about words of it, or about all of it.

    Raises Refused for words that are in no text of the edition as it is saved.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_note())
    if text_name and text_name not in list_places(current):
        raise Refused(_("This is no longer in the text."))
    words = say_in_one_line(quote)
    if words and not find_quoted(build_alone(current).texts, words):
        sentence = _(
            "These words are not found in the text as it is saved: copy them from there, or leave their "
            "field empty."
        )
        raise Refused(sentence, [Problem("quote", sentence)])
    note = ReviewNote.objects.create(
        edition=current,
        text_name=text_name,
        quote=words,
        text=_require_words(text),
        by=by,
    )
    _record(AuditEntry.Verb.ADD_NOTE, note, current, by)
    return note


@transaction.atomic
def reply_to_note(thread: ReviewNote, *, by: User, text: str) -> ReviewNote:
    current, first = _lock(thread, by)
    reply = ReviewNote.objects.create(edition=current, thread=first, text=_require_words(text), by=by)
    _record(AuditEntry.Verb.REPLY_TO_NOTE, first, current, by)
    return reply


@transaction.atomic
def resolve_note(thread: ReviewNote, *, by: User) -> ReviewNote:
    current, first = _lock(thread, by)
    if first.resolved_at is not None:
        raise Refused(_("This note is resolved already."))
    return _end(first, current, by, is_resolved=True)


@transaction.atomic
def reopen_note(thread: ReviewNote, *, by: User) -> ReviewNote:
    current, first = _lock(thread, by)
    if first.resolved_at is None:
        raise Refused(_("This note is open already."))
    return _end(first, current, by, is_resolved=False)


def _lock(thread: ReviewNote, by: User) -> tuple[Edition, ReviewNote]:
    """Returns edition and first note as they stand. Raises Refused where this officer may not answer."""
    current = transitions.lock_edition(thread.edition, None)
    transitions.require(Permissions(current, by).can_answer_notes())
    return current, ReviewNote.objects.get(pk=thread.thread_id or thread.pk)


def _end(first: ReviewNote, edition: Edition, by: User, *, is_resolved: bool) -> ReviewNote:
    first.resolved_at, first.resolved_by = (timezone.now(), by) if is_resolved else (None, None)
    first.save(update_fields=["resolved_at", "resolved_by"])
    verb = AuditEntry.Verb.RESOLVE_NOTE if is_resolved else AuditEntry.Verb.REOPEN_NOTE
    _record(verb, first, edition, by)
    return first


def _require_words(typed: str) -> str:
    if text := get_words(typed):
        return text
    sentence = _("Write what you note.")
    raise Refused(sentence, [Problem("note", sentence)])


def _record(verb: AuditEntry.Verb, first: ReviewNote, edition: Edition, by: User) -> None:
    transitions.record_entry(
        verb, by=by, release=edition.release, edition=edition, names_version=False, review_note=first.pk
    )
