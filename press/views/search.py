"""Search in what is live: every word must occur, in any form of case, ё read as е."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url

from press.languages import Language
from press.models.releases import EditionQuerySet
from press.views.listing import page
from press.views.lists import live_here, topics
from press.views.public import public

# Enough for a title; longer questions are cut, so that none can be made expensive.
LONGEST = 200
MOST_WORDS = 10


def folded(text: str) -> list[str]:
    """Returns the words of a question as `Edition.search_text` spells them, each once, at most MOST_WORDS."""
    printable = "".join(character if character.isprintable() else " " for character in text[:LONGEST])
    words = printable.casefold().replace("ё", "е").split()
    return list(dict.fromkeys(words))[:MOST_WORDS]


def matching(editions: EditionQuerySet, words: list[str]) -> EditionQuerySet:
    for word in words:
        editions = editions.filter(search_text__contains=word)
    return editions


@public("q", "before")
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")[:LONGEST].strip()
    words = folded(asked)
    found = matching(live_here(), words) if words else None
    count = found.count() if found is not None else 0
    context = {
        "section": "search",
        "asked": asked,
        "count": count,
        "page": page(found, before=request.GET.get("before", ""), q=asked) if found is not None else None,
        "topics": [] if count else topics(),
        "elsewhere": _in_other_languages(request.path, asked),
    }
    return render(request, "press/search.html", context)


def _in_other_languages(path: str, asked: str) -> dict[str, str]:
    """Returns the same question asked in each language."""
    query = f"?{urlencode({'q': asked})}" if asked else ""
    return {language: f"{translate_url(path, language)}{query}" for language in Language.values}
