"""Letting stand what the content rules find: one finding, or all errors of a text, each time for a reason."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accessibility.content import Finding, Severity
from press.invalidation import generation, names
from press.models import AuditEntry, Dismissal, Edition, User
from press.publishing import transitions
from press.publishing.permissions import Permissions
from press.publishing.refusals import Problem, Refused
from press.publishing.validation import find_problems
from press.text.characters import get_words


def require_no_problems(edition: Edition, why_not: str, *, by: User, override_reason: str = "") -> None:
    """Raises Refused while something stands in the way; errors of the content rules do not for a reason.

    With the reason all of them are let stand, in the transaction of the verb.
    """
    problems = find_problems(edition)
    errors = [problem.finding for problem in problems if problem.finding]
    reason = get_words(override_reason)
    if problems and (len(errors) < len(problems) or not reason):
        if len(errors) == len(problems):
            why_not = _("%(why_not)s Mend what is found, or say why it stands.") % {"why_not": why_not}
        raise Refused(why_not, problems)
    if errors:
        _let_stand(edition, errors, by=by, reason=reason)


@transaction.atomic
def dismiss(edition: Edition, finding: Finding, *, by: User, reason: str) -> None:
    """Lets stand a finding in the edition, as it is written or saved.

    No error before the approval: of those all or none. Of what is approved each by itself: other rules than
    those of its day may find them, one by one, and it cannot be mended without a new edition.
    """
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_dismiss())
    if finding.severity == Severity.ERROR and current.state != Edition.State.APPROVED:
        raise Refused(_("An error is mended, or let stand with all others when the text is handed over."))
    if not (reason := get_words(reason)):
        raise Refused(_("Say why it may stand."), [Problem("reason", _("Say why it may stand."))])
    _let_stand(current, [finding], by=by, reason=reason)


@transaction.atomic
def reopen(edition: Edition, key: str, *, by: User) -> None:
    """Takes back that a finding was let stand."""
    current = transitions.lock_edition(edition, None)
    transitions.require(Permissions(current, by).can_dismiss())
    dismissal = Dismissal.objects.filter(release=current.release_id, key=key).first()
    if dismissal is None:
        raise Refused(_("This finding is open already."))
    dismissal.delete()
    _tell_readers(current)
    transitions.record_entry(
        AuditEntry.Verb.REOPEN, by=by, release=current.release, edition=current, rules=[dismissal.rule]
    )


def _let_stand(edition: Edition, findings: Iterable[Finding], *, by: User, reason: str) -> None:
    rows = [
        Dismissal(release=edition.release, key=each.key, rule=each.rule.name, reason=reason, dismissed_by=by)
        for each in findings
    ]
    Dismissal.objects.bulk_create(rows, ignore_conflicts=True)
    _tell_readers(edition)
    rules = [row.rule for row in rows]
    transitions.record_entry(
        AuditEntry.Verb.DISMISS, by=by, release=edition.release, edition=edition, rules=rules, reason=reason
    )


def _tell_readers(edition: Edition) -> None:
    """The accessibility statement counts what is open in what is public."""
    if edition.release.first_published_at is not None:
        generation.bump([names.FINDINGS])
