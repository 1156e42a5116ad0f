"""Home, all releases, and those of one topic or one person."""

import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, override

from press.languages import Language
from press.models import Edition, Person, Story, Topic
from press.models.releases import EditionQuerySet
from press.views.listing import by_day, cards, page
from press.views.public import public

# On the home page: this many of the newest, and at most this many kept on top.
NEWEST = 20
PINNED = 4


def live_here(at: datetime.datetime | None = None) -> EditionQuerySet:
    """Returns what is live in the language of the page."""
    return Edition.objects.live(at).filter(release__language=get_language())


@public()
def home(request: HttpRequest) -> HttpResponse:
    """The pinned or else the newest release large, then the newest by day."""
    at = timezone.now()
    pinned = list(cards(live_here(at).filter(release__story__in=Story.objects.pinned(at)))[:PINNED])
    on_top = {edition.pk for edition in pinned}
    newest = list(cards(live_here(at))[: NEWEST + 1])
    rest = [edition for edition in newest if edition.pk not in on_top][:NEWEST]
    if not pinned:
        pinned, rest = rest[:1], rest[1:]
    return render(
        request,
        "press/home.html",
        {
            "section": "home",
            "first": pinned[0] if pinned else None,
            "pinned": pinned[1:],
            "days": by_day(rest),
            "topics": topics(live_here(at)),
            "has_more": len(newest) > NEWEST,
        },
    )


def topics(editions: EditionQuerySet) -> QuerySet[Topic]:
    """Returns the topics of those editions, each once."""
    return Topic.objects.filter(stories__in=editions.values("release__story")).distinct()


@public("before")
def releases(request: HttpRequest) -> HttpResponse:
    found = page(live_here(), before=request.GET.get("before", ""))
    return render(request, "press/releases.html", {"section": "releases", "page": found})


@public("before")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _about(request, get_object_or_404(Topic, slug=slug), "topics")


@public("before")
def person(request: HttpRequest, slug: str) -> HttpResponse:
    return _about(request, get_object_or_404(Person, slug=slug), "people")


def _about(request: HttpRequest, subject: Topic | Person, relation: str) -> HttpResponse:
    """The releases of one topic or person; 404 until one is public: the name alone may tell too much."""
    at = timezone.now()
    of_subject = {f"release__story__{relation}": subject}
    live = Edition.objects.live(at).filter(**of_subject)
    languages = set(live.values_list("release__language", flat=True).distinct().order_by())
    if not languages:
        raise Http404
    addresses = {language: _address(subject, language) for language in Language.values}
    return render(
        request,
        f"press/{relation}.html",
        {
            "section": "releases",
            "subject": subject,
            "page": page(live_here(at).filter(**of_subject), before=request.GET.get("before", "")),
            "elsewhere": {language: addresses[language] for language in languages},
            # Where there is nothing in a language its page says so, and where else to read.
            "nearest": addresses,
        },
    )


def _address(subject: Topic | Person, language: str) -> str:
    with override(language):
        return subject.get_absolute_url()
