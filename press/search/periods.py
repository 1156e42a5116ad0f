"""Days that a question names otherwise than as one date: from one to another, yesterday, last month.

Only what is asked is read so: in a text «вчера» says nothing, for nobody knows when it was written.
"""

import datetime
import re
from collections.abc import Callable, Iterator

from press.search.dates import MONTH_NAME, FoundDate, find_dates

_DASH = "[-–—]"
_BETWEEN = rf"(?:\s*{_DASH}\s*|\s+(?:по|до|и|to|till|until|through|and)\s+)"
_FROM = r"(?:(?<!\w)(?:со?|от|между|from|between|since)\s+)?"
_PLAIN = r"\d{1,2}(?:-?(?:го|е|ші|шы|st|nd|rd|th))?"
# What stands before a date and begins a period with it: a day, a month, a day of a month, a year.
_BEGINNING = re.compile(
    rf"{_FROM}(?<![\w.])(?P<begin>{_PLAIN}|(?:{_PLAIN}\s+)?(?:{MONTH_NAME})(?:\s+{_PLAIN})?|(?:19|20)\d\d)"
    rf"{_BETWEEN}$",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(rf"{_BETWEEN}$", re.IGNORECASE)
_YEARS = re.compile(
    rf"(?<![\w.-])(?P<first>(?:19|20)\d\d)\s?{_DASH}\s?(?P<last>(?:19|20)\d\d)(?![\w-])(?:\s?г[годы.]{{0,6}}|\s?ж[.ылдар]{{0,8}})?",
    re.IGNORECASE,
)
# 18.03.2023–05.04.2023, of which each alone might be a part of a longer number
_NUMERIC = r"\d{1,2}[./]\d{1,2}[./]\d{4}"
_NUMERIC_PERIOD = re.compile(rf"(?<![\w./-])(?P<first>{_NUMERIC})\s?{_DASH}\s?(?P<last>{_NUMERIC})(?![\w/-])")
# 2023 жылғы 1 наурыздан 20 наурызға дейін, наурыздан мамырға дейін
_TILL = re.compile(rf"\s+(?P<end>(?:{_PLAIN}\s+)?(?:{MONTH_NAME}))\s+дейін(?!\w)", re.IGNORECASE)

DAY = datetime.timedelta(days=1)
# Of the longest text no more is looked at for a period before a date.
_NEAR = 40


def _week(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    monday = today - today.weekday() * DAY
    return monday, monday + 6 * DAY


def _last_week(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    return _week(today - 7 * DAY)


def _month(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    first = today.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def _last_month(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    return _month(today.replace(day=1) - DAY)


def _year(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    return today.replace(month=1, day=1), today.replace(month=12, day=31)


def _last_year(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    return _year(today.replace(month=1, day=1) - DAY)


_RELATIVE: dict[str, Callable[[datetime.date], tuple[datetime.date, datetime.date]]] = {
    r"today|сегодня|бүгін|бугин": lambda today: (today, today),
    r"yesterday|вчера|кеше": lambda today: (today - DAY, today - DAY),
    r"this week|(?:на )?этой неделе|эта неделя|осы аптада?": _week,
    r"last week|(?:на )?прошлой неделе|прошлая неделя|(?:за )?прошлую неделю|[өо]ткен аптада?": _last_week,
    r"this month|(?:в )?этом месяце|этот месяц|осы айда?": _month,
    r"last month|(?:в )?прошлом месяце|(?:за )?прошлый месяц|[өо]ткен айда?": _last_month,
    r"this year|(?:в )?этом году|этот год|биыл": _year,
    r"last year|(?:в )?прошлом году|прошлый год|былтыр|[өо]ткен жылы?": _last_year,
}
_WORDS = [
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), days) for words, days in _RELATIVE.items()
]


def find_periods(text: str, today: datetime.date) -> list[FoundDate]:
    """Returns the periods and dates that a question names, in their order and none within another."""
    found = [*_ranges(text), *_numeric(text), *_years(text), *_relative(text, today)]
    taken: list[FoundDate] = []
    for each in sorted([*found, *find_dates(text)], key=lambda date: (date.start, -date.end)):
        if not taken or each.start >= taken[-1].end:
            taken.append(each)
    return taken


def _ranges(text: str) -> Iterator[FoundDate]:
    dates = find_dates(text)
    for number, date in enumerate(dates):
        before = dates[number - 1] if number else None
        between = text[before.end : date.start] if before else ""
        if before and _BEFORE_DATE.fullmatch(between) and before.first <= date.last:
            yield FoundDate(_from(text, before.start), date.end, before.first, date.last)
            continue
        if match := _BEGINNING.search(text[max(0, date.start - _NEAR) : date.start]):
            begin = _completed(match["begin"], date.last)
            if begin and begin.first <= date.last:
                yield FoundDate(date.start - len(match[0]), date.end, begin.first, date.last)
        elif match := _TILL.match(text, date.end):
            end = _completed(match["end"], date.first)
            if end and date.first <= end.last:
                yield FoundDate(date.start, match.end(), date.first, end.last)


def _from(text: str, start: int) -> int:
    """Returns where the word from begins that stands before a date; else where the date does."""
    match = re.search(rf"{_FROM}$", text[max(0, start - _NEAR) : start], re.IGNORECASE)
    return start - len(match[0]) if match else start


def _completed(written: str, other: datetime.date) -> FoundDate | None:
    """Returns a date of which the month or the year is said with the other end of the period."""
    plain = re.fullmatch(r"(\d{1,2})\D*", written)
    for text in (written, f"{written} {other.year}", *([f"{plain[1]}.{other:%m.%Y}"] if plain else [])):
        dates = find_dates(text)
        if len(dates) == 1 and dates[0].end - dates[0].start == len(text):
            return dates[0]
    return None


def _numeric(text: str) -> Iterator[FoundDate]:
    for match in _NUMERIC_PERIOD.finditer(text):
        ends = [*find_dates(match["first"]), *find_dates(match["last"])]
        if len(ends) == 2 and ends[0].first <= ends[1].last:
            yield FoundDate(match.start(), match.end(), ends[0].first, ends[1].last)


def _years(text: str) -> Iterator[FoundDate]:
    for match in _YEARS.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last:
            yield FoundDate(
                match.start(), match.end(), datetime.date(first, 1, 1), datetime.date(last, 12, 31)
            )


def _relative(text: str, today: datetime.date) -> Iterator[FoundDate]:
    for words, days in _WORDS:
        for match in words.finditer(text):
            yield FoundDate(match.start(), match.end(), *days(today))
