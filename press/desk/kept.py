"""What an officer typed outlives their session.

A form that is sent without a session, or with the token of an earlier one, saves nothing: the sign-in page
answers it and carries all that was typed in one hidden field. After signing in the request goes on as a GET
that has the typed fields beside it, so no page can save them by itself: it shows its form again, filled.
On the server nothing is kept, neither in a session nor in a log; the browser alone holds the text.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from press.text.characters import clean_text

FIELD = "kept"
# Bytes; under DATA_UPLOAD_MAX_MEMORY_SIZE, so that it can be sent once more. A release has some ten thousand.
AT_MOST = 2_000_000
# Of the sign-in page itself, and what must never be written into a page again.
_NOT_TYPED = re.compile(r"csrfmiddlewaretoken|next|.*password.*")
# The views that can show their form again.
_SHOWN_AGAIN = {"add_view", "change_view", "repair_view", "dismiss_view", "notes_view", "expunge_view"}

# Those that stand with a finding or a note; all others name a verb.
_BUTTONS = {"dismiss", "reopen", "add-note", "reply", "resolve-note", "reopen-note"}


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form as they were sent, without passwords and token; and whether files were chosen."""

    fields: QueryDict
    files: bool = False

    @classmethod
    def sent_with(cls, request: HttpRequest) -> Self | None:
        """Returns what a POST brought, or the sign-in page carried on; None where nothing was typed."""
        if FIELD in request.POST:
            return cls.read(request.POST[FIELD])
        fields = QueryDict(mutable=True)
        for name, values in request.POST.lists():
            if not _NOT_TYPED.fullmatch(name):
                fields.setlist(name, values)
        return cls(fields, any(request.FILES.values())) if fields else None

    @classmethod
    def read(cls, written: str) -> Self | None:
        """Returns what `written()` gave; None for anything else."""
        try:
            data = json.loads(written)
            fields = QueryDict(mutable=True)
            for name, values in data["fields"].items():
                if not _NOT_TYPED.fullmatch(name):
                    fields.setlist(clean_text(name), [clean_text(str(value)) for value in values])
            return cls(fields, bool(data["files"])) if fields else None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def written(self) -> str:
        """Returns all of it as one value of a hidden field."""
        return json.dumps({"fields": dict(self.fields.lists()), "files": self.files}, ensure_ascii=False)

    def is_too_long(self) -> bool:
        return len(self.written().encode(errors="replace")) > AT_MOST


def may_be_shown_again(view: Callable[..., HttpResponseBase]) -> bool:
    return getattr(view, "__name__", "") in _SHOWN_AGAIN


def go_on_with(request: HttpRequest, kept: Kept) -> None:
    """Of a POST that must not act only what was typed is left."""
    show_again(request, kept.fields)


def show_again(request: HttpRequest, fields: QueryDict) -> None:
    """Makes of a POST a GET whose page shows these fields in its form, and does nothing with them."""
    request.method = "GET"
    request.POST = QueryDict()
    request.typed = fields  # type: ignore[attr-defined]


def say(request: HttpRequest, kept: Kept) -> None:
    """Tells the officer what became of their text."""
    if "verb" in kept.fields or is_button_alone(kept.fields):
        words = _("You were signed out, so this was not done: press the button again.")
    else:
        words = _("You were signed out, so nothing was saved. Your text is below: check it and save again.")
    messages.warning(request, words)
    if kept.files:
        messages.warning(request, _("Choose the photographs' files again: a browser does not keep them."))


def is_button_alone(sent: QueryDict) -> bool:
    """Whether it comes from a text that is only read: the button of a finding or a note, and its words."""
    return bool(_BUTTONS & sent.keys()) and "title" not in sent


def typed(request: HttpRequest) -> QueryDict | None:
    """Returns what the page is to show in its form, though it was not sent to be saved; usually None."""
    fields: QueryDict | None = getattr(request, "typed", None)
    return fields
