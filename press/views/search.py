"""Search in what is live: every word must occur, its end left open, in any case, ё read as е."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from press.languages import Language
from press.models.words import is_spoken
from press.pagecache.declared import LONGEST
from press.views.finding import Count, FoundPlaces
from press.views.listing import live_in, page
from press.views.lists import topics
from press.views.public import public

MOST_WORDS = 10


def folded(text: str) -> list[str]:
    """Returns the words of a question as `Edition.search_text` spells them, each once, at most MOST_WORDS."""
    printable = "".join(character if character.isprintable() else " " for character in text[:LONGEST])
    words = printable.casefold().replace("ё", "е").split()
    return list(dict.fromkeys(words))[:MOST_WORDS]


@public("q", "before")
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    of_it = folded(asked)
    at, language = timezone.now(), get_language() or ""
    found = FoundPlaces(language, at, of_it) if any(map(is_spoken, of_it)) else None
    count = found.count() if found else Count(0)
    before = request.GET.get("before", "")
    context = {
        "section": "search",
        "asked": asked,
        "count": count.number,
        "at_least": count.at_least,
        "page": page(live_in(language, at), places=found, before=before, q=asked) if found else None,
        "topics": [] if count.number else topics(at),
        "elsewhere": _in_other_languages(request.path, asked),
    }
    return render(request, "press/search.html", context)


def _in_other_languages(path: str, asked: str) -> dict[str, str]:
    """Returns the same question asked in each language."""
    query = f"?{urlencode({'q': asked})}" if asked else ""
    return {language: f"{translate_url(path, language)}{query}" for language in Language.values}
