"""The archive: years and months as plain links with counts, and the releases of each."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from press.invalidation import names
from press.invalidation.dependencies import depend_on, reading
from press.languages import CODES
from press.listings.keyset import get_page, is_at_the_top
from press.models import Edition, MonthCount
from press.models.releases import EditionQuerySet
from press.public.lists import live_here
from press.public.pages import public_page

# Beyond these a database may know no moment at all.
YEARS = range(1900, 3000)


@dataclass(frozen=True, slots=True)
class Month:
    first_day: datetime.date
    count: int


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    months: list[Month] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)


@public_page()
def archive(request: HttpRequest) -> HttpResponse:
    here = get_years(timezone.now()).get(_language(), [])
    return render(request, "press/archive.html", {"section": "archive", "years": here})


@public_page("before")
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    at = timezone.now()
    start, end = _moment(year), _moment(year + 1)
    years = get_years(at, year, tops=_tops(end, *CODES))
    if _language() not in years:
        raise Http404
    return render(
        request,
        "press/archive_year.html",
        {
            "section": "archive",
            "year": years[_language()][0],
            "page": get_page(
                _between(live_here(at), start, end),
                tops=_tops(end, _language()),
                before=request.GET.get("before", ""),
            ),
            "elsewhere": {language: _url(language, "archive-year", year) for language in years},
            "nearest": {language: _url(language, "archive") for language in CODES},
        },
    )


@public_page("before")
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    at = timezone.now()
    start, end = _moment(year, month), _end_of(year, month)
    page = get_page(
        _between(live_here(at), start, end),
        tops=_tops(end, _language()),
        before=request.GET.get("before", ""),
    )
    if not page.editions:
        raise Http404
    years = get_years(at, year, tops=_tops(end, *CODES))
    # Of the other months it says only whether the year has any, in another language.
    depend_on(_tops(_moment(year + 1), *(each for each in CODES if each not in years)))
    return render(
        request,
        "press/archive_month.html",
        {
            "section": "archive",
            "month": start.date(),
            "page": page,
            "elsewhere": {
                language: _url(language, "archive-month", year, month)
                for language, (there,) in years.items()
                if any(one.first_day == start.date() for one in there.months)
            },
            "nearest": {
                language: _url(language, "archive-year", year)
                if language in years
                else _url(language, "archive")
                for language in CODES
            },
        },
    )


def get_years(
    at: datetime.datetime, year: int | None = None, *, tops: Sequence[str] = names.EVERY_NEWEST
) -> dict[str, list[Year]]:
    """Returns by language the years that have live releases, or that one, newest first. Two queries.

    The counts are kept (`MonthCount`), however many releases there are; what is still ahead is taken off.
    `tops`: what of them a page shows may be touched (`invalidation.names`).
    """
    kept = MonthCount.objects.filter(releases__gt=0).order_by("-first_day")
    if year is not None:
        kept = kept.filter(first_day__year=year)
    with reading(*tops):
        ahead = _count_scheduled(at)
        rows = list(kept.values_list("language", "first_day", "releases"))
    years: dict[str, list[Year]] = {}
    for language, first_day, count in rows:
        if count <= ahead[language, first_day]:
            continue
        there = years.setdefault(language, [])
        if not there or there[-1].number != first_day.year:
            there.append(Year(first_day.year))
        there[-1].months.append(Month(first_day, count - ahead[language, first_day]))
    return years


def _count_scheduled(at: datetime.datetime) -> Counter[tuple[str, datetime.date]]:
    """Returns by language and month how many releases will be live from a set moment, and are not yet."""
    live = Edition.objects.live(at).filter(release=OuterRef("release"))
    months = (
        Edition.objects.ahead(at)
        .exclude(Exists(live))
        .annotate(month=TruncMonth("release__first_published_at"))
        .values_list("release__language", "month")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return Counter({(language, month.date()): count for language, month, count in months})


def _tops(end: datetime.datetime | None, *languages: str) -> list[str]:
    """Returns what is touched when something comes on top of lists that end then: of what is past nothing."""
    return [names.newest(each) for each in languages] if end is None or is_at_the_top(end) else []


def _language() -> str:
    return get_language() or ""


def _url(language: str, name: str, *of: int) -> str:
    with override(language):
        return reverse(f"press:{name}", args=of)


def _moment(year: int, month: int = 1) -> datetime.datetime:
    """Returns the beginning of a month in the press room's time zone; Http404 where no archive can be."""
    if not (YEARS[0] <= year <= YEARS[-1] and 1 <= month <= 12):
        raise Http404
    return timezone.make_aware(datetime.datetime(year, month, 1))  # noqa: DTZ001 - made aware here


def _end_of(year: int, month: int) -> datetime.datetime:
    return _moment(year + month // 12, month % 12 + 1)


def _between(editions: EditionQuerySet, start: datetime.datetime, end: datetime.datetime) -> EditionQuerySet:
    return editions.filter(release__first_published_at__gte=start, release__first_published_at__lt=end)
