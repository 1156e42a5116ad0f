"""What was typed and has no place on the page any more: shown as text, so that it can be copied."""

from django.forms import CharField
from django.http import QueryDict
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from press.desk.buttons import BUTTONS
from press.desk.forms import ReleaseForm
from press.desk.photograph_forms import Photographs
from press.models import Edition
from press.publishing import Permissions
from press.richtext.fields import RichTextFormField
from press.richtext.limits import TooComplex
from press.richtext.sanitise import sanitise
from press.richtext.tables import framed
from press.text.characters import get_words

# What is written in a note begins so by its name, behind it stands its place or its thread.
_NOTE_FIELDS = ("new-note-", "reply-")

# As HTML, each with the name of its field, which may be empty.
Words = list[tuple[str, SafeString]]


def texts(sent: QueryDict, edition: Edition) -> Words:
    """Returns the texts of a whole form, sent when its edition was a draft no more."""
    form = ReleaseForm(sent, instance=edition, story=None)
    of_rows = {"story": edition.release.story, "language": edition.language}
    rows = Photographs(sent, prefix="photographs", form_kwargs=of_rows)
    names = [
        field.name for field in Edition.WRITTEN_FIELDS if field.is_in_language and field.name in form.fields
    ]
    fields = [form[name] for name in names]
    fields += [field for row in rows for field in row.text_fields if isinstance(field.field, CharField)]
    words = []
    for field in fields:
        text = get_words(str(field.value() or ""))
        if text:
            html = _as_read(text) if isinstance(field.field, RichTextFormField) else _as_typed(text)
            words.append((str(field.label), html))
    return words


def words(sent: QueryDict | None, permissions: Permissions, *shown: str) -> Words:
    """Returns what was written to a button of which the page has no form: it has those of `shown`."""
    if sent is None:
        return []
    verb = sent.get("verb", "")
    if verb in ("withdraw", "remove", *shown) and BUTTONS[verb].permission(permissions):
        return []
    names = ["note", "reason", "urgent_reason", "live_from"]
    if verb == "fix":
        names += [name for name in sent if name.endswith(("courtesy", "alternative_text", "caption"))]
    written = [get_words(sent.get(name, "")) for name in names]
    if not permissions.can_answer_notes():
        written += find_notes(sent)
    return [("", _as_typed(word)) for word in written if word]


def find_notes(sent: QueryDict) -> list[str]:
    """Returns what was written in the fields of notes and of replies to them."""
    written = (get_words(str(text)) for name, text in sent.items() if name.startswith(_NOTE_FIELDS))
    return list(filter(None, written))


def _as_read(text: str) -> SafeString:
    try:
        return mark_safe(framed(sanitise(text)))  # noqa: S308 - as clean as what is published
    except TooComplex:
        return _as_typed(text)


def _as_typed(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped
