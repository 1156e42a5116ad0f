"""What is done with the notes of a text: one is added, answered, resolved, or opened again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from press import publishing
from press.converters import parse_number
from press.desk import kept
from press.desk.buttons import get_officer
from press.desk.expunged import black_out_request
from press.desk.finding_buttons import ShowForm, answer, get_sent
from press.desk.forms import ReleaseForm
from press.desk.review_notes import build_form_context, find_place, find_text_name, render_open, render_place
from press.desk.typed import build_edition
from press.desk.views import get_edition
from press.models import Edition, ReviewNote, User


@dataclass(frozen=True, slots=True)
class Done:
    """What happened in words, to which thread, and which fields are used up by it."""

    sentence: str
    thread: ReviewNote
    used: tuple[str, ...] = ()


def notes_view(request: HttpRequest, pk: str, show_form: ShowForm) -> HttpResponseBase:
    """Does what the button says; the page comes back with all else that was typed in it.

    A text that is only read leads back to the note. The page's script is told what stands there now (JSON).
    """
    officer = get_officer(request)
    if not (officer.has_perm("press.change_edition") or officer.has_perm("press.approve_edition")):
        raise PermissionDenied
    edition = get_edition(pk)
    black_out_request(request, edition, edition.release.story)
    sent = get_sent(request)
    if request.method != "POST":
        return show_form(request, edition)
    try:
        done = _press(edition, sent, officer)
    except publishing.Refused as refused:
        return answer(request, edition, show_form, str(refused), status=422)
    fields = sent.copy()
    for name in done.used:
        fields.pop(name, None)
    told = _tell_script(edition, fields, done.thread, officer)
    anchor = f"#note-{done.thread.pk}"
    return answer(request, edition, show_form, done.sentence, fields=fields, anchor=anchor, told=told)


def _tell_script(edition: Edition, fields: QueryDict, thread: ReviewNote, officer: User) -> dict[str, str]:
    """Returns what stands at the place of the thread now, and which notes are open, as HTML."""
    if kept.is_button_alone(fields):
        return {}
    written = build_edition(fields, edition, None, officer=officer)
    names = ReleaseForm(instance=edition, story=edition.release.story).fields
    context = build_form_context(edition, written, names, officer=officer, sent=fields)
    context |= {"edition": edition, "language": edition.language}
    place = find_place(context["note_places"], thread)
    return {
        "note": f"note-{thread.pk}",
        "place": place.anchor,
        "html": render_place(place, context),
        "open_notes": render_open(context),
    }


def _press(edition: Edition, sent: QueryDict, officer: User) -> Done:
    button = next((name for name in _BUTTONS if name in sent), None)
    if button is None:
        raise publishing.Refused(_("This note is no longer there."))
    return _BUTTONS[button](edition, sent, officer)


def _add(edition: Edition, sent: QueryDict, officer: User) -> Done:
    """The form about all of the text may name another place, which has no form of its own."""
    name = sent.get("add-note", "")
    used = (f"new-note-{name}", f"new-quote-{name}", "note-place")
    text, quote, place = (sent.get(each, "") for each in used)
    text_name = find_text_name(edition, name or place, quote)
    note = publishing.add_note(edition, by=officer, text=text, text_name=text_name, quote=quote)
    return Done(_("Noted."), note, used)


def _reply(edition: Edition, sent: QueryDict, officer: User) -> Done:
    thread = _get_thread(edition, sent.get("reply", ""))
    used = f"reply-{thread.pk}"
    publishing.reply_to_note(thread, by=officer, text=sent.get(used, ""))
    return Done(_("Answered."), thread, (used,))


def _resolve(edition: Edition, sent: QueryDict, officer: User) -> Done:
    thread = _get_thread(edition, sent.get("resolve-note", ""))
    return Done(_("Resolved."), publishing.resolve_note(thread, by=officer))


def _reopen(edition: Edition, sent: QueryDict, officer: User) -> Done:
    thread = _get_thread(edition, sent.get("reopen-note", ""))
    return Done(_("The note is open again."), publishing.reopen_note(thread, by=officer))


def _get_thread(edition: Edition, number: str) -> ReviewNote:
    thread = edition.review_notes.threads().filter(pk=parse_number(number) or 0).first()
    if thread is None:
        raise publishing.Refused(_("This note is no longer there."))
    return thread


_BUTTONS: dict[str, Callable[[Edition, QueryDict, User], Done]] = {
    "add-note": _add,
    "reply": _reply,
    "resolve-note": _resolve,
    "reopen-note": _reopen,
}
