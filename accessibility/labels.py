"""How each preference and each of its values is named in the interface."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accessibility.preferences import CHOICES
from accessibility.schemes import SCHEMES

NAMES: Mapping[str, str | Promise] = {
    "colours": _("Site colour"),
    "letter-spacing": _("Letter spacing"),
    "word-spacing": _("Word spacing"),
    "line-height": _("Line height"),
    "text-size": _("Text size"),
    "typeface": _("Typeface"),
    "images": _("Images"),
    "motion": _("Motion"),
}

VALUES: Mapping[str, Mapping[str, str | Promise]] = {
    "colours": {
        "auto": _("As on this device"),
        **{scheme.value: scheme.name for scheme in SCHEMES},
        "own": _("Your own colours"),
    },
    "letter-spacing": {
        "0": pgettext_lazy("letter spacing", "Normal"),
        "1": pgettext_lazy("letter spacing", "A little wider"),
        "2": pgettext_lazy("letter spacing", "Wide"),
        "3": pgettext_lazy("letter spacing", "Very wide"),
        "4": pgettext_lazy("letter spacing", "Widest"),
    },
    "word-spacing": {
        "auto": _("Follows letter spacing"),
        "0": pgettext_lazy("word spacing", "Normal"),
        "1": pgettext_lazy("word spacing", "Wide"),
        "2": pgettext_lazy("word spacing", "Very wide"),
    },
    "line-height": {
        "0": pgettext_lazy("line height", "One and a half"),
        "1": pgettext_lazy("line height", "One and three quarters"),
        "2": pgettext_lazy("line height", "Double"),
        "3": pgettext_lazy("line height", "Two and a half"),
    },
    "text-size": {size: f"{size} %" for size in ("100", "125", "150", "200", "250", "300")},
    "typeface": {
        "golos": _("Golos Text, without serifs"),
        "serif": _("Noto Serif, with serifs"),
        "dyslexic": _("Andika, letters that are hard to confuse"),
        "system": _("The typeface of this device"),
    },
    "images": {
        "shown": _("Shown"),
        "grey": _("In shades of grey"),
        "text": _("Replaced by their descriptions"),
    },
    "motion": {
        "auto": _("As on this device"),
        "none": pgettext_lazy("motion", "None"),
    },
}


def status(name: str, value: str) -> str:
    """Returns the one message that answers a change: "Site colour: white on black"."""
    return gettext("%(setting)s: %(value)s") % {"setting": NAMES[name], "value": value_label(name, value)}


def summary(values: Mapping[str, str]) -> str:
    """Returns what of these was set, shortly: "White on black · Letter spacing: wide · 200 %"; "" of nothing.

    A colour and a size say themselves what they are of.
    """
    return " · ".join(
        str(VALUES[name][value]) if name in {"colours", "text-size"} else status(name, value)
        for name, value in values.items()
        if value != CHOICES[name][0]
    )


def value_label(name: str, value: str) -> str:
    """Returns the name of a value as it stands after a colon."""
    return in_sentence(str(VALUES[name][value]))


def in_sentence(words: str) -> str:
    """Returns the words as they stand after a colon; proper names keep their capitals."""
    first = words.split(maxsplit=1)[0].rstrip(",")
    proper = first in {"Golos", "Noto", "Andika"} or first[1:] != first[1:].lower()
    return words if proper else words[:1].lower() + words[1:]
