"""Which characters a text keeps, and when it says something to a reader."""

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.text.characters import clean_text, get_words, is_blank
from tests.press.text.hostile import GONE, INVISIBLE, TEXTS


@pytest.mark.parametrize("gone", GONE.values(), ids=GONE)
def test_what_programs_refuse_and_no_reader_sees_is_gone(gone: str) -> None:
    assert clean_text(f"{gone}Қара{gone}р 12\r\n\tА{gone}") == "Қарар 12\r\n\tА"


@pytest.mark.parametrize("line_end", ["\x0b", "\x0c", "\x85"])
def test_words_on_two_lines_do_not_run_together(line_end: str) -> None:
    assert clean_text(f"first{line_end}second") == "first second"


@pytest.mark.parametrize(
    "text",
    [
        "«Ә, ғ, қ, ң, ө, ұ, ү, һ, і» – 74\u202f72\xa027, № 5\u2011а",
        "co\xadoperation\u200b, й (и\u0306), 👩\u200d👧, 🏴\U000e0067\U000e0062\U000e007f, ❤\ufe0f",
        "\u200fعربي\u200e \u061c",
        "tab\there\nand\r\nthere\u2028and\u2029there\ufeff\ue000\ufffd",
    ],
)
def test_all_else_stays_as_it_was_typed(text: str) -> None:
    assert clean_text(text) == text


@given(TEXTS)
def test_what_is_left_is_xml_and_utf_8_and_stays_as_it_is(text: str) -> None:
    left = clean_text(text)
    assert clean_text(left) == left
    element = ET.Element("text")
    element.text = left
    read = ET.fromstring(ET.tostring(element, "utf-8")).text or ""  # noqa: S314 - our own
    assert read == left.replace("\r\n", "\n").replace("\r", "\n")


def test_no_character_that_xml_refuses_is_left() -> None:
    """XML 1.0, section 2.2: Char."""
    chars = [(0x9, 0xB), (0xD, 0xE), (0x20, 0xD800), (0xE000, 0xFFFE), (0x10000, 0x110000)]
    known = {code for first, end in chars for code in range(first, end)}
    left = {ord(each) for each in clean_text("".join(map(chr, range(0x110000))))}
    assert left - known == set()


@pytest.mark.parametrize("invisible", INVISIBLE.values(), ids=INVISIBLE)
def test_a_text_of_what_leaves_no_mark_says_nothing(invisible: str) -> None:
    assert (is_blank(invisible * 3), get_words(f" {invisible} ")) == (True, "")
    assert is_blank("".join(INVISIBLE.values()))
    assert not is_blank(f"{invisible}а{invisible}")


@pytest.mark.parametrize("text", ["а", "7", "—", "№", "…", "?", "👍", "한", "漢", "\u200bx"])
def test_one_letter_number_or_sign_is_something(text: str) -> None:
    assert not is_blank(text)


@given(st.text() | TEXTS)
def test_words_are_clean_and_without_space_around_them_or_none(text: str) -> None:
    words = get_words(text)
    assert words == clean_text(words).strip()
    assert (words == "") == is_blank(text)


def test_letters_and_digits_of_every_script_are_seen() -> None:
    said = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Lu", "Ll", "Nd"}]
    assert [each for each in said if is_blank(each)] == []
