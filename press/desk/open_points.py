"""What still stands in the way of submitting a text, in words, and where on its page."""

from django.utils.translation import gettext, ngettext

from press.publishing import Problem


def count_in_words(problems: list[Problem]) -> str:
    if not problems:
        return gettext("Nothing stands in the way of submitting it.")
    return ngettext(
        "%(number)s thing stands in the way of submitting it",
        "%(number)s things stand in the way of submitting it",
        len(problems),
    ) % {"number": len(problems)}


def place_of(problem: Problem) -> str:
    """Returns the id of what the problem is about on the page."""
    is_of_all = problem.field == "illustrations" and problem.illustration is None
    return "photographs" if is_of_all else f"id_{name_of(problem)}"


def anchor_of(problem: Problem) -> str:
    """Returns the id of where the page speaks of it: a finding stands below its field."""
    return f"finding-{problem.finding.key}" if problem.finding else place_of(problem)


def name_of(problem: Problem) -> str:
    """Returns the name of the form's field that it is about."""
    if problem.illustration is not None:
        return f"photographs-{problem.illustration}-{problem.part}"
    return problem.field
