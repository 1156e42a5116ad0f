"""One word in all its spellings has one skeleton; two words have two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.folding import tokens
from press.search.skeleton import skeletons
from tests.press.search.spellings import DIFFERENT, SPELLINGS, read_lines

SAME = [(first, other) for first, others in read_lines(SPELLINGS) for other in others]
NOT_THE_SAME = [(first, other) for first, others in read_lines(DIFFERENT) for other in others]


def meet(one: str, other: str) -> bool:
    """As they are written: folded first."""
    of_one, of_other = (skeletons(tokens(word)[0].words[0]) for word in (one, other))
    return not set(of_one).isdisjoint(of_other)


def test_there_are_enough_spellings_to_say_something() -> None:
    assert len({first for first, _ in SAME}) >= 80
    assert len(NOT_THE_SAME) >= 100


def test_all_spellings_of_a_word_meet_it() -> None:
    assert [pair for pair in SAME if not meet(*pair)] == []


def test_a_word_in_capitals_meets_it_too() -> None:
    assert [(one, other) for one, other in SAME if not meet(one.upper(), other.title())] == []


def test_different_words_do_not_meet() -> None:
    assert [pair for pair in NOT_THE_SAME if meet(*pair)] == []


@pytest.mark.parametrize("word", ["аshimbaev", "Ashimbaеv", "Aшимбаев", "әшiмбаев", "əшімбаев", "ASHIMBAЕV"])
def test_letters_of_the_other_script_do_not_part_them(word: str) -> None:
    assert meet(word, "Әшімбаев")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("быть", "бить"),
        ("сын", "син"),
        ("қол", "кол"),
        ("өзен", "озен"),
        ("объем", "обем"),
        ("вина", "винна"),
    ],
)
def test_its_price_is_known(one: str, other: str) -> None:
    """These are different words, and one for the skeleton. A whole word or a stem ranks before it."""
    assert meet(one, other)


def test_whose_it_is_and_marks_of_older_alphabets_do_not_part_them() -> None:
    assert meet("Ashimbayev’s", "Әшімбаев")
    assert meet("A'shimbaev", "Әшімбаев")


def test_cyrillic_and_plain_latin_have_one_skeleton() -> None:
    assert skeletons("байқаушылар") == skeletons("baiqaushylar") == ("баикаушилар",)


def test_ambiguous_letters_have_both_readings_each_in_one_way() -> None:
    assert skeletons("jumajan") == ("жумажан", "иумаиан")
    assert len(skeletons("jacxwngyoye")) == 16


def test_numbers_and_other_scripts_stay() -> None:
    assert [skeletons(word) for word in ("2022", "18.03.2023", "東京", "")] == [
        ("2022",),
        ("18.03.2023",),
        ("東京",),
        ("",),
    ]


@given(st.text())
def test_any_word_has_skeletons_that_are_their_own(text: str) -> None:
    for token in tokens(text):
        for word in token.words:
            found = skeletons(word)
            assert 1 <= len(found) <= 16
            assert len(set(found)) == len(found)


@given(st.text("абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяә", min_size=1))
def test_the_skeleton_of_a_cyrillic_word_is_its_own(word: str) -> None:
    assert len(skeletons(word)) == 1
    assert skeletons(skeletons(word)[0]) == skeletons(word)
