"""Who has checked what AI had a part in, and that nothing of it is published unchecked."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from press.models import Edition, Photograph, User
from press.models.ai_use import DIGITAL_SOURCES
from press.publishing.refusals import Problem

_DECLARATION = {"ai_use", "ai_checked"}


def with_check(row: Edition | Photograph, changes: dict[str, Any]) -> dict[str, Any]:
    """Returns the changes; nothing is checked of what AI had no part in."""
    ai_use = changes.get("ai_use", row.ai_use)
    return changes if ai_use in DIGITAL_SOURCES else {**changes, "ai_checked": False}


def note_checker(row: Edition | Photograph, changed: Collection[str], by: User) -> None:
    """Whoever has just said that it is checked has said so of what is declared now. Not saved here."""
    if _DECLARATION & set(changed):
        row.ai_checked_by = by if row.ai_checked else None


def find_unchecked(edition: Edition) -> list[Problem]:
    """Returns what stands in the way of publication: text and pictures that nobody has checked."""
    sentence = _("Artificial intelligence had a part in this text: check all of it, and say that you did.")
    of_text = [Problem("ai_checked", sentence)] if edition.unchecked_ai_use else []
    sentence = _(
        "Artificial intelligence had a part in photograph %(number)s: check it, and say that you did."
    )
    return of_text + [
        Problem("illustrations", sentence % {"number": number}, illustration.order, "ai_checked")
        for number, illustration in enumerate(edition.illustrations.all(), start=1)
        if illustration.photograph.unchecked_ai_use
    ]
