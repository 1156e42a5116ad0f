"""Who is writing in a text: told to whoever else opens it, and asked politely to hand it over."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from press.converters import parse_number
from press.desk.buttons import get_officer
from press.models import Edition, Presence, User

# What is written in, after the name of who writes.
_TEXTS = {
    "kk": gettext_lazy("the Kazakh text"),
    "ru": gettext_lazy("the Russian text"),
    "en": gettext_lazy("the English text"),
}


def note_presence(officer: User, edition: Edition) -> None:
    """Says that the officer is writing: one small write a quarter of a minute, however fast they type."""
    now = timezone.now()
    own = Presence.objects.filter(edition=edition, officer=officer)
    if own.filter(seen_at__gt=now - Presence.EVERY).exists():
        return
    if own.filter(seen_at__gt=now - Presence.SHOWN_FOR).update(seen_at=now):
        return
    Presence.objects.update_or_create(
        edition=edition, officer=officer, defaults={"began_at": now, "seen_at": now, "asked_by": None}
    )


def end_presence(officer: User, edition: Edition) -> None:
    Presence.objects.filter(edition=edition, officer=officer).delete()


def delete_old_presences() -> int:
    """Deletes those that are shown no longer; returns how many. For the worker."""
    return Presence.objects.filter(seen_at__lte=timezone.now() - Presence.SHOWN_FOR).delete()[0]


def _shown() -> QuerySet[Presence]:
    return Presence.objects.filter(seen_at__gt=timezone.now() - Presence.SHOWN_FOR)


def find_others(edition: Edition, officer: User) -> list[Presence]:
    """Returns who else is writing in the text, the first first."""
    others = _shown().filter(edition=edition).exclude(officer=officer)
    return list(others.select_related("officer", "edition__release"))


def find_by_edition() -> dict[int, list[Presence]]:
    """Returns who is writing just now in which text, by its key: of all texts, since few are."""
    found = defaultdict(list)
    for presence in _shown().select_related("officer"):
        found[presence.edition_id].append(presence)
    return found


def describe(presences: Iterable[Presence]) -> str:
    """Returns who is writing in what since when, in the language that is active."""
    sentence = _("%(name)s has been editing %(text)s since %(time)s.")
    return " ".join(
        sentence
        % {
            "name": presence.officer,
            "text": _TEXTS[presence.edition.language],
            "time": f"{timezone.localtime(presence.began_at):%H:%M}",
        }
        for presence in presences
    )


def find_request(edition: Edition, officer: User) -> str:
    """Returns who asks this officer to hand the text over; nothing where nobody does."""
    own = _shown().filter(edition=edition, officer=officer, asked_by__isnull=False).select_related("asked_by")
    presence = own.first()
    if presence is None:
        return ""
    return _("%(name)s asks you to hand the text over: save it and leave the page.") % {
        "name": presence.asked_by
    }


@require_POST
def ask_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks those who are writing in a text to hand it over; they decide. A script gets the sentence."""
    officer = get_officer(request)
    if not officer.has_perm("press.change_edition"):
        raise PermissionDenied
    edition = Edition.objects.filter(pk=parse_number(pk) or 0).first()
    if edition is None:
        raise Http404
    others = find_others(edition, officer)
    Presence.objects.filter(pk__in=[presence.pk for presence in others]).update(asked_by=officer)
    if others:
        names = ", ".join(str(presence.officer) for presence in others)
        sentence = _("Asked: %(names)s.") % {"names": names}
    else:
        sentence = _("Nobody else is writing in this text now.")
    if request.headers.get("Accept") == "application/json":  # the page's script, which stays where it is
        return JsonResponse({"message": sentence})
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("admin:press_edition_change", args=[edition.pk]))
