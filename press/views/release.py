"""One release at its address: live, withdrawn under its banner, removed, or not there."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from press.illustrations.pictures import prefetched
from press.languages import Language
from press.models import Contact, Edition, Listed, Release, Topic
from press.models.releases import readable
from press.views.linked_data import description, news_article, shared_picture
from press.views.listing import NEWEST_FIRST, OLDEST_FIRST, links, live_in, not_older_than, older_than
from press.views.public import public

RELATED = 3


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

    def address(self, name: str = "press:release", **kwargs: Any) -> str:
        return address(self.release, name, **kwargs)


@dataclass(frozen=True, slots=True)
class Removed:
    """A release that was public and was taken away: 410 with the reason."""

    release: Release


def address(release: Release, name: str = "press:release", **kwargs: Any) -> str:
    """Returns the address of one of a release's pages, in its own language whatever is active."""
    with override(release.language):
        return reverse(name, kwargs={"pk": release.pk, "slug": release.slug, **kwargs})


def shown(pk: int) -> Shown | Removed:
    """Returns what the public may read of a release now. One query.

    Raises Http404 where nothing ever was: a draft, a scheduled one and a number never used are the same.
    """
    at = timezone.now()
    editions = list(
        Edition.objects.been_public(at)
        .filter(release=pk)
        .select_related("release__story", "release__read_total", "contact")
        .defer("search_text")
        .order_by("-number")
    )
    if not editions:
        raise Http404
    release = editions[0].release
    if release.is_removed(at):
        return Removed(release)
    edition = readable(editions, at)
    if edition is None:
        raise Http404
    return Shown(release, edition, editions, at)


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
        right = found.address(request.resolver_match.view_name, **kwargs)
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
        return redirect(found.address())
    return render(
        request,
        "press/history.html",
        {
            "section": "releases",
            "release": found.release,
            "edition": found.edition,
            "editions": found.editions,
            "elsewhere": _addresses(live_siblings(found), "press:history"),
        },
    )


@page_of_a_release
def history_edition(request: HttpRequest, found: Shown, number: int) -> HttpResponse:
    """One edition as it was read then."""
    if found.withdrawn:
        return redirect(found.address())
    edition = next((edition for edition in found.editions if edition.number == number), None)
    if edition is None:
        raise Http404
    prefetch_related_objects([edition], prefetched())
    return render(
        request,
        "press/history_edition.html",
        {
            "section": "releases",
            "release": found.release,
            "edition": edition,
            "current": found.edition,
            "elsewhere": _addresses(live_siblings(found), "press:history"),
        },
    )


def page(found: Shown) -> dict[str, Any]:
    edition, release = found.edition, found.release
    editions = found.editions
    correction = next((one for one in editions if one.number > 1 and not one.minor), None)
    siblings = live_siblings(found)
    elsewhere = _addresses(siblings)
    prefetch_related_objects([edition], prefetched())
    illustrations = list(edition.illustrations.all())
    topics = list(release.story.topics.all())
    address = f"{settings.SITE_URL}{found.address()}"
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
        "people": list(release.story.people.all()),
        "siblings": siblings,
        "elsewhere": elsewhere,
        "default_address": _default_address(elsewhere, found),
        "address": address,
        "duty": Contact.of_the_duty_officer(),
        "linked_data": news_article(edition, topics, address=address, picture=picture, updated_at=updated_at),
        **_around(found, topics),
    }


def live_siblings(found: Shown) -> list[Edition]:
    """Returns the live editions of the same story in the other languages, in the house's order."""
    order = list(Language.values)
    editions = links(Edition.objects.live(found.at)).filter(release__story=found.release.story_id)
    editions = editions.exclude(release=found.release)
    return sorted(editions, key=lambda edition: order.index(edition.release.language))


def _addresses(siblings: list[Edition], name: str = "press:release") -> dict[str, str]:
    return {sibling.release.language: address(sibling.release, name) for sibling in siblings}


def _default_address(elsewhere: dict[str, str], found: Shown) -> str:
    """Returns the address for readers of no language of ours: the state language's, where there is one."""
    every = {**elsewhere, found.release.language: found.address()}
    return next(every[language] for language in Language.values if language in every)


def _around(found: Shown, topics: list[Topic]) -> dict[str, Any]:
    """Returns the neighbours in time and related releases beside them; a withdrawn one has none of them."""
    if found.withdrawn or found.release.first_published_at is None:
        return {"related": [], "newer": None, "older": None}
    same_language = links(live_in(found.release.language, found.at)).exclude(release=found.release)
    start = (found.release.first_published_at, found.release.pk)
    older = same_language.filter(older_than(*start)).order_by(*NEWEST_FIRST).first()
    newer = same_language.filter(not_older_than(*start)).order_by(*OLDEST_FIRST).first()
    # No link twice: each is one more stop for who goes by keyboard.
    others = same_language.exclude(pk__in=[edition.pk for edition in (older, newer) if edition])
    story = found.release.story
    related = list(others.filter(release__story__related=story).order_by(*NEWEST_FIRST)[:RELATED])
    if len(related) < RELATED:
        # Not by a join: that would give the same release once for each topic that it shares.
        shares_a_topic = Exists(Listed.objects.filter(release=OuterRef("release"), topic__in=topics))
        near = others.exclude(pk__in=[edition.pk for edition in related]).filter(shares_a_topic)
        related += near.order_by(*NEWEST_FIRST)[: RELATED - len(related)]
    return {"related": related, "older": older, "newer": newer}
