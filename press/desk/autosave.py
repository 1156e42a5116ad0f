"""What is typed is kept while it is typed, and offered again where it was not saved (docs/adr/0013)."""

import re
import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from press.converters import parse_number
from press.desk import outdated, presence
from press.desk.buttons import get_officer
from press.desk.expunged import black_out_query
from press.desk.fields import format_moment
from press.desk.findings import describe_typed
from press.desk.release_names import name_release
from press.languages import Language
from press.models import Edition, Story, User, WorkingCopy
from press.publishing.permissions import can_start_release
from press.publishing.refusals import Outdated
from press.text.characters import clean_text

_WINDOW = re.compile("[A-Za-z0-9_-]{16,43}")
# What says which page it is, and what it would do.
_NOT_TYPED = re.compile(
    "csrfmiddlewaretoken|next|kept|typing|then|verb|window|continues|copy_number|edition|story|officer|preview-.*|.*password.*"
)
# So many does one officer have open; more is a program that went wrong.
MOST = 200


def new_window() -> str:
    return secrets.token_urlsafe(16)


def get_window(sent: QueryDict) -> str:
    """Returns how the page that sent it names itself; a new name where it does not."""
    window = sent.get("window", "")
    return window if _WINDOW.fullmatch(window) else new_window()


class TooMany(Exception):  # noqa: N818 - named as the officer would say it
    """Nothing more is kept for this officer; str() says so, and which is the oldest."""


# --- What is kept ---


def find_untouched(officer: User, sent: QueryDict) -> Edition | None:
    """Returns the edition of a window that kept nothing yet and says what is saved: of that nothing is kept,
    since its officer only looks, or writes a note.

    Raises as `get_place` does.
    """
    edition, _story = get_place(officer, sent)
    own = WorkingCopy.objects.filter(officer=officer, window=sent.get("window", ""))
    if edition is None or sent.get("continues") or own.exists():
        return None
    return None if outdated.compare_with_saved(sent, edition, officer) else edition


def keep_copy(officer: User, sent: QueryDict) -> WorkingCopy | None:
    """Keeps what stands in a window; returns None where that was saved, or is older than what is kept.

    Raises as `get_place` does, and TooMany where the officer has so many kept already.
    """
    edition, story = get_place(officer, sent)
    if copy := _keep_copy(officer, sent, edition, story):
        _black_out(copy, edition, story)
    return copy


def _black_out(copy: WorkingCopy, edition: Edition | None, story: Story | None) -> None:
    """After it is written: what expunges words waits for what is on its way, or this finds what it did."""
    story = edition.release.story if edition else story
    if story and story.expunctions.carried_out().exists():
        story.refresh_from_db(fields=["version"])
        if edition:
            edition.refresh_from_db(fields=["version"])
            edition.release.refresh_from_db(fields=["slug"])
        sent = QueryDict(mutable=True)
        for name, values in copy.fields.items():
            sent.setlist(name, values)
        fields = dict(black_out_query(sent, edition, story).lists())
        WorkingCopy.objects.filter(pk=copy.pk, number=copy.number).update(fields=fields)


def _keep_copy(
    officer: User, sent: QueryDict, edition: Edition | None, story: Story | None
) -> WorkingCopy | None:
    number = parse_number(sent.get("copy_number", "")) or 0
    window = get_window(sent)
    values = {"number": number, "fields": _typed(sent), "saved_at": timezone.now()}
    own = WorkingCopy.objects.filter(officer=officer)
    in_window = own.filter(window=window)
    if in_window.filter(number__lt=number, closed_at=None).update(**values):
        return in_window.get()
    if in_window.exists():
        return None
    if own.filter(closed_at=None).count() >= MOST:
        raise TooMany(_say_too_many(officer))
    try:
        with transaction.atomic():
            copy = WorkingCopy.objects.create(
                officer=officer, window=window, edition=edition, story=story, **values
            )
    except IntegrityError:  # two requests of one window at once: the newer is kept, whichever came first
        return _keep_copy(officer, sent, edition, story)
    _close_continued(officer, sent)
    return copy


