"""Search in what is live: what was found, where it stands, how to narrow it, and what to try instead."""

import datetime
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from press.languages import CODES, Language, Worded
from press.listings.cards import attach_people, cards_in
from press.listings.keyset import Page, get_page, live_in, select_for_cards
from press.models import Edition, Person, SearchEntry, Topic
from press.public.lists import find_topics, live_here
from press.public.pages import public_page
from press.search.answers import Answer, Asking, answer, narrower
from press.search.dates import find_dates
from press.search.passages import Highlighter, excerpt, mark
from press.search.questions import parse
from press.search.results import Filters, SearchQuery, searching
from press.search.subjects import find_contacts, find_subjects
from press.search.texts import CREDIT_LINE, PERSON, PHONE, TOPIC
from press.text.characters import clean_text

# Of a filter so many choices are offered, those with the most results.
CHOICES = 10
# The newest that are shown where nothing was found.
NEWEST = 5
PARAMETERS = ("q", "order", "year", "topic", "person", "from", "to", "before")
_YEAR = re.compile("[0-9]{4}")
SUBJECTS: dict[str, type[Topic | Person]] = {"topic": Topic, "person": Person}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a release was found, where its text does not show it: its name, and the words or the subject."""

    label: str
    words: SafeString | str = ""
    subject: Topic | Person | None = None


@dataclass(frozen=True, slots=True)
class Result:
    edition: Edition
    title: SafeString
    passage: SafeString
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a filter's values: the address of the results with it, or without it where it is chosen."""

    words: Worded
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    label: str
    chosen: Choice | None
    choices: list[Choice]


@public_page(*PARAMETERS)
def search(request: HttpRequest) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    asked = read_parameters(request)
    context: dict[str, Any] = {
        "section": "search",
        "question": asked.text,
        "asked": asked,
        "elsewhere": {code: f"{translate_url(request.path, code)}{asked.address()}" for code in CODES},
    }
    if asked.is_question:
        context |= _found(request, asked, at, language)
    if not context.get("count"):
        context |= {"topics": find_topics(at), "newest": list(select_for_cards(live_here(at))[:NEWEST])}
    return render(request, "press/search.html", context)


