"""From one day to another, last month, yesterday: what a question names, in three languages."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.periods import find_periods
from press.search.texts import period_suffixes

TODAY = datetime.date(2026, 11, 26)  # a Thursday
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))


def periods(text: str) -> list[tuple[str, str, str]]:
    found = find_periods(text, TODAY)
    return [(text[each.start : each.end], str(each.first), str(each.last)) for each in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("с 1 по 20 марта 2023", "2023-03-01", "2023-03-20"),
        ("с 28 февраля по 3 марта 2023 года", "2023-02-28", "2023-03-03"),
        ("с марта по май 2023", "2023-03-01", "2023-05-31"),
        ("от 18.03.2023 до 05.04.2023", "2023-03-18", "2023-04-05"),
        ("18.03.2023–05.04.2023", "2023-03-18", "2023-04-05"),
        ("с 2022 по 2024 год", "2022-01-01", "2024-12-31"),
        ("from March to May 2023", "2023-03-01", "2023-05-31"),
        ("between 1 and 20 March 2023", "2023-03-01", "2023-03-20"),
        ("from 18 March 2023 to 5 April 2023", "2023-03-18", "2023-04-05"),
        ("2023-2024", "2023-01-01", "2024-12-31"),
        ("2023–2024 годы", "2023-01-01", "2024-12-31"),
        ("2022-2023 жылдар", "2022-01-01", "2023-12-31"),
        ("2023 жылғы 1 наурыздан 20 наурызға дейін", "2023-03-01", "2023-03-20"),
        ("2023 жылғы наурыздан мамырға дейін", "2023-03-01", "2023-05-31"),
        ("2023.03.18", "2023-03-18", "2023-03-18"),
        ("18 марта 2023", "2023-03-18", "2023-03-18"),
        ("вчера", "2026-11-25", "2026-11-25"),
        ("сегодня", "2026-11-26", "2026-11-26"),
        ("бүгін", "2026-11-26", "2026-11-26"),
        ("yesterday", "2026-11-25", "2026-11-25"),
        ("на прошлой неделе", "2026-11-16", "2026-11-22"),
        ("осы аптада", "2026-11-23", "2026-11-29"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("в этом месяце", "2026-11-01", "2026-11-30"),
        ("былтыр", "2025-01-01", "2025-12-31"),
        ("this year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_found_whole(text: str, first: str, last: str) -> None:
    assert periods(text) == [(text, first, last)]
    assert periods(f"бюджет {text}") == [(text, first, last)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("74-72-27", []),
        ("с 20 по 1 марта 2023", [("1 марта 2023", "2023-03-01", "2023-03-01")]),
        ("2024-2023", []),
        ("вчерашний, сегодняшний, todayish", []),
        ("100 тонн до 2023", [("2023", "2023-01-01", "2023-12-31")]),
    ],
)
def test_what_is_none_is_left(text: str, found: list[tuple[str, str, str]]) -> None:
    assert periods(text) == found


@given(st.text() | st.text("0123456789.-– споматрдейінвчnto", max_size=60))
def test_any_text_has_periods_in_order_and_within_it(text: str) -> None:
    end = 0
    for found in find_periods(text, TODAY):
        assert end <= found.start < found.end <= len(text)
        assert found.first <= found.last
        end = found.end


@given(DAYS, st.integers(0, 900))
def test_each_day_of_a_period_is_found_and_none_beside_it(first: datetime.date, days: int) -> None:
    last = first + datetime.timedelta(days=days)
    suffixes = period_suffixes(first, last)
    assert len(suffixes) <= 100

    def is_found(day: datetime.date) -> bool:
        return bool({f"d{day:%Y%m%d}", f"m{day:%Y%m}", f"y{day:%Y}"} & set(suffixes))

    around = [first + datetime.timedelta(days=number) for number in range(-2, days + 3)]
    assert [day for day in around if is_found(day)] == around[2:-2]