def _say_too_many(officer: User) -> str:
    """Returns it short: it stands in the bar, on a telephone too."""
    (oldest,) = find_oldest(officer, 1)
    sentence = _(
        "Not kept: %(number)s texts of yours wait unsaved already. Save the draft now, then delete some; the "
        "oldest: %(oldest)s."
    )
    return sentence % {"number": MOST, "oldest": _describe(oldest)}


def _describe(copy: WorkingCopy) -> str:
    """Returns its title, and what tells it from others of that title: language, text or story, moment."""
    title = Truncator(copy.title or _("Without a title")).chars(40)
    place = ""
    if copy.edition:
        place = name_release(copy.edition.release_id, copy.edition.number)
    elif copy.story:
        place = Truncator(copy.story.name().text).chars(40)
    language = dict(Language.choices).get(copy.language)
    return f"{title} ({' · '.join(filter(None, (language, place, format_moment(copy.saved_at))))})"


def find_oldest(officer: User, number: int) -> list[WorkingCopy]:
    """Returns so many of what the officer typed and did not save, the longest ago first."""
    own = WorkingCopy.objects.filter(officer=officer, closed_at=None)
    return list(own.order_by("saved_at", "pk")[:number])


def get_place(officer: User, sent: QueryDict) -> tuple[Edition | None, Story | None]:
    """Returns which edition is written on; of one that is not there yet, of which story: None of a new one.

    Raises Http404 where there is none, PermissionDenied where the officer has nothing to write.
    """
    if number := sent.get("edition", ""):
        rows = Edition.objects.select_related("release__story")
        edition = rows.filter(pk=parse_number(number) or 0).first()
        if not officer.has_perm("press.change_edition"):
            raise PermissionDenied
        if edition is None:
            raise Http404
        return edition, None
    if not can_start_release(officer):
        raise PermissionDenied
    if number := sent.get("story", ""):
        story = Story.objects.filter(pk=parse_number(number) or 0).first()
        if story is None:
            raise Http404
        return None, story
    return None, None


def _typed(sent: QueryDict) -> dict[str, list[str]]:
    return {
        clean_text(name): list(map(clean_text, map(str, values)))
        for name, values in sent.lists()
        if not _NOT_TYPED.fullmatch(name)
    }


def close_copies(officer: User, sent: QueryDict) -> None:
    """Lets go of what was typed in a window, and of what it went on with: it is saved now.

    Of a window that kept nothing yet too: what it has on its way would come after the saving.
    """
    own = WorkingCopy.objects.filter(officer=officer)
    if _WINDOW.fullmatch(window := sent.get("window", "")):
        own.get_or_create(window=window, defaults={"officer": officer, "number": 0, "fields": {}})
        _close(own.filter(window=window))
    _close_continued(officer, sent)


def _close_continued(officer: User, sent: QueryDict) -> None:
    """Lets go of what a window went on with; not of what was typed there since, which nobody else has."""
    copy, _, number = sent.get("continues", "").partition(".")
    read = WorkingCopy.objects.filter(officer=officer, number=parse_number(number) or 0)
    _close(read.filter(pk=parse_number(copy) or 0))


def _close(copies: QuerySet[WorkingCopy]) -> None:
    """What it says goes at once; that it was saved is known until nothing of its window can come late."""
    copies.update(closed_at=timezone.now(), fields={})


def delete_old_copies() -> int:
    """Deletes what nobody came back for in 30 days, and what was saved; returns how many. For the worker."""
    now = timezone.now()
    closed = WorkingCopy.objects.filter(closed_at__lte=now - WorkingCopy.CLOSED_FOR)
    old = WorkingCopy.objects.filter(saved_at__lte=now - WorkingCopy.KEPT_FOR)
    return sum(copies.delete()[0] for copies in (closed, old))


# --- What is offered ---


def find_copies(
    officer: User, edition: Edition | None = None, story: Story | None = None
) -> list[WorkingCopy]:
    """Returns what the officer typed and did not save: of an edition, of a new text, or of a new language."""
    own = WorkingCopy.objects.filter(officer=officer, closed_at=None)
    return list(own.filter(edition=edition, story=None if edition else story))


def get_copy(officer: User, number: str) -> WorkingCopy:
    """Raises Http404 for another officer's too."""
    own = WorkingCopy.objects.filter(officer=officer, closed_at=None)
    copy = own.select_related("edition__release").filter(pk=parse_number(number) or 0).first()
    if copy is None:
        raise Http404
    return copy


