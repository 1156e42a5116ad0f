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

from press.comparison import compare_editions
from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.languages import CODES
from press.models import Edition, Illustration, ListEntry, Person, Release, Topic
from press.models.releases import EditionQuerySet, readable
from press.photographs.pictures import get_illustrations
from press.prepared import planned_once
from press.public.linked_data import build_news_article, find_pictures
from press.public.lists import find_duty
from press.public.pages import public_page
from press.public.related import NearbyReleases, find_around, find_corrected, find_translations


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """A release with the edition that the public may read, at one moment, and all that were public before."""

    release: Release
    edition: Edition
    editions: list[Edition]
    at: datetime.datetime

    @property
    def withdrawn(self) -> bool:
        return self.edition.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class RemovedRelease:
    """A release that was public and was taken away: 410 with the reason."""

    release: Release


def find_public(pk: int) -> PublicRelease | RemovedRelease:
    """Returns what the public may read of a release now. One query.

    Raises Http404 where nothing ever was: a draft, a scheduled one and a number never used are the same.
    """
    at = timezone.now()
    with reading(names.release(pk)):
        editions = _been_public(pk, at)
    if not editions:
        raise Http404
    release = editions[0].release
    if release.is_removed(at):
        return RemovedRelease(release)
    edition = readable(editions, at)
    if edition is None:
        raise Http404
    return PublicRelease(release, edition, editions, at)


@planned_once
def _been_public(release: int, at: datetime.datetime) -> EditionQuerySet:
    editions = Edition.objects.been_public(at).filter(release=release).order_by("-number")
    return editions.select_related("release__read_total", "contact").defer("search_text")


@planned_once
def _list_entries(release: int) -> QuerySet[ListEntry]:
    """What lists a release stands in: one question for its topics and its people."""
    entries = ListEntry.objects.filter(release=release).select_related("topic", "person")
    return entries.order_by("topic__slug", "person__slug")


def release_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Hands the view what may be read; answers 404, 410 and the way to the right address itself.

    Another slug, none, or another language leads to the release's own address, if there is one to read. No
    slug does where the one before said words that were expunged: which it was nobody knows any more.
    """

    @public_page()
    @wraps(view)
    def answer(request: HttpRequest, pk: int, slug: str = "", **kwargs: Any) -> HttpResponse:
        public = find_public(pk)
        if isinstance(public, RemovedRelease):
            context = {"release": public.release, "nowhere": True}
            return render(request, "press/removed.html", context, status=410)
        assert request.resolver_match is not None  # Django resolved it to this view
        right = public.release.url(request.resolver_match.view_name, **kwargs)
        if request.path != right:
            if public.release.slug_was_expunged and slug not in ("", public.release.slug):
                raise Http404
            return redirect(right, permanent=True)
        return view(request, public, **kwargs)

    return answer


@release_page
def release(request: HttpRequest, public: PublicRelease) -> HttpResponse:
    return render(request, "press/release.html", build_context(public))


@release_page
def history(request: HttpRequest, public: PublicRelease) -> HttpResponse:
    """All editions that were public, the newest first. A withdrawn release has only its one page."""
    if public.withdrawn:
        return redirect(public.release.get_absolute_url())
    return render(
        request,
        "press/history.html",
        {
            "section": "releases",
            "release": public.release,
            "edition": public.edition,
            "editions": public.editions,
            "says_all": not any(edition.expunged_at for edition in public.editions),
            "elsewhere": _urls(find_translations(public.release, public.at), "press:history"),
        },
    )


@release_page
def history_edition(request: HttpRequest, public: PublicRelease, number: int) -> HttpResponse:
    """One edition as it was read then."""
    if public.withdrawn:
        return redirect(public.release.get_absolute_url())
    edition = next((edition for edition in public.editions if edition.number == number), None)
    if edition is None:
        raise Http404
    # Of what was public alone: a draft between two editions is nobody's to know of.
    previous = next((each for each in public.editions if each.number < number), None)
    illustrations = get_illustrations(edition)
    return render(
        request,
        "press/history_edition.html",
        {
            "previous": previous,
            "changes": previous
            and compare_editions(previous, edition, (get_illustrations(previous), illustrations)),
            "section": "releases",
            "release": public.release,
            "edition": edition,
            "ended_at": None if edition.is_live(public.at) else edition.live_until,  # ahead it tells the next
            "illustrations": illustrations,
            "current": public.edition,
            "elsewhere": _urls(find_translations(public.release, public.at), "press:history"),
        },
    )


def build_context(
    public: PublicRelease,
    *,
    illustrations: list[Illustration] | None = None,
    topics: list[Topic] | None = None,
    people: list[Person] | None = None,
) -> dict[str, Any]:
    """Returns what the page of a release shows. A preview has in hand what the database does not have."""
    edition, release = public.edition, public.release
    editions = public.editions
    correction = next((one for one in editions if one.number > 1 and not one.minor), None)
    illustrations = get_illustrations(edition) if illustrations is None else illustrations
    if topics is None or people is None:
        with reading(names.story(release.story_id)):
            entries = _list_entries(release.pk)
        topics = [entry.topic for entry in entries if entry.topic]
        people = [entry.person for entry in entries if entry.person]
    depend_on([*names.of_subjects("topic", topics), *names.of_subjects("person", people)])
    if public.withdrawn:
        translations, nearby = find_translations(release, public.at), NearbyReleases()
    else:
        translations, nearby = find_around(release, [topic.pk for topic in topics], public.at)
    elsewhere = _urls(translations)
    address = f"{settings.SITE_URL}{public.release.get_absolute_url()}"
    pictures = find_pictures(illustrations)
    is_updated = len(editions) > 1 or any(one.expunged_at for one in editions)  # of a preview there are none
    updated_at = editions[0].updated_at if is_updated else None
    return {
        "section": "releases",
        "release": release,
        "edition": edition,
        "description": edition.description,
        "withdrawn": public.withdrawn,
        "correction": correction,
        "has_history": len(editions) > 1 and not public.withdrawn,
        # When it went live; that words of it went by law says another sentence, with its own day.
        "edition_from": edition.live_from if len(editions) > 1 else None,
        "illustrations": illustrations,
        "picture": pictures[0] if pictures else None,
        "topics": topics,
        "people": people,
        "siblings": translations,
        "corrected": [] if public.withdrawn else find_corrected(translations, editions),
        "elsewhere": elsewhere,
        "default_address": _default_url(elsewhere, public),
        "address": address,
        "duty": find_duty(),
        "linked_data": build_news_article(
            edition, topics, address=address, pictures=pictures, updated_at=updated_at
        ),
        "nearby": nearby,
    }


def _urls(siblings: list[Edition], name: str = "press:release") -> dict[str, str]:
    return {sibling.release.language: sibling.release.url(name) for sibling in siblings}


def _default_url(elsewhere: dict[str, str], public: PublicRelease) -> str:
    """Returns the address for readers of no language of ours: the state language's, where there is one."""
    every = {**elsewhere, public.release.language: public.release.get_absolute_url()}
    return next(every[language] for language in CODES if language in every)
