"""What the content rules find, as it stands beside the field that it is about."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accessibility.content import Severity
from accessibility.content.places import Place, find_place
from press import publishing
from press.desk.open_points import anchor_of, count_in_words, place_of
from press.desk.typed import build_edition
from press.models import Dismissal, Edition, Story, User
from press.publishing.content_rules import Findings, describe, find_findings
from press.publishing.permissions import Permissions
from press.publishing.refusals import Problem

# More sentences in a row nobody listens to who only comes to write.
_HEARD = 3


def name_severity(severity: Severity) -> str:
    return {
        Severity.ERROR: _("Error"),
        Severity.WARNING: _("Warning"),
        Severity.NOTICE: _("Notice"),
    }[severity]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding as its field shows it."""

    problem: Problem
    place: Place
    dismissal: Dismissal | None = None
    # Who can do something about it, where this officer cannot.
    note: str = ""
    # With its field: of many the gravest, the rest stand below it.
    is_heard: bool = False

    @property
    def severity(self) -> str:
        assert self.problem.finding and self.problem.finding.severity
        return name_severity(self.problem.finding.severity)

    @property
    def is_error(self) -> bool:
        return self.problem.finding is not None and self.problem.finding.severity == Severity.ERROR

    @property
    def words_id(self) -> str:
        """Returns the id of its sentence, by which its field is described; empty where it is not."""
        return f"{anchor_of(self.problem)}-words" if self.is_heard else ""

    @property
    def attributes(self) -> SafeString:
        """Returns those of its item: how grave it is, and by what the page's script finds its place."""
        assert self.problem.finding and self.problem.finding.severity
        severity = "dismissed" if self.dismissal else self.problem.finding.severity.name.lower()
        place = {"data-words": self.place.words} if self.place.words else {"data-tag": self.place.element}
        attributes = {"id": anchor_of(self.problem), "data-severity": severity, **place}
        return flatatt({**attributes, "data-number": str(self.place.number)})


def show_findings(edition: Edition, findings: Findings, *, officer: User) -> dict[str, list[ShownFinding]]:
    """Returns them by the id of the field that each is about: the gravest first, then what was let stand."""
    dismissals = {finding.key: dismissal for finding, dismissal in findings.dismissed}
    shown = defaultdict(list)
    let_stand = [finding for finding, _dismissal in findings.dismissed]
    for problem in describe(edition, [*findings.open, *let_stand]):
        assert problem.finding
        place, dismissal = find_place(problem.finding), dismissals.get(problem.finding.key)
        note = "" if dismissal else _say_who_declares(problem, edition, officer)
        shown[place_of(problem)].append(ShownFinding(problem, place, dismissal, note))
    for each in shown.values():
        each.sort(key=lambda one: (one.dismissal is not None, -(one.problem.finding.severity or 0)))  # type: ignore[union-attr]
        heard = [one for one in each if one.dismissal is None][:_HEARD]
        each[: len(heard)] = [replace(one, is_heard=True) for one in heard]
    return dict(shown)


def _say_who_declares(problem: Problem, edition: Edition, officer: User) -> str:
    """Returns who can say of a picture whether AI made it, where what is said of it stands already."""
    if (
        problem.illustration is None
        or problem.part != "ai_use"
        or officer.has_perm("press.change_photograph")
    ):
        return ""
    used = next(each for each in edition.illustrations.all() if each.order == problem.illustration)
    is_fixed = used.photograph.is_fixed()
    return _("It was handed over with another text: only an editor can declare it.") if is_fixed else ""


def count_hints(hints: list[Problem]) -> str:
    """Returns how many there are beside what stands in the way; nothing where there are none."""
    if not hints:
        return ""
    return ngettext("%(number)s hint on the text", "%(number)s hints on the text", len(hints)) % {
        "number": len(hints)
    }


def is_shown_frozen(permissions: Permissions) -> bool:
    """Whether they stand on the page of a text that is only read: it is judged, public, or about to be."""
    edition = permissions.edition
    if edition.state == Edition.State.APPROVED:
        return edition.is_live(permissions.at) or edition.is_scheduled(permissions.at)
    return bool(permissions.can_send_back())


def build_context(edition: Edition | None, written: Edition, *, officer: User) -> dict[str, Any]:
    """Returns what the page shows of what `written` still needs, and of what the rules find in it.

    `edition` is the one that is saved, if any: of a text that never was nothing can be let stand.
    """
    findings = find_findings(written)
    open_points = publishing.find_problems(written, findings)
    return {
        "open_points": open_points,
        "open_points_count": count_in_words(open_points),
        "findings": show_findings(written, findings, officer=officer),
        "hints": (hints := describe(written, findings.hints)),
        "hints_count": count_hints(hints),
        "errors_found": findings.errors,
        "may_dismiss": bool(edition and Permissions(edition, officer).can_dismiss()),
    }


def describe_typed(
    sent: QueryDict, edition: Edition | None, story: Story | None, *, officer: User
) -> dict[str, Any]:
    """Returns the same of a form that was not saved, for the page's script: lists are HTML."""
    written = build_edition(sent, edition, story, officer=officer)
    context = build_context(edition, written, officer=officer) | {"edition": edition}
    template = "admin/press/edition/_findings.html"
    return {
        "open_points": [
            {"message": each.message, "place": anchor_of(each)} for each in context["open_points"]
        ],
        "hints": [{"message": each.message, "place": anchor_of(each)} for each in context["hints"]],
        "open_points_count": context["open_points_count"],
        "findings": {
            place: render_to_string(template, {**context, "found": found})
            for place, found in context["findings"].items()
        },
        "hints_count": context["hints_count"],
        "has_errors": bool(context["errors_found"]),
    }
