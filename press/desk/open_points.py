"""What still stands in the way of submitting what is typed, as the page says it while one writes."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from press.desk.typed import build_edition
from press.models import Edition, Story, User
from press.publishing import Problem
from press.publishing.validation import find_problems


def find_open_points(
    sent: QueryDict, edition: Edition | None, story: Story | None, *, officer: User
) -> list[Problem]:
    """Returns what submitting would refuse of a form that was not saved, in the order of the form."""
    return find_problems(build_edition(sent, edition, story, officer=officer))


def count_in_words(problems: list[Problem]) -> str:
    if not problems:
        return gettext("Nothing stands in the way of submitting it.")
    return ngettext(
        "%(number)s thing is missing before it can be submitted",
        "%(number)s things are missing before it can be submitted",
        len(problems),
    ) % {"number": len(problems)}


def place_of(problem: Problem) -> str:
    """Returns the id of what the problem is about on the page."""
    if problem.illustration is not None:
        return f"id_photographs-{problem.illustration}-alternative_text"
    return "photographs" if problem.field == "illustrations" else f"id_{problem.field}"


def describe_open_points(
    sent: QueryDict, edition: Edition | None, story: Story | None, *, officer: User
) -> dict[str, Any]:
    """Returns the same for the page's script."""
    problems = find_open_points(sent, edition, story, officer=officer)
    return {
        "open_points": [{"message": each.message, "place": place_of(each)} for each in problems],
        "open_points_count": count_in_words(problems),
    }
