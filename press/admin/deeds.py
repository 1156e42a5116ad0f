"""The verbs of press.publishing as they are recorded, told as deeds."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: Mapping[str, Promise] = {
    "start": _("began the text"),
    "revise": _("changed the text"),
    "revise story": _("changed what it is about"),
    "submit": _("submitted it"),
    "take back": _("took it back"),
    "send back": _("sent it back"),
    "approve": _("approved it"),
    "bring in": _("brought it in from the previous site"),
    "unschedule": _("cancelled the schedule"),
    "confirm": _("confirmed the urgent publication"),
    "withdraw": _("withdrew it"),
    "remove": _("removed it"),
}


def told(verb: str) -> str:
    """Returns the deed in words, in the active language; an unknown verb as it was recorded."""
    return str(DEEDS.get(verb, verb))
