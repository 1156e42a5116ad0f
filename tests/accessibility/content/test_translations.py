"""What the languages of one text say in figures: the same however it is written; what one lacks is told."""

import time
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accessibility.content import Content, Name, Role, Text, check
from accessibility.content.figures import Kind, read_figures
from accessibility.content.registered_names import read_names
from accessibility.content.rules.translations import compare_translations

LANGUAGES = ("kk", "ru", "en")
PIECES = st.sampled_from(
    [
        "18 марта 2023 г.", "2023 жылғы 18 наурыз", "March 18, 2023", "18.03.2023", "1 200", "1,200",
        "1,5 млн", "COVID-19", "2-ші", "XXI", "«", "»", "“", "”", "„", '"', "<b>", "</b>", "<blockquote>",
        "<sup>1</sup>", "+7 (7172) 74-72-27", "10:30", "3 p.m.", "9" * 5_000, "—", ", ", "\n", "&nbsp;",
        "31.13.2023", "99 мая",
    ]
)  # fmt: skip
ONLY = "in the text in {}, not in the text in {}:"
SOURCES = st.lists(PIECES | st.text(max_size=5), max_size=12).map(" ".join)


NAMES = {
    "kk": ("Мәулен Әшімбаев", "Айгерім Сәрсенова", "Астана"),
    "ru": ("Маулен Ашимбаев", "Айгерим Сарсенова", "Астана"),
    "en": ("Maulen Ashimbayev", "Aigerim Sarsenova", "Astana"),
}


def content(language: str, *sources: str, translations: list[Content] | None = None) -> Content:
    texts = [Text(f"text-{n}", source, language, Role.BODY, is_html=True) for n, source in enumerate(sources)]
    names = [
        Name(language, name, (), is_person=" " in name, key=str(number))
        for number, name in enumerate(NAMES[language])
    ]
    return Content(language, texts, names=names, translations=translations or [])


def names_only(language: str, source: str, there: str, other: str) -> tuple[list[str], list[str]]:
    """Returns the names that only the first of two texts has, and those that only the second has."""
    compared = compare_translations(content(language, source, translations=[content(there, other)]))
    of_names = [each for each in compared if each.kind == Kind.NAME]
    return (
        [figure.words for each in of_names for figure in each.only_here],
        [figure.words for each in of_names for figure in each.only_there],
    )


def values(language: str, source: str, kind: Kind = Kind.NUMBER) -> set[str]:
    return {
        each.value
        for each in read_figures(content(language, source))
        if each.kind == kind and each.is_certain
    }


# What a pattern could be slow at; the first text that is read also reads the lists of words.
@settings(deadline=None)
@given(SOURCES, SOURCES, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
@example("«" * 900, "1,2," * 900, "ru", "en")
@example("1–" * 900, "a@" * 900, "kk", "en")
def test_it_never_fails_and_of_equal_texts_says_nothing(one: str, other: str, here: str, there: str) -> None:
    compare_translations(content(here, one, translations=[content(there, other)]))
    assert compare_translations(content(here, one, translations=[content(here, one)])) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ru", "18 марта 2023 г."), ("ru", "18-го марта 2023 года"), ("ru", "18.03.2023"),
        ("kk", "2023 жылғы 18 наурыз"), ("kk", "2023 жылдың 18-наурызында"), ("kk", "2023 ж. 18 наурыздағы"),
        ("kk", "2023 жылғы наурыздың 18-інде"), ("kk", "18 наурыз 2023 жыл"),
        ("en", "18 March 2023"), ("en", "March 18, 2023"), ("en", "the 18th of March, 2023"),
        ("en", "03/18/2023"), ("en", "2023-03-18"),
    ],
)  # fmt: skip
def test_a_date_is_the_same_however_it_is_written(language: str, written: str) -> None:
    assert values(language, written, Kind.DATE) == {"2023-03-18"}
    assert values(language, written) == set()


