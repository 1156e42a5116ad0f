"""The page on which words of a story are expunged: proposed by one officer, decided on by another."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from press import publishing
from press.converters import parse_number
from press.desk import kept
from press.desk.buttons import get_officer
from press.desk.views import get_edition
from press.models import (
    AuditEntry,
    Contact,
    Dismissal,
    Edition,
    EditionVersion,
    Expunction,
    Illustration,
    Person,
    Photograph,
    PhotographVersion,
    RegisteredName,
    Release,
    ReleaseTemplate,
    ReviewNote,
    Topic,
    User,
    WorkingCopy,
)
from press.publishing.expunging import find_near_forms, find_other_spellings, find_places
from press.publishing.permissions import can_expunge, can_propose_expunction, can_refuse_expunction
from press.publishing.story_texts import Place, black_out_fields
from press.text.passages import Found, Passages, find_passages, fold, read_letters, split_passages

# What belongs to the whole press room, and is changed in its own place.
_OF_ALL_STORIES = (Topic, Person, Contact, RegisteredName, ReleaseTemplate)
_MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where the words stand: in words, each with what stands around it; of a private text only how often."""

    label: str
    found: tuple[Found, ...]
    language: str = ""
    is_private: bool = False

    @property
    def said(self) -> tuple[Any, ...]:
        """Returns what two of them have alike that are shown as one."""
        around = () if self.is_private else tuple((one.before, one.words, one.after) for one in self.found)
        return (self.label, self.language, around)


@dataclass(slots=True)
class EqualPlaces:
    """A place, and how many say the same; of a private text how often the words stand there in all."""

    place: ShownPlace
    number: int = 1
    times: int = 0


def expunge_view(request: HttpRequest, pk: str, context: dict[str, Any]) -> HttpResponse:
    """Proposes to expunge words of the edition's story, or decides on what another officer has proposed."""
    officer = get_officer(request)
    if not can_propose_expunction(officer):
        raise PermissionDenied
    edition, status = get_edition(pk), 200
    if request.method == "POST":
        try:
            messages.success(request, _press(edition, request.POST, officer))
            return HttpResponseRedirect(expunge_url(edition))
        except publishing.Refused as refused:
            messages.error(request, str(refused))
            status = 422
    typed = request.POST if request.method == "POST" else kept.typed(request) or QueryDict()
    decided = edition.release.story.expunctions.exclude(expunged_at=None, refused_at=None)
    return TemplateResponse(
        request,
        "admin/press/edition/expunge.html",
        {
            **context,
            "title": _("Expunge words by law"),
            "edition": edition,
            "typed": typed,
            "decided": decided.select_related("proposed_by", "expunged_by", "refused_by").order_by("-pk"),
            **_build_waiting(edition, officer),
        },
        status=status,
    )


def expunge_url(edition: Edition) -> str:
    return reverse("admin:press_edition_expunge", args=[edition.pk])


def _build_waiting(edition: Edition, officer: User) -> dict[str, Any]:
    """Returns what is shown of the proposal that waits, if one does."""
    story = edition.release.story
    waiting = story.expunctions.waiting().select_related("proposed_by", "story").first()
    if waiting is None:
        return {"waiting": None}
    findings = find_places(waiting)
    finder = Passages(split_passages(waiting.words))
    near = _list_near(find_near_forms(waiting, findings))
    return {
        "waiting": waiting,
        "passages": split_passages(waiting.words),
        "groups": _group(findings.places),
        "addresses": findings.addresses,
        "kept_addresses": len(findings.kept_addresses),
        "count": ngettext("%(count)s place", "%(count)s places", findings.count) % {"count": findings.count},
        "other_spellings": [
            (spelling, [(code, dict(settings.LANGUAGES)[code]) for code in codes])
            for spelling, codes in sorted(find_other_spellings(waiting).items())
        ],
        "near": near[:_MOST_NEAR],
        "more_near": len(near[_MOST_NEAR:]),
        "elsewhere": list(_find_elsewhere(finder)),
        "never_saved": _find_never_saved(finder),
        "may_expunge": can_expunge(waiting, officer),
        "may_refuse": can_refuse_expunction(waiting, officer),
    }


def _press(edition: Edition, sent: QueryDict, officer: User) -> str:
    """Does what the button says; returns what happened in words. Raises Refused."""
    if sent.get("verb") == "propose-expunction":
        publishing.propose_expunction(
            edition, by=officer, words=sent.get("words", ""), ground=sent.get("ground", "")
        )
        return _("Proposed. Another chief editor sees each place and carries it out, or refuses it.")
    expunction = _get_expunction(edition, sent)
    if sent.get("verb") == "refuse-expunction":
        publishing.refuse_expunction(expunction, by=officer)
        if expunction.proposed_by == officer:
            return _("Taken back: the texts stay as they are, and the proposal has let go of its words.")
        return _("Refused: the texts stay as they are, and the proposal has let go of its words.")
    done = publishing.expunge(expunction, by=officer)
    sentence = ngettext(
        "Expunged in %(count)s place. The words are kept nowhere in this story any more.",
        "Expunged in %(count)s places. The words are kept nowhere in this story any more.",
        done.places,
    )
    return sentence % {"count": done.places}


def _get_expunction(edition: Edition, sent: QueryDict) -> Expunction:
    of_story = edition.release.story.expunctions.select_related("story", "proposed_by")
    expunction = of_story.filter(pk=parse_number(sent.get("expunction", "")) or 0).first()
    if expunction is None or sent.get("verb") not in ("expunge", "refuse-expunction"):
        raise publishing.Refused(_("This proposal is no longer there."))
    return expunction


# --- In words ---