def find_window_copy(officer: User, window: str) -> WorkingCopy | None:
    """Returns what stands in a window of the officer's; None where it has kept nothing."""
    own = WorkingCopy.objects.filter(officer=officer, closed_at=None)
    return own.select_related("edition__release__story", "story").filter(window=window).first()


def as_typed(copy: WorkingCopy) -> QueryDict:
    """Returns what was typed as the page's form would send it, from a window that goes on with it."""
    typed = QueryDict(mutable=True)
    for name, values in copy.fields.items():
        typed.setlist(name, values)
    typed["continues"] = f"{copy.pk}.{copy.number}"
    return typed


# --- What the page's script asks ---


def autosave_view(request: HttpRequest) -> HttpResponse:
    """POST keeps what stands in a window; 422 where too much is kept already. GET tells the page's script who
    is signed in, and their token.
    """
    officer = get_officer(request)
    if not (can_start_release(officer) or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    if request.method != "POST":
        shown = Edition.objects.filter(pk=parse_number(request.GET.get("edition", "")) or 0).first()
        present = _describe_others(shown, officer)
        return JsonResponse({"officer": officer.pk, "csrf": get_token(request), **present})
    if request.POST.get("officer") != str(officer.pk):  # somebody else has signed in here
        raise PermissionDenied
    if edition := find_untouched(officer, request.POST):
        return JsonResponse({"message": "", **_describe_others(edition, officer), **_find(request, edition)})
    try:
        copy = keep_copy(officer, request.POST)
    except TooMany as refused:
        told = {"message": str(refused), "link": _("To what is not saved"), "page": reverse("admin:index")}
        return JsonResponse(told, status=422)
    if copy is None:
        return JsonResponse({"window": new_window()}, status=409)
    if copy.edition:
        presence.note_presence(officer, copy.edition)
    saved_at = timezone.localtime(copy.saved_at)
    return JsonResponse(
        {
            "message": _("Saved at %(time)s, for you alone.") % {"time": f"{saved_at:%H:%M:%S}"},
            "copy": copy.pk,
            "saved_by_others": _saved_by_others(copy, request.POST),
            **_describe_others(copy.edition, officer),
            **_find(request, copy.edition, copy.story),
        }
    )


def _find(request: HttpRequest, edition: Edition | None, story: Story | None = None) -> dict[str, Any]:
    """Returns what the content rules find; amid the typing nobody reads it, and it takes longer than to keep
    the text."""
    if "typing" in request.POST:
        return {}
    return describe_typed(request.POST, edition, story, officer=get_officer(request))


def _describe_others(edition: Edition | None, officer: User) -> dict[str, Any]:
    """Returns who else is writing there, who asks for the text, and whether anybody can be asked."""
    if edition is None:
        return {"present": "", "is_shared": False}
    others = presence.find_others(edition, officer)
    sentences = (presence.find_request(edition, officer), presence.describe(others))
    return {"present": " ".join(filter(None, sentences)), "is_shared": bool(others)}


def _saved_by_others(copy: WorkingCopy, sent: QueryDict) -> str:
    """Returns who has saved the text since the page was opened, or removed words of it by law; nothing where
    nobody has.
    """
    edition, version = copy.edition, parse_number(sent.get("version", ""))
    if edition is None or version is None or edition.version == version:
        return ""
    since = Outdated.text(edition, version)
    sentence = _("%(names)s saved this text meanwhile: when you save, both are put together.")
    if since.words_removed_at:
        sentence = _(
            "Meanwhile words were removed from this story by law (%(names)s): when you save, your text is "
            "shown once more without them."
        )
    return sentence % {"names": since.names}


@require_POST
def discard_copy_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Lets go of what was typed and is not wanted."""
    officer = get_officer(request)
    copy = get_copy(officer, pk)
    _close(WorkingCopy.objects.filter(pk=copy.pk))
    messages.success(request, _("What you had typed and not saved is deleted."))
    if copy.edition:
        return HttpResponseRedirect(reverse("admin:press_edition_change", args=[copy.edition.pk]))
    return HttpResponseRedirect(reverse("admin:press_edition_add"))
