"""The three languages of the press room, and what a model says in each of them."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

_LONGEST_HEADER = 256


class Language(models.TextChoices):
    """Labels are the languages' own names: never translated, so that each reader finds theirs."""

    KK = "kk", "Қазақша"
    RU = "ru", "Русский"
    EN = "en", "English"


# The house's order. Django makes `Language.values` anew each time that it is asked for.
CODES: tuple[str, ...] = tuple(Language.values)


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with the language it is really in, for a true `lang` (WCAG 3.1.2)."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def get_worded(obj: models.Model, field: str, language: str) -> Worded:
    """Returns `<field>_<language>` of obj; where that is empty, the first language that has it.

    The language of what is returned is said with it. Empty in every language: an empty text.
    """
    for candidate in (language, *CODES):
        text = getattr(obj, f"{field}_{candidate}", "")
        if text:
            return Worded(text, candidate)
    return Worded("", language)


def activate_language(request: HttpRequest, language: str) -> None:
    """From here on this request is answered in that language."""
    translation.activate(language)
    request.LANGUAGE_CODE = language


def negotiate_language(accept_language: str) -> str:
    """Returns the language of ours that an Accept-Language header likes best; without any, the state's.

    As Django's LocaleMiddleware does (RFC 9110, 12.5.4), but of the header alone, and a language of weight
    0 is one that is not wanted: the next of ours is taken for it, unless none is wanted.
    """
    if len(accept_language) > _LONGEST_HEADER:  # neither read whole nor remembered
        accept_language = accept_language[:_LONGEST_HEADER].rpartition(",")[0]
    return _negotiate(accept_language)


@lru_cache(maxsize=1024)
def _negotiate(accept_language: str) -> str:
    accepted = parse_accept_lang_header(accept_language)  # the best liked first
    for wanted, weight in accepted:
        if wanted == "*" or weight == 0:
            break
        try:
            return str(get_supported_language_variant(wanted))
        except LookupError:
            continue
    refused = {unwanted for unwanted, weight in accepted if weight == 0}
    left = (language for language in (settings.LANGUAGE_CODE, *CODES) if language not in refused)
    return next(left, settings.LANGUAGE_CODE)
