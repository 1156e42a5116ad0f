"""The bare address, home, all releases, and those of one topic or one person."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading, show_until
from press.languages import CODES, negotiate_language
from press.listings.cards import cards_in
from press.listings.keyset import (
    ListEntryQuery,
    get_page,
    group_by_day,
    live_in,
    select_for_cards,
    select_for_links,
)
from press.models import Contact, Edition, Illustration, ListEntry, Person, Story, Topic
from press.models.releases import EditionQuerySet
from press.photographs.pictures import widest_jpeg
from press.prepared import prepared
from press.public.pages import public_page

# On the home page: so many of the newest, at most so many kept on top, so many in a row below the first, and
# so many of what was read most.
HOME_SIZE = 20
PINNED = 4
ROW = 3
MOST_READ = 5
DAY = datetime.timedelta(days=1)
# At most so many photographs on the page of a person, from so many of the newest releases: where few of tens
# of thousands have any, not all of them are gone through.
PHOTOGRAPHS = 12
SEARCHED_FOR_PHOTOGRAPHS = 1_000


def live_here(at: datetime.datetime | None = None) -> EditionQuerySet:
    """Returns what is live in the language of the page."""
    return live_in(get_language() or "", at or timezone.now())


@public_page()
def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """The bare address sends each reader to their language."""
    response = HttpResponseRedirect(f"/{negotiate_language(request.headers.get('Accept-Language', ''))}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """The pinned or else the newest release large, the next three in a row, then the others by day."""
    at = timezone.now()
    with reading(names.PINNED, names.newest(get_language() or "")):
        pinned = list(
            select_for_cards(live_here(at).filter(release__story__in=Story.objects.pinned(at)))[:PINNED]
        )
        newest = list(select_for_cards(live_here(at))[: HOME_SIZE + 1])
    depend_on(names.of_cards([*pinned, *newest]))
    there = {edition.pk for edition in pinned}
    rest = [edition for edition in newest if edition.pk not in there][:HOME_SIZE]
    if not pinned:
        pinned, rest = rest[:1], rest[1:]
    # The next ones in a row, where nearly all of them have photographs: none is passed over for want of one.
    in_row = rest[:ROW]
    if sum(bool(edition.illustrations.all()) for edition in in_row) < ROW - 1:
        in_row = []
    return render(
        request,
        "press/home.html",
        {
            "section": "home",
            "first": pinned[0] if pinned else None,
            "row": in_row,
            "pinned": pinned[1:],
            "days": group_by_day(rest[len(in_row) :]),
            "duty": find_duty(),
            "most_read": find_most_read(at),
            "topics": find_topics(at),
            "has_more": len(newest) > HOME_SIZE,
        },
    )


def find_duty() -> Contact | None:
    """Returns whom to call now. A contact that changes makes every page old: no name is needed."""
    with reading():
        return Contact.get_on_duty()


def find_topics(at: datetime.datetime | None = None) -> list[Topic]:
    """Returns the topics that have something live in the language of the page."""
    language = get_language() or ""
    with reading(names.newest(language)):
        topics = _find_topics(language, at or timezone.now())
    depend_on(names.of_subjects("topic", topics))
    return topics


@prepared
def _find_topics(language: str, at: datetime.datetime) -> QuerySet[Topic]:
    """One edition of each is looked for: asked for whether any exists, a database may go through them all."""
    of_topic = Edition.objects.live(at).filter(
        release__list_entries__topic=OuterRef("pk"), release__list_entries__language=language
    )
    return Topic.objects.alias(one=Subquery(of_topic.order_by().values("pk")[:1])).filter(one__isnull=False)


def find_most_read(at: datetime.datetime) -> list[Edition]:
    """Returns what of the live releases in the language of the page was read most yesterday."""
    language, today = get_language() or "", timezone.localdate(at)
    show_until(beginning_of(today + DAY).timestamp())
    with reading(names.MOST_READ, names.newest(language)):
        found = _find_most_read(language, today - DAY, at)
    depend_on(names.of_links(found))
    return found


def beginning_of(day: datetime.date) -> datetime.datetime:
    """Returns when a day begins in the press room's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


@prepared
def _find_most_read(language: str, day: datetime.date, at: datetime.datetime) -> EditionQuerySet:
    """Returns what of the live releases in a language was read most on that day."""
    read = live_in(language, at).filter(release__daily_reads__day=day)
    return select_for_links(read).order_by("-release__daily_reads__reads", "-release_id")[:MOST_READ]


