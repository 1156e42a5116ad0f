"""A release or an edition named by its numbers, as the desk writes it and as officers paste it back."""

import re
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from press.converters import parse_number
from press.languages import CODES


def name_release(number: int | str, edition: int | str | None = None) -> str:
    """Returns “Release 41”, and with the number of an edition “Release 41, edition 2”."""
    if edition is None:
        return _("Release %(number)s") % {"number": number}
    return _("Release %(number)s, edition %(edition)s") % {"number": number, "edition": edition}


def read_release_name(words: str) -> int | None:
    """Returns the number of the release that is named so in any of the languages; None of other words."""
    named = _patterns().fullmatch(" ".join(words.split()))
    return parse_number("".join(filter(None, named.groups()))) if named else None


@cache
def _patterns() -> re.Pattern[str]:
    """Returns what reads each name that `name_release` gives; its one group that matches is the release."""
    patterns = []
    for language in CODES:
        with override(language):
            names = (name_release("NUMBER"), name_release("NUMBER", "EDITION"))
        escaped = map(re.escape, names)
        patterns += [name.replace("NUMBER", r"(\d+)").replace("EDITION", r"\d+") for name in escaped]
    return re.compile("|".join(patterns), re.IGNORECASE)
