"""Dates as readers write them, in any of the three languages: a day, a few days, a month, a year."""

import calendar
import datetime
import re
from typing import NamedTuple

# Each month by what its names begin with, and what may follow; the twelve of a language in their order.
_ENGLISH = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_RUSSIAN = (
    "январ(?:ь|я|ю|[её]м|е)", "феврал(?:ь|я|ю|[её]м|е)", "март(?:а|у|ом|е)?",
    "апрел(?:ь|я|ю|ем|е)", "ма(?:й|я|ю|ем|е)", "июн(?:ь|я|ю|ем|е)",
    "июл(?:ь|я|ю|ем|е)", "август(?:а|у|ом|е)?", "сентябр(?:ь|я|ю|[её]м|е)",
    "октябр(?:ь|я|ю|[её]м|е)", "ноябр(?:ь|я|ю|[её]м|е)", "декабр(?:ь|я|ю|[её]м|е)",
)  # fmt: skip
# In any case and person: наурызда, наурызындағы. As typed on a Russian keyboard too, or with a Latin i for і.
_KAZAKH = (
    "[қк]а[ңн]тар", "а[қк]пан", "наурыз", "с[әа]у[іиi]р", "мамыр", "маусым", "ш[іиi]лде", "тамыз",
    "[қк]ырк[үу]йек", "[қк]азан", "[қк]араша", "желто[қк]сан",
)  # fmt: skip
_SUFFIX = "[а-яәғіқңөұүһi]{0,9}"

_MONTHS = [
    re.compile(rf"(?:{russian}|{kazakh}{_SUFFIX}|{english}\.?)", re.IGNORECASE)
    for russian, kazakh, english in zip(_RUSSIAN, _KAZAKH, _ENGLISH, strict=True)
]

MONTH_NAME = "|".join(month.pattern for month in _MONTHS)
_SPACE = r"[\s,]{1,3}"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}"
# 18-20 марта; 18-го марта; the 18th of March
_DAYS = rf"{_DAY}(?:\s?[-–—]\s?{_DAY})?(?:-?(?:го|е|ое|ші|шы|st|nd|rd|th))?(?:{_SPACE}of)?"
_AFTER_YEAR = (
    r"(?:\s?г\.?(?!\w)|\s?год(?:а|у|ом|е)?(?!\w)"
    r"|\s?жыл(?:ы|ғы|гы|дың|дын|да)?(?!\w)|\s?ж\.?(?!\w))?"
)
# Beside another digit or a sign between digits it is part of a number: 74-72-2023, 1.2023.
_BEGIN, _END = r"(?<![\w])(?<!\d[.,:/–-])", r"(?!\w)(?![.,:/–-]\d)"

_DATE = re.compile(
    rf"""{_BEGIN}(?:
        (?P<iso>(?P<iso_year>{_YEAR})(?P<iso_sign>[-.])(?P<iso_month>\d\d)(?P=iso_sign)(?P<iso_day>\d\d))
        |(?P<numeric>(?P<n_day>{_DAY})(?P<sign>[./-])(?P<n_month>\d{{1,2}})(?P=sign)(?P<n_year>\d{{4}}))
        |(?P<year_first>{_YEAR}){_AFTER_YEAR}{_SPACE}(?:(?P<yf_days>{_DAYS}){_SPACE})?(?P<yf_month>{MONTH_NAME})
        |(?P<days_first>{_DAYS})[\s,]{{0,3}}(?P<df_month>{MONTH_NAME}){_SPACE}(?P<df_year>{_YEAR})
        |(?P<month_first>{MONTH_NAME}){_SPACE}(?:(?P<mf_days>{_DAYS}){_SPACE})?(?P<mf_year>{_YEAR})
        |(?P<year>{_YEAR})
    ){_END}(?:(?<=\d){_AFTER_YEAR})?""",
    re.IGNORECASE | re.VERBOSE,
)


class FoundDate(NamedTuple):
    """`text[start:end]` names the days from `first` to `last`, both among them."""

    start: int
    end: int
    first: datetime.date
    last: datetime.date


def find_dates(text: str) -> list[FoundDate]:
    """Returns the dates of a text in their order: with a year, and such as the calendar has.

    18/03/2023 has the day first, as in Kazakhstan and Russia; of 31 февраля 2023 nothing is taken, the year
    neither. A day and a month without a year are no date: which year is not said.
    """
    found = ((match, _days(match)) for match in _DATE.finditer(text))
    return [FoundDate(match.start(), match.end(), *days) for match, days in found if days]


def _days(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    part = match.groupdict()
    if part["year"]:
        return datetime.date(int(part["year"]), 1, 1), datetime.date(int(part["year"]), 12, 31)
    if part["iso"]:
        return _of_month(part["iso_year"], int(part["iso_month"]), part["iso_day"])
    if part["numeric"]:
        return _of_month(part["n_year"], int(part["n_month"]), part["n_day"])
    name = part["yf_month"] or part["df_month"] or part["month_first"]
    month = next(number for number, pattern in enumerate(_MONTHS, start=1) if pattern.fullmatch(name))
    days = part["yf_days"] or part["days_first"] or part["mf_days"]
    return _of_month(part["year_first"] or part["df_year"] or part["mf_year"], month, days)


def _of_month(year: str, month: int, days: str | None) -> tuple[datetime.date, datetime.date] | None:
    """Returns the first and the last of those days of a month, of all where none are named."""
    if not 1 <= month <= 12 or not int(year):
        return None
    longest = calendar.monthrange(int(year), month)[1]
    numbers = [int(number) for number in re.findall(r"\d+", days)] if days else [1, longest]
    if not 1 <= numbers[0] <= numbers[-1] <= longest:
        return None
    return datetime.date(int(year), month, numbers[0]), datetime.date(int(year), month, numbers[-1])
