"""Dates as readers write them, in three languages."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.dates import FoundDate, find_dates

DAY = ("2023-03-18", "2023-03-18")
MONTH = ("2023-03-01", "2023-03-31")
YEAR = ("2023-01-01", "2023-12-31")


def days(text: str) -> list[tuple[str, str, str]]:
    return [(text[found.start : found.end], str(found.first), str(found.last)) for found in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "first_and_last"),
    [
        *((text, DAY) for text in (
            "18 марта 2023", "18 марта 2023 г.", "18 марта 2023 года", "18 МАРТА 2023",
            "18-го марта 2023 года",
            "18марта 2023", "18  марта, 2023", "2023 жылғы 18 наурыз", "2023 жылғы 18 наурызда",
            "18 наурыз 2023",
            "18 наурыз 2023 жыл", "2023 ж. 18 наурыз", "2023ж. 18 наурыз", "2023 жылдың 18 наурызында",
            "2023 жылдың 18 наурызындағы", "18.03.2023", "18.3.2023", "18/03/2023", "18-03-2023",
            "2023-03-18",
            "18.03.2023 г.", "March 18, 2023", "March 18 2023", "march 18th, 2023", "18 March 2023",
            "18 Mar 2023",
            "Mar. 18, 2023", "18th of March, 2023", "18th March 2023",
        )),
        *((text, MONTH) for text in (
            "March 2023", "March, 2023", "Mar. 2023", "март 2023", "марте 2023 года", "марта 2023 г.",
            "мартом 2023",
            "наурыз 2023", "2023 ж. наурызы", "2023 жылғы наурыз", "2023 жылдың наурызында", "2023 март",
        )),
        *((text, YEAR) for text in ("2023", "2023 год", "2023 году", "2023 г.", "2023 жыл", "2023 жылы",
        "2023 ж.")),
        ("18–20 марта 2023 года", ("2023-03-18", "2023-03-20")),
        ("18-20 March 2023", ("2023-03-18", "2023-03-20")),
        ("29 февраля 2024", ("2024-02-29", "2024-02-29")),
        ("февраль 2024", ("2024-02-01", "2024-02-29")),
        ("қыркүйек 2022", ("2022-09-01", "2022-09-30")),
        ("кыркуйек 2022", ("2022-09-01", "2022-09-30")),
        ("2022 жылғы 1 қыркүйекте", ("2022-09-01", "2022-09-01")),
        ("16 желтоқсан 2021", ("2021-12-16", "2021-12-16")),
        ("16 желтоксан 2021", ("2021-12-16", "2021-12-16")),
        ("5 мая 2024", ("2024-05-05", "2024-05-05")),
        ("мае 2024", ("2024-05-01", "2024-05-31")),
        ("Sept. 2, 2024", ("2024-09-02", "2024-09-02")),
        ("May 2024", ("2024-05-01", "2024-05-31")),
    ],
)  # fmt: skip
def test_a_date_is_found_whole(text: str, first_and_last: tuple[str, str]) -> None:
    assert days(text) == [(text, *first_and_last)]
    assert days(f"({text}), выборы") == [(text, *first_and_last)]


MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "kk, Russian keys": "кантар акпан наурыз сауир мамыр маусым шилде тамыз кыркуйек казан караша желтоксан",
    "en": "January February March April May June July August September October November December",
    "en, short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_is_known(language: str) -> None:
    found = [find_dates(f"7 {month} 2022")[0].first.month for month in MONTHS[language].split()]
    assert found == list(range(1, 13))


@pytest.mark.parametrize(
    "endings", [["ь", "я", "ю", "ем", "е"], ["", "а", "у", "ом", "е"], ["й", "я", "ю", "ем", "е"]]
)
def test_every_case_of_a_russian_month_is_known(endings: list[str]) -> None:
    stems = {
        "ь": ["январ", "феврал", "апрел", "июн", "июл", "сентябр", "октябр", "ноябр", "декабр"],
        "": ["март", "август"],
        "й": ["ма"],
    }[endings[0]]
    written = [stem + ending + " 2022" for stem in stems for ending in endings]
    assert [days(text)[0][0] for text in written] == written


@pytest.mark.parametrize(
    "text",
    [
        "31 февраля 2023", "2023-13-45", "2023-02-29", "29.02.2023", "32.01.2023", "0.0.0000", "12.12.0000",
        "00/00/2023", "20-18 марта 2023", "18 марта", "18 March", "наурыз", "74-72-2023", "10.2023", "20231",
        "12023", "а2023", "2023-74", "1850", "2100", "40-50-60", "9:00", "99 наурыз 2023",
        "March 32, 2023", "",
    ],
)  # fmt: skip
def test_what_the_calendar_does_not_have_is_no_date(text: str) -> None:
    assert days(text) == []


def test_words_that_begin_as_a_month_are_none() -> None:
    assert days("маяк 2023, мартовский 2023, Mayor 2023") == [("2023", *YEAR)] * 3


def test_several_dates_of_a_text_stand_in_their_order() -> None:
    assert days("С 18 марта 2023 по май 2024, и в 2025 году.") == [
        ("18 марта 2023", *DAY),
        ("май 2024", "2024-05-01", "2024-05-31"),
        ("2025 году", "2025-01-01", "2025-12-31"),
    ]


def test_a_year_ends_before_the_full_stop_of_a_sentence() -> None:
    assert days("It was 18.03.2023. Then 2023.") == [("18.03.2023", *DAY), ("2023", *YEAR)]


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_is_found_in_every_writing(day: datetime.date) -> None:
    russian, kazakh, english = (MONTHS[language].split()[day.month - 1] for language in ("ru", "kk", "en"))
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {russian} {day.year} года",
        f"{day.year} жылғы {day.day} {kazakh}",
        f"{day.day} {kazakh} {day.year}",
        f"{english} {day.day}, {day.year}",
        f"{day.day} {english} {day.year}",
    ):
        assert find_dates(f"до {text}, после") == [FoundDate(3, 3 + len(text), day, day)]


@given(st.text() | st.text("0123456789.-/ :,жгмартайнурызMarch", max_size=60))
def test_any_text_has_dates_in_it_and_in_order(text: str) -> None:
    last_end = 0
    for start, end, first, last in find_dates(text):
        assert last_end <= start < end <= len(text)
        assert first <= last
        last_end = end
