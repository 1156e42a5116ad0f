"""Whether everybody agrees on the hour of TIME_ZONE.

Kazakhstan went from +6 to +5 on 1 March 2024. A machine with older time zone data would publish an hour off,
and PostgreSQL brings data of its own: start-up fails where they disagree.
"""

import datetime
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks
from django.db import connections

# Noon UTC of a day before and of one after the change; hours east of UTC.
KNOWN = {
    "Asia/Almaty": {
        datetime.datetime(2024, 2, 1, 12, tzinfo=datetime.UTC): 6,
        datetime.datetime(2024, 4, 1, 12, tzinfo=datetime.UTC): 5,
    }
}
_ANY_ZONE = (
    datetime.datetime(2024, 2, 1, 12, tzinfo=datetime.UTC),
    datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.UTC),
)


def _hours(moment: datetime.datetime) -> float:
    offset = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).utcoffset()
    return offset.total_seconds() / 3600 if offset is not None else 0.0


def of_python(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Error `minber.E001`: Python's time zone data are missing or too old."""
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return [checks.Error(f"This machine knows no time zone {settings.TIME_ZONE}.", id="minber.E001")]
    return [
        checks.Error(
            f"Python takes {settings.TIME_ZONE} for {_hours(moment):+g} hours on {moment:%d.%m.%Y}: "
            f"it was {hours:+g}.",
            hint="Update the system's tzdata package.",
            id="minber.E001",
        )
        for moment, hours in KNOWN.get(settings.TIME_ZONE, {}).items()
        if _hours(moment) != hours
    ]


def of_database(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Error `minber.E002`: PostgreSQL takes TIME_ZONE for something else than Python does."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        for moment in KNOWN.get(settings.TIME_ZONE) or _ANY_ZONE:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT extract(epoch FROM (at AT TIME ZONE %s) - (at AT TIME ZONE 'UTC'))"
                    " FROM (SELECT %s::timestamptz AS at) AS moment",
                    [settings.TIME_ZONE, moment],
                )
                hours = float(cursor.fetchone()[0]) / 3600
            if hours != _hours(moment):
                found.append(
                    checks.Error(
                        f"On {moment:%d.%m.%Y} {settings.TIME_ZONE} is {hours:+g} hours for PostgreSQL "
                        f"and {_hours(moment):+g} for Python.",
                        hint="Update tzdata on the machine that is wrong, and PostgreSQL.",
                        id="minber.E002",
                    )
                )
    return found
