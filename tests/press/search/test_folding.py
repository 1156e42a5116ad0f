"""One folding for text and question, with the place of each word in the text as it stands."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.folding import MAX_LENGTH, tokens


def words(text: str) -> list[tuple[str, ...]]:
    return [token.words for token in tokens(text)]


def places(text: str) -> list[str]:
    return [text[token.start : token.end] for token in tokens(text)]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("СЕНАТ", "сенат"),
        ("Ёлка", "елка"),
        ("Е\u0308лка", "елка"),
        ("Й", "й"),
        ("И\u0306", "й"),
        ("за\u0301мок", "замок"),
        ("наблю\u00adда\u00adтели", "наблюдатели"),
        ("пар\u200bла\u2060мент\ufeff", "парламент"),
        ("Senate’s", "senate's"),
        ("O‘Brien", "o'brien"),
        ("ﬁne", "fine"),
        ("Ｓｅｎａｔｅ", "senate"),
        ("straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("м²", "м2"),
        ("«выборы»", "выборы"),
        ("observers.", "observers"),
        ("№5", "5"),
        ("1½", "1"),
        ("мiнiстр", "міністр"),
        ("аshimbaev", "ashimbaev"),
        ("əділет", "әділет"),
        ("cенат", "сенат"),
        ("Қазақстан", "қазақстан"),
    ],
)
def test_a_word_is_folded(written: str, folded: str) -> None:
    assert words(written) == [(folded,)]
    assert words(f"«{written}», ") == [(folded,)]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Вице-спикер", ("вицеспикер", "вице", "спикер")),
        ("вице‑спикер", ("вицеспикер", "вице", "спикер")),
        ("Қасым-Жомарт", ("қасымжомарт", "қасым", "жомарт")),
        ("COVID-19", ("covid19", "covid", "19")),
        ("18-го", ("18го", "18", "го")),
        ("IT-технологии", ("іттехнологии", "it", "технологии")),
        ("18.03.2023", ("18.03.2023", "18", "03", "2023")),
        ("9:00", ("9:00", "9", "00")),
        ("9:00.", ("9:00", "9", "00")),
        ("74-72-27", ("74-72-27", "747227", "74", "72", "27")),
        ("74–72–27", ("74-72-27", "747227", "74", "72", "27")),
        ("2022–2023", ("2022-2023", "20222023", "2022", "2023")),
    ],
)
def test_what_is_joined_stays_whole_and_in_parts(written: str, folded: tuple[str, ...]) -> None:
    assert words(written) == [folded]
    assert places(f"({written})") == [written.rstrip(".")]


@pytest.mark.parametrize(
    ("text", "separate"),
    [
        ("М.Ашимбаев", ["М", "Ашимбаев"]),
        ("слово—слово", ["слово", "слово"]),
        ("a--b", ["a", "b"]),
        ("e.g. minber.kz", ["e", "g", "minber", "kz"]),
        ("1,5/2", ["1", "5", "2"]),
        ("snake_case", ["snake", "case"]),
        ("-слово- 'tis'", ["слово", "tis"]),
        ("да/нет", ["да", "нет"]),
        ("", []),
        ("— … «» 🙂 _", []),
    ],
)
def test_punctuation_ends_a_word(text: str, separate: list[str]) -> None:
    assert places(text) == separate


def test_places_are_those_of_the_text_although_folding_changes_lengths() -> None:
    text = "ﬁne\u00ad: И\u0306од, Straße; İs — ﷺ Вице-спи\u00adкер"
    assert places(text) == ["ﬁne\u00ad", "И\u0306од", "Straße", "İs", "ﷺ", "Вице-спи\u00adкер"]


def test_a_long_word_is_cut_and_a_long_chain_parted() -> None:
    assert [len(word) for word in tokens("а" * 1000)[0].words] == [MAX_LENGTH]
    assert places("а-" * 20) == ["а-а-а-а-а-а-а-а", "а-а-а-а-а-а-а-а", "а-а-а-а"]


@given(st.text())
def test_every_place_is_in_the_text_and_after_the_last(text: str) -> None:
    last_end = 0
    for token in tokens(text):
        assert last_end <= token.start < token.end <= len(text)
        assert token.words and all(0 < len(word) <= MAX_LENGTH for word in token.words)
        last_end = token.end


@given(st.text())
def test_a_place_alone_is_the_same_token(text: str) -> None:
    for token in tokens(text):
        alone = text[token.start : token.end]
        assert tokens(alone) == [(token.words, 0, len(alone))]


ANY_TEXT = st.text() | st.text("аеёйiіəhkрсо'’-–.:18\u00ad\u0301\u0306ß½ŉİ")


@given(ANY_TEXT)
def test_a_folded_word_is_folded(text: str) -> None:
    for token in tokens(text):
        for word in token.words:
            assert words(word)[0][0] == word
            assert len(words(word)) == 1


@given(ANY_TEXT)
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "unit", ["а", "а-", "1.", "'", "\u00ad", "а\u00ad", "ﷺ", "а'", "слово, ", "1:", "--"]
)
def test_time_grows_with_the_text(unit: str) -> None:
    start = time.process_time()
    tokens(unit * (100_000 // len(unit)))
    assert time.process_time() - start < 2  # a fuse: it takes a tenth
