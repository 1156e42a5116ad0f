"""What is done about a finding while one writes: it is repaired, let stand for a reason, or raised again."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accessibility.content import repaired
from press import publishing
from press.desk import autosave, kept
from press.desk.buttons import get_officer
from press.desk.expunged import black_out_request
from press.desk.open_points import name_of
from press.desk.typed import build_edition
from press.models import Edition, Story, User
from press.publishing.content_rules import describe, find_findings
from press.publishing.permissions import can_start_release
from press.publishing.refusals import Problem

# The page of an edition, or of a new one, filled with what was typed; nothing is saved.
ShowForm = Callable[[HttpRequest, Edition | None], HttpResponseBase]


def repair_view(request: HttpRequest, show_form: ShowForm) -> HttpResponseBase:
    """Repairs what one finding is about in what was typed; the page shows it, nothing is saved.

    The page's script is told which field says what now (JSON); without one the whole form comes back.
    """
    officer = get_officer(request)
    if not (can_start_release(officer) or officer.has_perm("press.change_edition")):
        raise PermissionDenied
    edition, story = autosave.get_place(officer, get_sent(request))
    black_out_request(request, edition, edition.release.story if edition else story)
    sent = get_sent(request)
    if request.method != "POST":
        return show_form(request, edition)
    problem = _find(sent, edition, story, sent.get("repair", ""), officer=officer)
    if problem is None or problem.finding is None or problem.finding.repair is None:
        return answer(request, edition, show_form, _("This is no longer in the text."), status=409)
    finding, repair = problem.finding, problem.finding.repair
    name, value = name_of(problem), repaired(finding.text.source, repair.edits)
    fields = sent.copy()
    fields[name] = value
    sentence = _("Repaired: %(what)s. It is not saved yet.") % {"what": repair.label}
    return answer(request, edition, show_form, sentence, fields=fields, told={"name": name, "value": value})


def dismiss_view(request: HttpRequest, pk: str, show_form: ShowForm) -> HttpResponseBase:
    """Lets one finding stand in what was typed, for the reason beside its button; or raises it again."""
    officer = get_officer(request)
    edition, story = autosave.get_place(officer, QueryDict(f"edition={pk}"))
    assert edition is not None  # it is named in the address
    black_out_request(request, edition, edition.release.story)
    sent = get_sent(request).copy()
    sent["edition"] = pk
    if request.method != "POST":
        return show_form(request, edition)
    try:
        if key := sent.get("reopen", ""):
            publishing.reopen(edition, key, by=officer)
            return answer(request, edition, show_form, _("It is open again."))
        key = sent.get("dismiss", "")
        problem = _find(sent, edition, story, key, officer=officer)
        if problem is None or problem.finding is None:
            return answer(request, edition, show_form, _("This is no longer in the text."), status=409)
        publishing.dismiss(edition, problem.finding, by=officer, reason=sent.get(f"reason-{key}", ""))
    except publishing.Refused as refused:
        return answer(request, edition, show_form, str(refused), status=422)
    return answer(request, edition, show_form, _("It stands, with your reason."))


def get_sent(request: HttpRequest) -> QueryDict:
    """Returns what came with the button; after signing in again, what came then."""
    return request.POST if request.method == "POST" else kept.typed(request) or QueryDict()


def _find(
    sent: QueryDict, edition: Edition | None, story: Story | None, key: str, *, officer: User
) -> Problem | None:
    """Returns the finding of that key in what was typed, if it is there and open."""
    typed = edition
    if typed is None or not kept.is_button_alone(sent):
        typed = build_edition(sent, edition, story, officer=officer)
    findings = (finding for finding in find_findings(typed).open if finding.key == key)
    return next(iter(describe(typed, findings)), None)


def answer(
    request: HttpRequest,
    edition: Edition | None,
    show_form: ShowForm,
    sentence: str,
    *,
    fields: QueryDict | None = None,
    status: int = 200,
    anchor: str = "",
    told: dict[str, str] | None = None,
) -> HttpResponseBase:
    """Returns what became of a button: for the page's script, or the page, with `fields` as they were typed.

    `anchor` is where on a text that is only read somebody goes on.
    """
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": sentence, **(told or {})}, status=status)
    (messages.success if status == 200 else messages.error)(request, sentence)
    if status == 200 and edition is not None and kept.is_button_alone(request.POST):
        return HttpResponseRedirect(reverse("admin:press_edition_change", args=[edition.pk]) + anchor)
    kept.show_again(request, fields or request.POST)
    return show_form(request, edition)
