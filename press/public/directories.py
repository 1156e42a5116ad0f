"""Ways in beside lists and search: all topics, all people by surname, everybody whom journalists call."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.listings.keyset import select_for_links
from press.models import Contact, Edition, ListEntry, Person, Topic
from press.public.lists import live_here
from press.public.pages import public_page

# The Kazakh alphabet in its order (42 letters, the Russian ones among them); Unicode puts ә after я.
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@dataclass(frozen=True, slots=True)
class Initial:
    """The people whose surnames begin with a letter."""

    letter: str
    people: list[Person]


@dataclass(frozen=True, slots=True)
class TopicWithNewest:
    topic: Topic
    newest: Edition


@public_page()
def topics(request: HttpRequest) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    with reading(names.newest(language), names.subjects("topic")):
        found = list(
            Topic.objects.annotate(newest=_newest_of("topic", language, at)).filter(newest__isnull=False)
        )
        releases = [topic.newest for topic in found]
        editions = list(select_for_links(live_here(at)).filter(release__in=releases))
    depend_on(names.of_links(editions))
    newest = {each.release_id: each for each in editions}
    rows = [TopicWithNewest(topic, newest[topic.newest]) for topic in found if topic.newest in newest]
    rows.sort(key=lambda row: alphabetical(row.topic.name().text))
    return render(request, "press/topics.html", {"section": "topics", "topics": rows})


@public_page()
def people(request: HttpRequest) -> HttpResponse:
    language = get_language() or ""
    newest = _newest_of("person", language, timezone.now())
    with reading(names.newest(language), names.subjects("person")):
        found = list(Person.objects.alias(newest=newest).filter(newest__isnull=False))
    return render(request, "press/people.html", {"section": "people", "initials": group_by_initial(found)})


def _newest_of(kind: str, language: str, at: datetime.datetime) -> Subquery:
    """Returns the newest live release of each; where there is none the name alone may tell too much."""
    live = Edition.objects.live(at).filter(release=OuterRef("release"))
    listed = ListEntry.objects.filter(Exists(live), (kind, OuterRef("pk")), language=language)
    return Subquery(listed.order_by("-first_published_at", "-release_id").values("release")[:1])


def group_by_initial(found: Iterable[Person]) -> list[Initial]:
    """Groups people by the first letter of their surname, which is the last word of their name, in order."""
    ordered = sorted(found, key=lambda person: _by_surname(person.name().text))
    groups = groupby(ordered, key=lambda person: _surname(person.name().text)[:1].upper())
    return [Initial(letter, list(group)) for letter, group in groups]


def _by_surname(name: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    return alphabetical(_surname(name)), alphabetical(name)


def _surname(name: str) -> str:
    return name.strip().rpartition(" ")[2]


def alphabetical(words: str) -> list[tuple[int, str]]:
    """Returns a key that sorts words as a Kazakh or Russian dictionary does, Latin ones before them."""
    return [(ALPHABET.find(letter), letter) for letter in words.casefold()]


@public_page()
def contacts(request: HttpRequest) -> HttpResponse:
    """Who is on duty, and who is named under a live release; who is named in drafts alone is not told."""
    named = Exists(Edition.objects.live().filter(contact=OuterRef("pk")))
    with reading(*names.EVERY_NEWEST):
        found = list(Contact.objects.filter(Q(on_duty=True) | named).order_by("-on_duty", "pk"))
    return render(request, "press/contacts.html", {"section": "contacts", "contacts": found})
