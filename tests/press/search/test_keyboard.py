"""A question typed on the other layout of the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.keyboard import other_layouts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("Ghbdtn", "Привет"),
        ("yf,k.lfntkb", "наблюдатели"),
        ("ds,jhs 2023", "выборы 2023"),
        ("[kt,", "хлеб"),
        ("{kt,", "Хлеб"),
        ("j,]zdktybt", "объявление"),
        ("`krf", "ёлка"),
        ("Djghjc 'rjyjvbrb", "Вопрос экономики"),
        ("ctyfn", "сенат"),
        ("cfqkfe", "сайлау"),
        ("0fpf0cnfy", "қазақстан"),
        (")fpf0cnfy", "Қазақстан"),
        ("v2;3k3c", "мәжіліс"),
        ("8r3vtn", "үкімет"),
        ("n-hf5f", "төраға"),
        ("=2v ;f4f 9kn", "һәм жаңа ұлт"),
        ("Фырьифум", "Ashmbaev"),
        ("Фыршьифум", "Ashimbaev"),
        ("ыутфеу", "senate"),
        ("зфкдшфьуте дфц", "parliament law"),
        ("0аза0стан", "қазақстан"),
        ("м2ж3л3с", "мәжіліс"),
        ("8к3мет", "үкімет"),
        ("т-ра5а", "төраға"),
        ("әқәі ж", "2023 ;"),
    ],
)
def test_what_was_meant_is_among_the_other_layouts(typed: str, meant: str) -> None:
    assert meant in other_layouts(typed)


def test_the_likeliest_layout_comes_first() -> None:
    assert other_layouts("ghbdtn") == ["привет"]
    assert other_layouts("0fpf0cnfy") == ["0аза0стан", "қазақстан"]


def test_numbers_stay_as_they_are() -> None:
    assert other_layouts("18.03.2023") == other_layouts("74-72-27") == other_layouts("9:00 — 2") == []
    assert other_layouts("cfqkfe 18.03.2023") == ["сайлау 18.03.2023"]


@given(st.text())
def test_any_question_has_other_layouts_without_itself(question: str) -> None:
    others = other_layouts(question)
    assert question not in others
    assert len(set(others)) == len(others)
    assert all(len(other) <= len(question) for other in others)


@given(
    st.text("qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYASDFGH", min_size=1).filter(lambda text: text.islower())
)
def test_typed_back_it_is_what_was_typed(question: str) -> None:
    assert question in [back for other in other_layouts(question) for back in other_layouts(other)]
