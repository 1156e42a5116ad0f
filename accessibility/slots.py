"""What stands in a page where the preferences go: in the root element's tag, in the head, in the bar."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html

from accessibility import typefaces
from accessibility.labels import NAMES, VALUES, status, summary, value_label
from accessibility.own_colours import Pair
from accessibility.preferences import CHOICES, Preferences

# What the bar offers, in its order: the first two as on the page that this app was made for.
IN_BAR = ("colours", "letter-spacing", "text-size")
KINDS = ("root", "head", "bar")
# With nothing of a page's own before them, where its template begins with them.
FRONT = ("root", "head")


def content(kind: str, language: str, preferences: Preferences) -> bytes:
    """Returns the HTML of a slot, UTF-8. Made once for each language and choice that changes it."""
    if kind == "root":
        return _root(preferences)
    if kind == "head":
        own = preferences.own if preferences.colours == "own" else None
        return _head(preferences.typeface, preferences.text_size, own)
    values = tuple(preferences.value(name) for name in IN_BAR)
    return _bar(language, values, has_own=preferences.own is not None)


def own_stylesheet(preferences: Preferences) -> str:
    """Returns the address of the stylesheet of the reader's own pair, "" where another scheme is chosen."""
    if preferences.own is None or preferences.colours != "own":
        return ""
    return reverse("display-own", args=[preferences.own.token()])


def wide_from(text_size: str) -> str:
    """Returns the media query from which the bar has room for a row: 768 px at a text size of 100 %."""
    return f"(min-width: {48 * int(text_size) / 100:g}em)"


@lru_cache(maxsize=4096)
def _root(preferences: Preferences) -> bytes:
    return preferences.attributes().encode()


@lru_cache(maxsize=1024)
def _head(typeface: str, text_size: str, own: Pair | None) -> bytes:
    links = [
        format_html('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', static(path))
        for path in typefaces.first_needed(typeface)
    ]
    wide, media = static("accessibility/wide.css"), wide_from(text_size)
    links.append(format_html('<link rel="stylesheet" href="{}" media="{}" data-display-wide>', wide, media))
    if own:
        address = reverse("display-own", args=[own.token()])
        links.append(format_html('<link rel="stylesheet" href="{}" data-display-own>', address))
    return "".join(links).encode()


@lru_cache(maxsize=2048)
def _bar(language: str, values: tuple[str, ...], *, has_own: bool) -> bytes:
    with translation.override(language):
        groups = [
            {
                "name": name,
                "label": NAMES[name],
                "current": value_label(name, chosen),
                "status": status(name, chosen),
                "usual": chosen == CHOICES[name][0],
                "options": [
                    {"value": value, "label": VALUES[name][value], "chosen": value == chosen}
                    for value in CHOICES[name]
                    if value != "own" or has_own
                ],
            }
            for name, chosen in zip(IN_BAR, values, strict=True)
        ]
        context = {"groups": groups, "set": summary(dict(zip(IN_BAR, values, strict=True)))}
        return render_to_string("accessibility/bar_groups.html", context).encode()
