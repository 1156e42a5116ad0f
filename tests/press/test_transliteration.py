"""Addresses are made of Latin letters, by each language's own rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.transliteration import slug

ANY_LANGUAGE = st.sampled_from(["kk", "ru", "en", "de", ""])


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        (
            "kk",
            "Мәулен Әшімбаев ЕҚЫҰ байқаушыларымен кездесті",
            "maulen-ashimbaev-eqyu-baiqaushylarymen-kezdesti",
        ),
        (
            "ru",
            "Маулен Ашимбаев встретился с наблюдателями ОБСЕ",
            "maulen-ashimbaev-vstretilsia-s-nabliudateliami-obse",
        ),
        ("en", "Maulen Ashimbaev met with OSCE observers", "maulen-ashimbaev-met-with-osce-observers"),
        ("kk", "Жаңғырық: һәм, өзге ұлы үміт; ғылым, қыз", "jangyryq-ham-ozge-uly-umit-gylym-qyz"),
        ("ru", "Объём: съезд, щит, хор, ёж, «жюри», эпоха", "obem-sezd-shchit-khor-ezh-zhiuri-epokha"),
        ("kk", "Журнал, цирк, чемпион, щётка, юрист, яхта", "jurnal-tsirk-chempion-shchiotka-iurist-iahta"),
    ],
)
def test_each_language_is_written_by_its_own_rules(language: str, text: str, address: str) -> None:
    assert slug(text, language) == address


def test_the_same_letter_is_written_differently_in_kazakh_and_russian() -> None:
    assert (slug("жар хат", "kk"), slug("жар хат", "ru")) == ("jar-hat", "zhar-khat")


def test_a_kazakh_name_stays_whole_in_a_russian_and_an_english_title() -> None:
    assert slug("Қаһарман Әліби", "ru") == slug("Қаһарман Әліби", "en") == "qaharman-alibi"


def test_a_letter_and_its_mark_typed_apart_are_the_letter() -> None:
    assert slug("Й", "ru") == slug("Й", "ru") == "i"
    assert slug("Café à la Łódź", "en") == "cafe-a-la-lodz"


def test_apostrophes_do_not_part_a_word() -> None:
    assert slug("The Senate’s and the Mazhilis' day", "en") == "the-senates-and-the-mazhilis-day"


def test_a_text_with_nothing_usable_gives_nothing() -> None:
    assert [slug(text, "kk") for text in ("", "—", "ъь", "日本", "🙂 !?")] == [""] * 5


def test_a_long_title_is_cut_at_the_end_of_a_word() -> None:
    assert slug("one two three", "en", max_length=8) == "one-two"
    assert slug("one two three", "en", max_length=7) == "one-two"
    assert slug("one two three", "en", max_length=6) == "one"


def test_only_a_first_word_that_is_too_long_is_cut_inside() -> None:
    assert slug("abcdefgh ijk", "en", max_length=5) == "abcde"


@given(st.text(), ANY_LANGUAGE, st.integers(min_value=0, max_value=120))
def test_any_text_gives_a_clean_address_no_longer_than_asked(text: str, language: str, longest: int) -> None:
    address = slug(text, language, max_length=longest)
    assert address == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", address)
    assert len(address) <= longest


@given(st.text(), ANY_LANGUAGE)
def test_an_address_is_its_own_address(text: str, language: str) -> None:
    assert slug(slug(text, language), language) == slug(text, language)


@given(st.text(), ANY_LANGUAGE, st.integers(min_value=1, max_value=60))
def test_a_shorter_limit_gives_a_beginning_of_the_longer_address(
    text: str, language: str, longest: int
) -> None:
    assert slug(text, language, max_length=10_000).startswith(slug(text, language, max_length=longest))


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщыэюяәғқңөұүһі", min_size=1))
def test_no_kazakh_or_russian_letter_is_lost(text: str) -> None:
    assert len(slug(text, "kk", max_length=10_000)) >= len(text)
