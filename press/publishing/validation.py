"""What an edition needs before it may be submitted or approved.

The content rules on its HTML come in here later; a rule is a sentence tied to a form field.
"""

from django.utils.translation import gettext as _

from press.models import Edition
from press.publishing.refusals import Problem
from press.richtext.sanitise import plain_text
from press.text.characters import is_blank


def find_problems(edition: Edition) -> list[Problem]:
    """Returns what stands in the way of publication, in the order of the form; empty when nothing does."""
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
        )
        for number, illustration in enumerate(edition.illustrations.all(), start=1)
        if not illustration.is_described()
    ]
    if not edition.release.slug:
        problems.append(Problem("slug", _("Write the address: the title has no letters to make it from.")))
    if _needs_a_note(edition) and is_blank(edition.correction_note) and not edition.minor:
        problems.append(
            Problem("correction_note", _("Tell readers what changed and why, or mark the change as minor."))
        )
    return problems


def _needs_a_note(edition: Edition) -> bool:
    """A later edition of a text that the public has read is a correction."""
    return edition.release.editions.been_public().exclude(pk=edition.pk).exists()