# --- What is asked ---


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address: the question, its filters and its order."""

    text: str
    by_date: bool
    filters: Filters
    parameters: dict[str, str]
    topic: Topic | None = None
    person: Person | None = None
    # Of `from` and `to`, those that are no day.
    mistaken: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        return bool(self.text) or self.filters != Filters()

    @property
    def label(self) -> str:
        """Returns in one line what is asked for: the words, then each filter."""
        subjects = [str(subject.name()) for subject in (self.topic, self.person) if subject]
        days = [self.parameters.get("from", ""), self.parameters.get("to", "")]
        period = " – ".join(days) if any(days) else ""
        return ", ".join(filter(None, [self.text, *subjects, self.parameters.get("year", ""), period]))

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """Returns the filters that are chosen by links: the form keeps them."""
        named = {"year": self.filters.year, "topic": self.topic, "person": self.person}
        return [(name, self.parameters[name]) for name, chosen in named.items() if chosen]

    @property
    def text_only(self) -> str:
        """Returns the query of the same question without filters."""
        return f"?{urlencode({'q': self.text})}" if self.text else ""

    def address(self, **changed: str) -> str:
        """Returns the query of an address with these parameters changed; an empty one goes."""
        kept = {**self.parameters, **changed}
        kept = {name: value for name, value in kept.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def read_parameters(request: HttpRequest) -> Asked:
    parameters = {
        name: clean_text(request.GET[name]).strip()
        for name in PARAMETERS
        if name != "before" and name in request.GET
    }
    subjects: dict[str, Any] = {
        name: model._default_manager.filter(slug=parameters[name]).first()
        for name, model in SUBJECTS.items()
        if parameters.get(name)
    }
    days = {name: _day(parameters.get(name, "")) for name in ("from", "to")}
    year = parameters.get("year", "")
    if not _YEAR.fullmatch(year):
        parameters.pop("year", None)
    if days["from"] and days["to"] and days["to"][1] < days["from"][0]:  # the later one was put first
        days = {"from": days["to"], "to": days["from"]}
        parameters["from"], parameters["to"] = parameters["to"], parameters["from"]
    filters = Filters(
        year=int(parameters["year"]) if "year" in parameters else None,
        since=days["from"][0] if days["from"] else None,
        until=days["to"][1] if days["to"] else None,
        **{name: subject.pk if subject else 0 for name, subject in subjects.items()},
    )
    return Asked(
        text=parameters.get("q", ""),
        by_date=parameters.get("order") == "date",
        filters=filters,
        parameters=parameters,
        mistaken=tuple(name for name, day in days.items() if parameters.get(name) and not day),
        **subjects,
    )


def _day(written: str) -> tuple[datetime.date, datetime.date] | None:
    """Returns the first and last day of a date as a form or a reader writes it."""
    found = find_dates(written)
    return (found[0].first, found[0].last) if found else None


# --- What is found ---


@searching()
def _found(request: HttpRequest, asked: Asked, at: datetime.datetime, language: str) -> dict[str, Any]:
    asking = Asking(language, at, asked.filters, by_date=asked.by_date)
    answered = answer(asked.text, asking)
    query, count = answered.query, answered.count
    page = None
    if count.number:
        parameters = {name: value for name, value in asked.parameters.items() if value}
        page = get_page(
            live_in(language, at),
            query=query,
            find_cards=cards_in(language, at),
            before=request.GET.get("before", ""),
            **parameters,  # type: ignore[arg-type]
        )
    return {
        "answer": answered,
        "understood": _in_words(answered),
        "narrower": [] if count.number else _narrower(answered, asked, asking),
        "count": count.number,
        "is_exact": count.is_exact,
        "page": page,
        "results": _results(page, answered, at) if page else [],
        "subjects": find_subjects(answered.question, at) if count.number else [],
        "contacts": find_contacts(answered.question),
        "filters": _filters(query, asked) if count.number else [],
        "has_filters": asked.filters != Filters(),
        "by_fit": asked.address(order="") or ".",
        "by_date": asked.address(order="date"),
        "text_only": asked.text_only,
        "others": _in_other_languages(asked, asking),
        "feed": f"{reverse('press:search-feed')}{asked.address()}",
    }


def _in_words(answered: Answer) -> str:
    return " ".join(group.words for group in answered.question.groups)


def _narrower(answered: Answer, asked: Asked, asking: Asking) -> list[Choice]:
    """Returns what less of the question would find."""
    return [
        Choice(
            Worded(each.question.text, asking.language),
            asked.address(q=each.question.text),
            each.count.number,
        )
        for each in narrower(answered, asking)
    ]


def _results(page: Page, answered: Answer, at: datetime.datetime) -> list[Result]:
    if any(subject.startswith(PERSON) for subject in answered.query.wanted.named_subjects):
        attach_people([edition.release.story for edition in page.editions])
    keys = [edition.pk for edition in page.editions]
    texts = dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "texts"))
    highlighter = Highlighter(answered.question)
    named = answered.query.wanted.named_subjects
    return [_result(edition, texts.get(edition.pk, []), highlighter, named) for edition in page.editions]


def _result(edition: Edition, texts: list[list[str]], highlighter: Highlighter, named: set[str]) -> Result:
    """Returns the title and the passage with most of what was asked for, and where the rest of it stands."""
    title = highlighter.spans(edition.title)
    in_text = [(words, highlighter.spans(words)) for kind, words in texts if kind in ("lead", "body")]
    found = {span.group for _, spans in [(edition.title, title), *in_text] for span in spans}
    words, spans = max(in_text, key=lambda each: len({span.group for span in each[1]}), default=("", []))
    if not spans:
        words, spans = next(((words, []) for words, _ in in_text), ("", []))
    reasons = []
    others = [text for text in texts if text[0] not in ("title", "lead", "body")]
    for kind, other in others if len(found) < highlighter.groups else ():
        new = [span for span in highlighter.spans(other) if span.group not in found]
        if new and (label := _label(kind)):
            found |= {span.group for span in new}
            reasons.append(Reason(label, excerpt(other, new)))
    if len(found) < highlighter.groups:
        reasons += _subject_reasons(edition, named)
    return Result(edition, mark(edition.title, title), excerpt(words, spans), reasons)


def _label(kind: str) -> str:
    labels = {
        "dateline": gettext("Place"),
        "caption": gettext("Photograph"),
        "alternative_text": gettext("Photograph"),
        "credit": gettext("Photographer"),
        "courtesy": gettext("Photographer"),
        CREDIT_LINE: gettext("Contact"),
        PHONE: gettext("Phone"),
    }
    return labels.get(kind, "")


def _subject_reasons(edition: Edition, named: set[str]) -> list[Reason]:
    if not named:
        return []
    story = edition.release.story
    about: list[tuple[str, str, Topic | Person]] = []
    if any(subject.startswith(PERSON) for subject in named):
        about += [(gettext("Person"), PERSON, person) for person in story.people.all()]
    about += [(gettext("Topic"), TOPIC, topic) for topic in story.topics.all()]
    return [
        Reason(label, subject=subject) for label, sign, subject in about if f"{sign}{subject.pk}" in named
    ]


# --- How to narrow it ---


def _filters(query: SearchQuery, asked: Asked) -> list[Filter]:
    """Returns what the results can be narrowed to, and how many each leaves; and what they are."""
    named = {"year": gettext("Year"), "topic": gettext("Topic"), "person": gettext("Person")}
    found = [
        Filter(label, _chosen(name, asked), _choices(name, query, asked)) for name, label in named.items()
    ]
    return [each for each in found if each.chosen or len(each.choices) > 1]


def _chosen(name: str, asked: Asked) -> Choice | None:
    if not asked.parameters.get(name):
        return None
    subject = {"topic": asked.topic, "person": asked.person}.get(name)
    written = Worded(asked.parameters[name], get_language() or "")
    return Choice(subject.name() if subject else written, asked.address(**{name: ""}) or ".")


def _choices(name: str, query: SearchQuery, asked: Asked) -> list[Choice]:
    if asked.parameters.get(name):
        return []
    counts = query.count_by(name)
    if name == "year":
        newest = sorted(counts, key=lambda each: -each.value)
        return [
            Choice(Worded(str(year), get_language() or ""), asked.address(year=str(year)), number)
            for year, number in newest
        ]
    subjects = SUBJECTS[name]._default_manager.in_bulk([value for value, _ in counts[:CHOICES]])
    return [
        Choice(subjects[key].name(), asked.address(**{name: subjects[key].slug}), number)
        for key, number in counts[:CHOICES]
        if key in subjects
    ]


def _in_other_languages(asked: Asked, asking: Asking) -> list[Choice]:
    """Returns in which other languages there is something too, and how much."""
    others = []
    for code, name in Language.choices:
        if code == asking.language or not asked.text:
            continue
        there = Asking(code, asking.at, asking.filters)
        if count := there.query(parse(asked.text, code)).count.number:
            address = f"{translate_url(reverse('press:search'), code)}{asked.address()}"
            others.append(Choice(Worded(str(name), code), address, count))
    return others