@pytest.mark.parametrize(
    ("language", "written", "days"),
    [
        ("ru", "с 18 по 20 марта 2024 года", {"2024-03-18", "2024-03-20"}),
        ("kk", "2024 жылғы 18-нен 20 наурызға дейін", {"2024-03-18", "2024-03-20"}),
        ("en", "March 18–20, 2024", {"2024-03-18", "2024-03-20"}),
        ("kk", "18 наурыз, 2024 жылғы 5 мамыр", {"03-18", "2024-05-05"}),
        ("ru", "в марте 2024 года", {"2024-03"}),
        ("ru", "по телефону 74-72-27 до 21 марта 2023 года", {"2023-03-21"}),
        ("ru", "в марте 12 депутатов", set()),
        ("en", "12 may speak", set()),
        ("kk", "10 маусымдық жұмысшы", set()),
    ],
)
def test_days_in_a_row_and_what_is_no_date(language: str, written: str, days: set[str]) -> None:
    assert values(language, written, Kind.DATE) == days


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("ru", "1 200", "1200"), ("ru", "1\u00a0200", "1200"), ("en", "1,200", "1200"),
        ("kk", "1200", "1200"), ("ru", "1,5", "1.5"), ("en", "1.50", "1.5"), ("en", "1,200.5", "1200.5"),
        ("ru", "1,125 млрд", "1125000000"), ("en", "1.125 billion", "1125000000"), ("kk", "2 мыңнан", "2000"),
        ("kk", "2 мыңжылдық", "2"), ("ru", "1.200.000", "1200000"),
        ("ru", "30-процентная", "30"), ("kk", "2-ші", "2"), ("en", "3rd", "3"), ("en", "3:30 p.m.", "15:30"),
        ("en", "12 a.m.", "0"), ("ru", "в 15:00", "15"),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(language: str, written: str, number: str) -> None:
    assert values(language, written) == {number}


@pytest.mark.parametrize(
    "written",
    ["COVID-19", "XXI век", "Казахстан-2050", "1. Бюджет", "закон<sup>2</sup>", "закон [2]", "press24@x.kz"],
)
def test_what_is_no_figure_is_not_asked_of_the_other_language(written: str) -> None:
    assert values("ru", f"<p>{written}</p>") == set()


def test_a_telephone_is_known_by_its_last_ten_digits() -> None:
    for written in ("+7 (7172) 74-72-27", "8 (7172) 74-72-27", "8-7172-74-72-27", "(7172) 74-72-27"):
        assert values("ru", written, Kind.TELEPHONE) == {"7172747227"}, written


def test_each_difference_names_what_only_one_side_has() -> None:
    other = content("ru", "<p>43 депутата 19 марта. «Мы за этот закон», — сказал он.</p>")
    here = content("en", "<p>42 deputies and 42 guests on 18 March.</p>", translations=[other])
    told = [
        (each.kind, each.other, [f.words for f in each.only_here], [f.words for f in each.only_there])
        for each in compare_translations(here)
    ]
    assert told == [
        ("number", "ru", ["42"], ["43"]),
        ("date", "ru", ["18 March"], ["19 марта"]),
        ("quotation", "ru", [], ["«Мы за этот закон»"]),
    ]
    with translation.override("en"):
        found = check(here, only=["figures-differ-between-languages"])
    english, russian = ONLY.format("English", "Russian"), ONLY.format("Russian", "English")
    assert [(each.text.source[each.start : each.end], each.message) for each in found if each.start] == [
        ("42", f"Numbers {english} 42. Numbers {russian} 43."),
        ("18 March", f"Dates {english} 18 March. Dates {russian} 19 марта."),
    ]
    assert [each.message for each in found if not each.start] == [
        "Quotations: 0 in the text in English, 1 in the text in Russian."
    ]


def test_numbers_are_told_apart_where_a_comma_is_part_of_one() -> None:
    other = content("ru", "<p>Депутаты и гости.</p>")
    here = content("en", "<p>1,200 deputies and 35 guests.</p>", translations=[other])
    with translation.override("en"):
        (found,) = check(here, only=["figures-differ-between-languages"])
    assert (found.message, found.quote) == (
        f"Numbers {ONLY.format('English', 'Russian')} 1,200; 35.",
        "1,200; 35",
    )


def test_a_date_without_its_year_is_not_missed_where_it_stands_with_it() -> None:
    with_year = content("en", "<p>On 18 March 2023</p>")
    (difference,) = compare_translations(content("ru", "<p>18 марта</p>", translations=[with_year]))
    assert ([f.value for f in difference.only_here], [f.value for f in difference.only_there]) == (
        [],
        ["2023-03-18"],
    )


def test_a_quotation_may_go_on_through_paragraphs_and_a_title_in_marks_is_none() -> None:
    russian = "<p>«Первое. Закон нужен.</p><p>Второе. Он готов», — сказал он о партии «Аманат».</p>"
    english = "<p>“First. The law is needed.</p><p>“Second. It is ready,” he said of the Amanat party.</p>"
    assert compare_translations(content("ru", russian, translations=[content("en", english)])) == []


