"""One release at its address: live, withdrawn under its banner, removed, or not there."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from press.languages import Language
from press.models import Contact, Edition, Person, Release, Topic
from press.models.releases import EditionQuerySet, readable
from press.photographs.pictures import get_illustrations
from press.prepared import prepared
from press.views.around import Around, around, siblings
from press.views.linked_data import description, news_article, shared_picture
from press.views.public import public


@dataclass(frozen=True, slots=True)
class Shown:
    """A release with the edition that the public may read, at one moment, and all that were public before."""

    release: Release
    edition: Edition
    editions: list[Edition]
    at: datetime.datetime

    @property
    def withdrawn(self) -> bool:
        return self.edition.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class Removed:
    """A release that was public and was taken away: 410 with the reason."""

    release: Release


def shown(pk: int) -> Shown | Removed:
    """Returns what the public may read of a release now. One query.

    Raises Http404 where nothing ever was: a draft, a scheduled one and a number never used are the same.
    """
    at = timezone.now()
    editions = _been_public(pk, at)
    if not editions:
        raise Http404
    release = editions[0].release
    if release.is_removed(at):
        return Removed(release)
    edition = readable(editions, at)
    if edition is None:
        raise Http404
    return Shown(release, edition, editions, at)


@prepared
def _been_public(release: int, at: datetime.datetime) -> EditionQuerySet:
    editions = Edition.objects.been_public(at).filter(release=release).order_by("-number")
    return editions.select_related("release__read_total", "contact").defer("search_text")


@prepared
def _topics(story: int) -> QuerySet[Topic]:
    return Topic.objects.filter(stories=story)


@prepared
def _people(story: int) -> QuerySet[Person]:
    return Person.objects.filter(stories=story)


def page_of_a_release(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Hands the view what may be read; answers 404, 410 and the way to the right address itself.

    Another slug, none, or another language leads to the release's own address, if there is one to read.
    """

    @public()
    @wraps(view)
    def answer(request: HttpRequest, pk: int, slug: str = "", **kwargs: Any) -> HttpResponse:
        found = shown(pk)
        if isinstance(found, Removed):
            context = {"release": found.release, "nowhere": True}
            return render(request, "press/removed.html", context, status=410)
        assert request.resolver_match is not None  # Django resolved it to this view
        right = found.release.url(request.resolver_match.view_name, **kwargs)
        if request.path != right:
            return redirect(right, permanent=True)
        return view(request, found, **kwargs)

    return answer


@page_of_a_release
def release(request: HttpRequest, found: Shown) -> HttpResponse:
    return render(request, "press/release.html", page(found))


@page_of_a_release
def history(request: HttpRequest, found: Shown) -> HttpResponse:
    """All editions that were public, the newest first. A withdrawn release has only its one page."""
    if found.withdrawn:
        return redirect(found.release.get_absolute_url())
    return render(
        request,
        "press/history.html",
        {
            "section": "releases",
            "release": found.release,
            "edition": found.edition,
            "editions": found.editions,
            "elsewhere": _addresses(siblings(found.release, found.at), "press:history"),
        },
    )


@page_of_a_release
def history_edition(request: HttpRequest, found: Shown, number: int) -> HttpResponse:
    """One edition as it was read then."""
    if found.withdrawn:
        return redirect(found.release.get_absolute_url())
    edition = next((edition for edition in found.editions if edition.number == number), None)
    if edition is None:
        raise Http404
    return render(
        request,
        "press/history_edition.html",
        {
            "section": "releases",
            "release": found.release,
            "edition": edition,
            "illustrations": get_illustrations(edition),
            "current": found.edition,
            "elsewhere": _addresses(siblings(found.release, found.at), "press:history"),
        },
    )


def page(found: Shown) -> dict[str, Any]:
    edition, release = found.edition, found.release
    editions = found.editions
    correction = next((one for one in editions if one.number > 1 and not one.minor), None)
    in_other_languages = siblings(release, found.at)
    elsewhere = _addresses(in_other_languages)
    illustrations = get_illustrations(edition)
    topics = _topics(release.story_id)
    beside = Around() if found.withdrawn else around(release, [topic.pk for topic in topics], found.at)
    address = f"{settings.SITE_URL}{found.release.get_absolute_url()}"
    picture = shared_picture(illustrations)
    updated_at = editions[0].live_from if len(editions) > 1 else None
    return {
        "section": "releases",
        "release": release,
        "edition": edition,
        "description": description(edition),
        "withdrawn": found.withdrawn,
        "correction": correction,
        "has_history": len(editions) > 1 and not found.withdrawn,
        "updated_at": updated_at,
        "illustrations": illustrations,
        "picture": picture,
        "topics": topics,
        "people": _people(release.story_id),
        "siblings": in_other_languages,
        "elsewhere": elsewhere,
        "default_address": _default_address(elsewhere, found),
        "address": address,
        "duty": Contact.of_the_duty_officer(),
        "linked_data": news_article(edition, topics, address=address, picture=picture, updated_at=updated_at),
        "around": beside,
    }


def _addresses(siblings: list[Edition], name: str = "press:release") -> dict[str, str]:
    return {sibling.release.language: sibling.release.url(name) for sibling in siblings}


def _default_address(elsewhere: dict[str, str], found: Shown) -> str:
    """Returns the address for readers of no language of ours: the state language's, where there is one."""
    every = {**elsewhere, found.release.language: found.release.get_absolute_url()}
    return next(every[language] for language in Language.values if language in every)
