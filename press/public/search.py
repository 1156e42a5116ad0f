"""Search in what is live: every word must occur, its end left open, in any case, ё read as е."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from press.languages import Language
from press.listings.keyset import get_page, live_in
from press.public.lists import find_topics
from press.public.pages import public_page
from press.search.normalise import split_words
from press.search.query import is_word
from press.search.results import ResultCount, SearchQuery
from press.text.characters import clean_text


@public_page("q", "before")
def search(request: HttpRequest) -> HttpResponse:
    question = clean_text(request.GET.get("q", "")).strip()
    words = split_words(question)
    at, language = timezone.now(), get_language() or ""
    query = SearchQuery(language, at, words) if any(map(is_word, words)) else None
    count = query.count() if query else ResultCount(0)
    before = request.GET.get("before", "")
    context = {
        "section": "search",
        "question": question,
        "count": count.number,
        "at_least": count.at_least,
        "page": get_page(live_in(language, at), query=query, before=before, q=question) if query else None,
        "topics": [] if count.number else find_topics(at),
        "elsewhere": _in_other_languages(request.path, question),
    }
    return render(request, "press/search.html", context)


def _in_other_languages(path: str, question: str) -> dict[str, str]:
    """Returns the same question asked in each language."""
    query = f"?{urlencode({'q': question})}" if question else ""
    return {language: f"{translate_url(path, language)}{query}" for language in Language.values}