@public_page("before")
def releases(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    cards = cards_in(get_language() or "", at)
    page = get_page(live_here(at), find_cards=cards, before=request.GET.get("before", ""))
    return render(request, "press/releases.html", {"section": "releases", "page": page})


@public_page("before")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject_page(request, Topic, "topic", slug, "press/topic.html")


@public_page("before")
def person(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject_page(request, Person, "person", slug, "press/person.html")


def _subject_page(
    request: HttpRequest, model: type[Topic | Person], kind: str, slug: str, template: str
) -> HttpResponse:
    """The releases of one topic or person; 404 until one is public: the name alone may tell too much."""
    at = timezone.now()
    has_live = {language: Exists(_live_under(kind, language, at)) for language in CODES}
    with reading():
        subject: Any = get_object_or_404(model.objects.annotate(**has_live), slug=slug)
    languages = [language for language in CODES if getattr(subject, language)]
    others = (names.newest_of(kind, subject.pk, each) for each in CODES if each not in languages)
    depend_on([names.subject(kind, subject.pk), *others])
    if not languages:
        raise Http404
    here, before = live_here(at), request.GET.get("before", "")
    addresses = {language: _url(subject, language) for language in CODES}
    return render(
        request,
        template,
        {
            "section": "topics" if model is Topic else "people",
            "subject": subject,
            "feed": reverse(f"press:{kind}-feed", args=[slug]),
            "page": get_page(
                here,
                query=list_of(kind, subject, at),
                find_cards=cards_in(get_language() or "", at),
                before=before,
            ),
            # Beside the newest releases, not beside each older page of them again.
            "illustrations": find_illustrations(subject, at) if model is Person and not before else [],
            "elsewhere": {language: addresses[language] for language in languages},
            # Where there is nothing in a language its page says so, and where else to read.
            "nearest": addresses,
        },
    )


def list_of(kind: str, subject: Topic | Person, at: datetime.datetime) -> ListEntryQuery:
    """Returns the list of a topic or person in the language of the page: what is live, the newest first."""
    tops = [names.newest_of(kind, subject.pk, get_language() or "")]
    return ListEntryQuery(_entries_of(kind, subject, at), live_here(at), tops)


def find_illustrations(person: Person, at: datetime.datetime) -> list[Illustration]:
    """Returns photographs of the live releases about a person, the newest first; three queries at most.

    Only what the live edition itself shows: one that comes with a later edition is under embargo like its
    text, one that went with an earlier edition was taken out. What is decorative shows nobody.
    """
    live, telling = live_here(at), Illustration.objects.filter(decorative=False)
    illustrated = live.filter(Exists(telling.filter(edition=OuterRef("pk"))))
    entries = _entries_of("person", person, at)
    newest = entries.order_by("-first_published_at", "-release_id").values("pk")[:SEARCHED_FOR_PHOTOGRAPHS]
    tops = [names.newest_of("person", person.pk, get_language() or "")]
    query = ListEntryQuery(entries.filter(pk__in=newest), illustrated, tops)
    shown = query.fetch(None, limit=PHOTOGRAPHS)
    if not shown:
        return []
    found = (
        telling.filter(edition__in=live.filter(release__in=[position.release for position in shown]))
        .select_related("edition__release", "photograph")
        .prefetch_related("photograph__renditions")
        .defer("edition__body", "edition__search_text", "edition__description")
        .order_by("-edition__release__first_published_at", "-edition__release", "order", "pk")
    )
    with reading():
        return [each for each in found[:PHOTOGRAPHS] if widest_jpeg(each.photograph)]


def _entries_of(kind: str, subject: Topic | Person, at: datetime.datetime) -> QuerySet[ListEntry]:
    return ListEntry.objects.filter(Q((kind, subject)), language=get_language(), first_published_at__lte=at)


def _live_under(kind: str, language: str, at: datetime.datetime) -> EditionQuerySet:
    entry = {f"release__list_entries__{kind}": OuterRef("pk"), "release__list_entries__language": language}
    return Edition.objects.live(at).filter(**entry)


def _url(subject: Topic | Person, language: str) -> str:
    with override(language):
        return subject.get_absolute_url()
