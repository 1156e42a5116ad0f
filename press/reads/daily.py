"""How much was read on each of the last days: for the desk."""

import datetime

from django.db.models import Sum

from press.models import DailyReads


def count_by_day(days: int, until: datetime.date) -> list[tuple[datetime.date, int]]:
    """Returns the reads of all releases on each of so many days, the last of them `until`; one query."""
    every = [until - datetime.timedelta(days=ago) for ago in reversed(range(days))]
    rows = DailyReads.objects.filter(day__gte=every[0], day__lte=until).order_by().values("day")
    reads = dict(rows.annotate(sum=Sum("reads")).values_list("day", "sum"))
    return [(day, reads.get(day, 0)) for day in every]