@pytest.mark.parametrize(
    "kazakh",
    [
        '"Біз осы заңды қолдаймыз", - деді ол.',
        '"Заңды қолдаймыз" деді ол.',
        '"Заңды қолдаймыз" - деп атап өтті ол.',
        '"Біз "Әділетті Қазақстан" туралы заңды қолдаймыз", – деді ол.',
        '"Біз осы заңды<br>қолдаймыз" деген сөзді айтты.',
        '"Біз осы заңды қолдаймыз" деді "Аманат" деп аталатын партияның өкілі.',
    ],
)
def test_a_kazakh_quotation_in_straight_marks_is_one(kazakh: str) -> None:
    russian = content("ru", "<p>«Мы поддерживаем этот закон», — сказал он.</p>")
    here = content("kk", f"<p>{kazakh}</p>", translations=[russian])
    assert [each for each in compare_translations(here) if each.kind == "quotation"] == []


@pytest.mark.parametrize(
    ("kazakh", "russian"),
    [
        ("Мәулен Әшімбаевтың сөзі", "Речь Маулена Ашимбаева"),
        ("Мәулен Әшімбаев Айгерім Сәрсеновамен кездесті", "Маулен Ашимбаев и Айгерим Сарсенова встретились"),
        ("Айгерім Сәрсеноваға хат", "Письмо Айгерим Сарсеновой"),
        ("Мәулен Әшімбаев", "Сенатор Ашимбаев"),
        ("Төраға сөз сөйледі", "Ашимбаев выступил"),
        ("Астанада өткен отырыс", "Заседание в Астане"),
    ],
)
def test_a_name_is_the_same_in_every_case_and_a_surname_is_enough(kazakh: str, russian: str) -> None:
    assert names_only("kk", f"<p>{kazakh}</p>", "ru", f"<p>{russian}</p>") == ([], [])


def test_a_name_that_only_one_language_has_is_told() -> None:
    here, there = "<p>Maulen Ashimbayev spoke in Astana.</p>", "<p>Выступила Айгерим Сарсенова.</p>"
    assert names_only("en", here, "ru", there) == (["Maulen Ashimbayev", "Astana"], ["Айгерим Сарсенова"])


def test_a_name_that_one_language_has_no_spelling_of_is_not_missed_there() -> None:
    there = Content("ru", content("ru", "<p>Выступление.</p>").texts)
    here = content("en", "<p>Maulen Ashimbayev spoke.</p>", translations=[there])
    assert compare_translations(here) == []


def test_a_number_in_words_answers_for_digits_and_is_missed_by_nobody() -> None:
    assert values("en", "three committees") == set()
    (difference,) = compare_translations(
        content("en", "<p>Three of 12</p>", translations=[content("ru", "<p>3 из пяти</p>")])
    )
    assert ([f.words for f in difference.only_here], difference.only_there) == (["12"], ())


def test_a_telephone_without_its_code_is_the_end_of_the_one_with_it() -> None:
    with_code = content("en", "<p>+7 7172 74-72-27</p>")
    for written, differences in (("74-72-27", []), ("74-72-28", [Kind.TELEPHONE])):
        compared = compare_translations(content("ru", f"<p>{written}</p>", translations=[with_code]))
        assert [each.kind for each in compared] == differences


def test_a_name_within_a_longer_one_is_not_told_beside_it_and_a_small_letter_is_no_name() -> None:
    names = [Name("en", "Astana", (), key="city"), Name("en", "Astana Hub", (), key="house")]
    source = "Astana Hub, astana and ASTANA, the Astanas’ Hub"
    text = Text("body", source, "en", Role.BODY)
    assert [(each.value, each.words) for each in read_names(Content("en", [text], names=names))] == [
        ("house", "Astana Hub"),
        ("city", "ASTANA"),
        ("house", "Astanas’ Hub"),
    ]


def test_a_thousand_names_that_begin_alike_are_looked_for_at_once() -> None:
    """One after the other at each word they took half a minute; at once, well under one second."""
    names = [
        Name("en", f"Ivan Petrov{number}", (), is_person=True, key=str(number)) for number in range(1_000)
    ]
    text = Text("body", "Ivan " * 20_000, "en", Role.BODY)
    began = time.process_time()
    assert list(read_names(Content("en", [text], names=names))) == []
    assert time.process_time() - began < 5


def test_what_a_correction_says_of_the_last_text_is_compared_with_nothing() -> None:
    note = Text("note", "145, а не 135 млрд.", "ru", Role.NOTE)
    ru = Content("ru", [Text("body", "Выделено 145 млрд.", "ru", Role.BODY), note])
    en = Content("en", [Text("body", "145 billion was given.", "en", Role.BODY)])
    assert compare_translations(replace(ru, translations=[en])) == []
    assert (
        compare_translations(
            replace(ru, texts=[*ru.texts[:1], replace(note, role=Role.OTHER)], translations=[en])
        )
        != []
    )
