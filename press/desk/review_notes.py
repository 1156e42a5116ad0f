"""The notes of a text that is in work, each at its place: on the form below its field, else in the text."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accessibility.content import Text
from press.desk.beside import name_field
from press.desk.marks import show_marked
from press.models import Edition, Illustration, ReviewNote, User
from press.publishing.content_rules import build_alone
from press.publishing.permissions import Permissions
from press.publishing.review_notes import find_quoted, list_places, say_in_one_line
from press.text.quotes import Span, find_words

# All of the text.
WHOLE = ""


# What stands in the text of the page that is only read, beside the words of the photographs.
_IN_THE_TEXT = ("title", "correction_note", "dateline", "lead", "body")


@dataclass(frozen=True, slots=True)
class Thread:
    """A first note and its replies. `number` counts on the page, `span` is where its words stand.

    `is_lost`: the words, or all that it was about, are in the text no longer.
    """

    note: ReviewNote
    number: int
    label: str
    span: Span | None = None
    is_lost: bool = False

    @property
    def is_open(self) -> bool:
        return self.note.resolved_at is None

    @property
    def anchor(self) -> str:
        return f"note-{self.note.pk}"


@dataclass(frozen=True, slots=True)
class Place:
    """What notes may be about, and the threads there. `html`: its text, the words of open notes marked."""

    name: str
    label: str
    html: SafeString
    threads: list[Thread]

    @property
    def anchor(self) -> str:
        return f"notes-{self.name or 'whole'}"

    @property
    def is_in_text(self) -> bool:
        return bool(self.html) and (self.name in _IN_THE_TEXT or self.name.startswith("photograph-"))


Places = dict[str, Place]


def find_places(shown: Edition, notes: Iterable[ReviewNote], *, without: Iterable[str] = ()) -> Places:
    """Returns the places of the text that is shown by their names, all of it first, with the notes there.

    `without`: what the page has no place for. What is about that, or is gone, is said of the whole text.
    """
    texts = build_alone(shown).texts
    by_name = {text.name: text for text in texts}
    labels = {name: name_field(name, [shown]) for name in list_places(shown) if name not in without}
    labels = {WHOLE: _("The whole text"), **labels}
    threads = defaultdict(list)
    for number, note in enumerate(notes, start=1):
        text = by_name.get(note.text_name)
        span = find_words(text, note.quote) if text and note.quote else None
        is_gone = bool(note.quote and text and span is None) and not find_quoted(texts, note.quote)
        is_lost = is_gone or note.text_name not in {*by_name, *labels}
        name = note.text_name if note.text_name in labels else WHOLE  # as find_place
        threads[name].append(Thread(note, number, labels[name], span, is_lost))
    return {
        name: Place(name, label, _show(by_name.get(name), threads[name]), threads[name])
        for name, label in labels.items()
    }


def find_text_name(shown: Edition, text_name: str, quote: str) -> str:
    """Returns what a note on these words is about: what its officer named where it has them, else the first
    text that does; what was named where none does."""
    names = find_quoted(build_alone(shown).texts, say_in_one_line(quote))
    return text_name if text_name in names or not names else names[0]


def _show(text: Text | None, threads: list[Thread]) -> SafeString:
    marks: dict[Span, SafeString] = {}
    for thread in threads:
        if thread.span and thread.is_open:
            marks[thread.span] = marks.get(thread.span, SafeString("")) + _refer_to(thread)
    return show_marked(text, marks) if text else SafeString("")


def _refer_to(thread: Thread) -> SafeString:
    words = _("Note %(number)s") % {"number": thread.number}
    return format_html('<sup class="note-mark" lang="{}"> [{}]</sup>', get_language(), words)


def find_notes(edition: Edition) -> QuerySet[ReviewNote]:
    """Returns the first notes of the threads, with all that is shown of them."""
    replies = Prefetch("replies", ReviewNote.objects.select_related("by"))
    return edition.review_notes.threads().select_related("by", "resolved_by").prefetch_related(replies)


def count_open(edition: Edition) -> int:
    return edition.review_notes.open().count()


def say_open(number: int) -> str:
    """Returns how many notes are open, in words; nothing where none is."""
    if not number:
        return ""
    return ngettext("%(number)s note is open", "%(number)s notes are open", number) % {"number": number}


def build_form_context(
    edition: Edition | None,
    written: Edition,
    fields: Collection[str],
    *,
    officer: User,
    sent: QueryDict | None,
) -> dict[str, Any]:
    """Returns what the form shows of them: below each of its `fields` what is noted there.

    `written` says what is typed, `sent` what stands in the fields of the notes. Of a new text there are none.
    """
    if edition is None:
        return {}
    without = [field.name for field in Edition.WRITTEN_FIELDS if field.name not in fields]
    places = find_places(written, find_notes(edition), without=without)
    return _build(edition, places, officer, sent) | {"is_form": True, "notes_of": _by_field(places, written)}


def _by_field(places: Places, written: Edition) -> Places:
    """Returns the places by the id of their field; a photograph's row is found by its order."""
    ids = {name: f"id_{name}" for name in places}
    for used in written.illustrations.all():
        for each in Illustration.WRITTEN_FIELDS:
            name = f"photograph-{used.photograph_id}-{each.name}"
            ids[name] = f"id_photographs-{used.order}-{each.name}"
    return {ids[name]: place for name, place in places.items()}


def build_read_context(edition: Edition, *, officer: User, sent: QueryDict | None) -> dict[str, Any]:
    """Returns what the page of a text that is only read shows of them: once it is approved, behind it."""
    notes = find_notes(edition)
    if edition.state in (Edition.State.DRAFT, Edition.State.SUBMITTED):
        return _build(edition, find_places(edition, notes), officer, sent)
    noted = [place for place in find_places(edition, notes).values() if place.threads]
    return {"note_places": find_places(edition, []), "past_notes": noted}


def _build(edition: Edition, places: Places, officer: User, sent: QueryDict | None) -> dict[str, Any]:
    permissions = Permissions(edition, officer)
    threads = [thread for place in places.values() for thread in place.threads if thread.is_open]
    return {
        "note_places": places,
        "open_notes": threads,
        "open_notes_count": say_open(len(threads)),
        "may_note": bool(permissions.can_note()),
        "may_answer": bool(permissions.can_answer_notes()),
        "typed_notes": sent,
    }


def find_place(places: Places, note: ReviewNote) -> Place:
    return places.get(note.text_name, places[WHOLE])


def render_place(place: Place, context: dict[str, Any]) -> str:
    """Returns the notes at one place of the form as HTML, for the page's script."""
    template = "admin/press/edition/_notes.html"
    return render_to_string(template, {**context, "place": place, "LANGUAGE_CODE": get_language()})


def render_open(context: dict[str, Any]) -> str:
    """Returns which notes are open, for the bar."""
    return render_to_string("admin/press/edition/_open_notes.html", context)
