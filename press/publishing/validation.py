"""What an edition needs before it may be submitted or approved."""

from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _

from accessibility.content.blanks import UNNAMED
from press.models import Edition, Illustration
from press.publishing.ai_use import find_unchecked
from press.publishing.content_rules import Findings, describe, find_blanks, find_findings
from press.publishing.expunged import find_returning
from press.publishing.refusals import Problem
from press.richtext.sanitise import plain_text
from press.text.characters import is_blank

# Of what a text has open so much is named at once.
_NAMED = 3


def find_problems(edition: Edition, findings: Findings | None = None) -> list[Problem]:
    """Returns what stands in the way of publication; empty when nothing does.

    First what is missing, in the order of the form, then the errors that the content rules find and nobody
    has let stand. `findings`: where they are at hand.
    """
    findings = findings or find_findings(edition)
    return [*find_missing(edition), *describe(edition, findings.errors)]


def find_missing(edition: Edition) -> list[Problem]:
    """Returns what no text can be without, in the order of the form: of an old one that is imported too."""
    problems = []
    if is_blank(edition.title):
        problems.append(Problem("title", _("Write the title.")))
    if is_blank(plain_text(edition.body)):
        problems.append(Problem("body", _("Write the text.")))
    problems += [
        Problem(
            "illustrations",
            _("Photograph %(number)s has no alternative text: describe it, or mark it as decorative.")
            % {"number": number},
            illustration.order,
        )
        for number, illustration in enumerate(edition.illustrations.all(), start=1)
        if not illustration.is_described()
    ]
    problems += find_unchecked(edition)
    problems += _find_blanks(edition)
    problems += find_returning(edition)
    if not edition.release.slug:
        problems.append(Problem("slug", _("Write the address: the title has no letters to make it from.")))
    if _needs_a_note(edition) and is_blank(edition.correction_note) and not edition.minor:
        problems.append(
            Problem("correction_note", _("Tell readers what changed and why, or mark the change as minor."))
        )
    return problems


def _find_blanks(edition: Edition) -> list[Problem]:
    """What a template or a translation began with and nobody filled in: one sentence for each text, which
    names it and the first few. At its place each stands among what the content rules find.
    """
    quotes: dict[Problem, list[str]] = defaultdict(list)
    for problem in describe(edition, find_blanks(edition)):
        assert problem.finding
        quotes[replace(problem, message="", finding=None)].append(problem.finding.quote or UNNAMED)
    sentence = _("Fill in what is still open, or delete it (%(text)s): %(blanks)s.")
    return [
        replace(
            problem,
            message=sentence
            % {"text": _name_text(edition, problem), "blanks": ", ".join([*dict.fromkeys(said)][:_NAMED])},
        )
        for problem, said in quotes.items()
    ]


def _name_text(edition: Edition, problem: Problem) -> str:
    if problem.illustration is None:
        return str(Edition._meta.get_field(problem.field).verbose_name)  # type: ignore[union-attr]
    orders = [each.order for each in edition.illustrations.all()]
    field = Illustration._meta.get_field(problem.part)
    words = {"number": orders.index(problem.illustration) + 1, "field": field.verbose_name}  # type: ignore[union-attr]
    return _("Photograph %(number)s: %(field)s") % words


def _needs_a_note(edition: Edition) -> bool:
    """A later edition of a text that the public has read is a correction."""
    return edition.number > 1 and edition.release.editions.been_public().exclude(pk=edition.pk).exists()
