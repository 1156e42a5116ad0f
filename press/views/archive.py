"""The archive: years and months as plain links with counts, and the releases of each."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from press.models.releases import EditionQuerySet
from press.views.listing import page
from press.views.lists import live_here
from press.views.public import public

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


@public()
def archive(request: HttpRequest) -> HttpResponse:
    return render(request, "press/archive.html", {"section": "archive", "years": years(live_here())})


@public("before")
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    start, end = _moment(year), _moment(year + 1)
    of_year = _between(live_here(), start, end)
    found = years(of_year)
    if not found:
        raise Http404
    return render(
        request,
        "press/archive_year.html",
        {
            "section": "archive",
            "year": found[0],
            "page": page(of_year, before=request.GET.get("before", "")),
        },
    )


@public("before")
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    start = _moment(year, month)
    end = _moment(year + month // 12, month % 12 + 1)
    of_month = _between(live_here(), start, end)
    found = page(of_month, before=request.GET.get("before", ""))
    if not found.editions:
        raise Http404
    return render(
        request,
        "press/archive_month.html",
        {"section": "archive", "month": start.date(), "page": found},
    )


def years(editions: EditionQuerySet) -> list[Year]:
    """Returns the years that have releases, newest first, with the count of each month. One query."""
    months = (
        editions.annotate(month=TruncMonth("release__first_published_at"))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    found: list[Year] = []
    for month, count in months:
        if not found or found[-1].number != month.year:
            found.append(Year(month.year))
        found[-1].months.append(Month(month.date(), count))
    return found


def _moment(year: int, month: int = 1) -> datetime.datetime:
    """Returns the beginning of a month in the press room's time zone; Http404 where no archive can be."""
    if not (YEARS[0] <= year <= YEARS[-1] and 1 <= month <= 12):
        raise Http404
    return timezone.make_aware(datetime.datetime(year, month, 1))  # noqa: DTZ001 - made aware here


def _between(editions: EditionQuerySet, start: datetime.datetime, end: datetime.datetime) -> EditionQuerySet:
    return editions.filter(release__first_published_at__gte=start, release__first_published_at__lt=end)