def _group(places: Iterable[Place]) -> list[tuple[str, list[EqualPlaces]]]:
    """Returns the places by what they are, what readers have first; those that say the same as one."""
    groups: dict[str, dict[tuple[Any, ...], EqualPlaces]] = {
        _("What readers have now"): {},
        _("Drafts and other editions"): {},
        _("Stored versions"): {},
        _("Notes, reasons and the audit"): {},
        _("Typed and not saved"): {},
    }
    names, now = list(groups), timezone.now()
    for place in places:
        _add(groups[names[_find_group(place.row, now)]], _show(place))
    return [(name, list(group.values())) for name, group in groups.items() if group]


def _list_near(places: Iterable[Place]) -> list[EqualPlaces]:
    """Returns the places one by one, those that say the same as one; what is rare first, which is rather a
    name than an office.
    """
    near: dict[tuple[Any, ...], EqualPlaces] = {}
    for place in places:
        for one in place.found:
            _add(near, _show(replace(place, found=(one,))))
    forms = {said: fold(equal.place.found[0].words) for said, equal in near.items()}
    often = Counter(forms.values())
    return [near[said] for said in sorted(near, key=lambda said: often[forms[said]])]


def _add(group: dict[tuple[Any, ...], EqualPlaces], shown: ShownPlace) -> None:
    if (equal := group.get(shown.said)) is None:
        group[shown.said] = EqualPlaces(shown, times=len(shown.found))
    else:
        equal.number += 1
        equal.times += len(shown.found)


def _find_group(row: Any, now: datetime.datetime) -> int:
    match row:
        case Edition():
            return 0 if row.is_live(now) else 1
        case Illustration():
            return 0 if row.edition.is_live(now) else 1
        case Photograph():
            return 0
        case EditionVersion() | PhotographVersion():
            return 2
        case WorkingCopy():
            return 4
    return 3


def _show(place: Place) -> ShownPlace:
    row = place.row
    match row:
        case Edition():
            return ShownPlace(_join(_name(row), _name_column(place)), place.found, row.language)
        case EditionVersion():
            label = _join(_name(row.edition), _name_column(place))
            return ShownPlace(label, place.found, row.edition.language)
        case Illustration():
            photograph = _("photograph %(number)s") % {"number": row.photograph_id}
            where = format_html("{}, {}", _name(row.edition), photograph)
            label = _join(where, _name_column(place))
            return ShownPlace(label, place.found, row.edition.language)
        case ReviewNote():
            return ShownPlace(_join(_name(row.edition), _("note of a review")), place.found)
        case Dismissal():
            return ShownPlace(_join(_name_language(row.release), _("why a finding stands")), place.found)
        case Release():
            label = _join(_name_language(row), _name_column(place))
            return ShownPlace(label, place.found, row.language)
        case Photograph():
            photograph = _("photograph %(number)s") % {"number": row.pk}
            return ShownPlace(capfirst(f"{photograph}: {_name_column(place)}"), place.found)
        case PhotographVersion():
            photograph = _("photograph %(number)s") % {"number": row.photograph_id}
            return ShownPlace(capfirst(f"{photograph}: {_name_column(place)}"), place.found)
        case WorkingCopy():
            # Nobody else reads what an officer has not saved, whatever their rights (docs/adr/0013).
            typed = _("What %(name)s typed and did not save") % {"name": row.officer}
            return ShownPlace(typed, place.found, is_private=True)
        case AuditEntry():
            return ShownPlace(_join(_("Audit"), f"{row}, {row.get_verb_display()}"), place.found)
    return ShownPlace(str(_("Legal ground of another proposal")), place.found)


def _join(where: str, what: str) -> SafeString:
    return format_html("{}: {}", where, what)


def _name(edition: Edition) -> SafeString:
    number = _("Edition %(number)s") % {"number": edition.number}
    return format_html("{}, {}", _name_language(edition.release), number)


def _name_language(release: Release) -> SafeString:
    """Returns the name of a language in that language, marked as such."""
    return format_html('<span lang="{}">{}</span>', release.language, release.get_language_display())


def _name_column(place: Place) -> str:
    """Returns the field's own name, in lower case as Django has it."""
    name = (place.part or place.column).rpartition(" ")[2]
    own = {
        "credit_line": _("credit line"),
        "credit": _("photographer"),
        "removal_reason": _("reason of the removal"),
        "return_note": _("note with which it was sent back"),
        "urgent_reason": _("reason of the urgent publication"),
        "withdrawal_reason": _("reason of the withdrawal"),
    }
    if name in own:
        return own[name]
    models_shown = (Photograph, Illustration, Release, Edition)
    named = {field.name: field for model in models_shown for field in model._meta.fields}
    return str(named[name].verbose_name) if name in named else name


def _find_never_saved(finder: Passages) -> list[str]:
    """Returns the officers who typed the words in a text that was never saved: it is of no story yet."""
    copies = WorkingCopy.objects.filter(edition=None, story=None).select_related("officer").order_by("pk")
    said = (copy for copy in copies if black_out_fields(copy.fields, finder, "en") != copy.fields)
    return list(dict.fromkeys(str(copy.officer) for copy in said))


def _find_elsewhere(finder: Passages) -> Iterator[tuple[str, str]]:
    """Yields what says the words too and belongs to all stories: its kind and name, and its page."""
    for model in _OF_ALL_STORIES:
        texts = [
            field.name
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for row in model._default_manager.all():
            if any(find_passages(read_letters(str(getattr(row, name))), finder) for name in texts):
                address = reverse(f"admin:press_{model._meta.model_name}_change", args=[row.pk])
                yield f"{capfirst(str(model._meta.verbose_name))}: {row}", address
