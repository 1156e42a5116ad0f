"""The words that are ours in a text's notes, in the text's language: their heading, and the link back."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accessibility.content.markup import BACKLINK, ENDNOTES

# As nh3 writes them.
_HEADING = re.compile(rf'(<section role="{ENDNOTES}">\s*<h[2-6]>)([^<]*)(?=</h[2-6]>)')
_BACK = re.compile(rf'(<a(?: [a-z]+="[^"]*")* role="{BACKLINK}"(?: [a-z]+="[^"]*")*>)([^<]*)(?=</a>)')


def heading_in(language: str) -> str:
    with translation.override(language):
        return gettext("Notes")


def way_back_in(language: str) -> str:
    with translation.override(language):
        return gettext("Back to the text")


def translate_notes(html: str, language: str) -> str:
    """Returns sanitised html with these words in that language; what an officer wrote instead stays."""
    if f'role="{ENDNOTES}"' not in html:
        return html
    for pattern, words_in in ((_HEADING, heading_in), (_BACK, way_back_in)):
        known, wanted = {words_in(code) for code, _name in settings.LANGUAGES}, words_in(language)
        html = pattern.sub(lambda tag: f"{tag[1]}{wanted if tag[2].strip() in known else tag[2]}", html)  # noqa: B023
    return html
