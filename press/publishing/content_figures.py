"""How much the content rules find in what is public: for officers, and for the public statement."""

from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accessibility.content import RULES, Severity
from accessibility.statement import Figures
from press.invalidation import names
from press.invalidation.dependencies import reading
from press.models import ContentCheck, Edition, EditionFinding, Illustration
from press.publishing import site_findings

# Of the rules that find something the statement names so many.
_COMMONEST = 5


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many findings of a rule are open; of one that finds errors and warnings there are two."""

    rule: str
    title: str
    severity: Severity
    number: int


def count_by_rule() -> list[RuleCount]:
    """Returns what is open in what is public, the gravest first, of equals the most. One query."""
    rows = EditionFinding.objects.open().values_list("rule", "severity")
    counted = rows.annotate(number=Count("pk")).order_by("-severity", "-number", "rule")
    return [RuleCount(rule, title_of(rule), Severity(severity), number) for rule, severity, number in counted]


def count_errors(most: int) -> int:
    """Returns how many errors are open in what is public, counted no further than `most`."""
    errors = EditionFinding.objects.open().filter(severity=Severity.ERROR)
    return errors.order_by()[:most].count()


def title_of(rule: str) -> str:
    """Returns what a rule is called in the active language; of one that there is no more, its name."""
    return str(RULES[rule].title) if rule in RULES else rule


def find_figures() -> Figures | None:
    """Returns what the public statement says of what is public now, as the rules of now have checked it.

    None while nothing is checked by them, or where the database does not answer.
    """
    with reading(names.FINDINGS, *names.EVERY_NEWEST):
        try:
            return _find_figures()
        except (OperationalError, InterfaceError):
            return None


def _find_figures() -> Figures | None:
    now = timezone.now()
    live = Edition.objects.live(now)
    checked = ContentCheck.objects.filter(rules__startswith=site_findings.RULES, edition__in=live).count()
    if not checked:
        return None
    by_rules_of_now = Q(edition__content_check__rules__startswith=site_findings.RULES)
    found = EditionFinding.objects.open(now).filter(by_rules_of_now)
    left = EditionFinding.objects.let_stand(now).filter(by_rules_of_now)
    by_rule = found.order_by().values_list("rule").annotate(number=Count("pk"))
    undescribed = Illustration.objects.filter(edition__in=live, decorative=False, alternative_text="")
    return Figures(
        published=live.count(),
        checked=checked,
        rules=len(RULES),
        with_errors=_count_texts_with_errors(found),
        with_errors_left=_count_texts_with_errors(left),
        commonest=tuple(
            (title_of(rule), number) for rule, number in by_rule.order_by("-number", "rule")[:_COMMONEST]
        ),
        undescribed_images=undescribed.count(),
    )


def _count_texts_with_errors(findings: QuerySet[EditionFinding]) -> int:
    errors = findings.filter(severity=Severity.ERROR)
    number: int = errors.aggregate(number=Count("edition", distinct=True))["number"]
    return number
