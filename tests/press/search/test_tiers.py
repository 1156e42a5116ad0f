"""What a question asks the index for: no more than it must, and never less."""

from hypothesis import given
from hypothesis import strategies as st

from press.search.texts import SKELETON, STEM, term_suffixes
from press.search.tiers import without_implied
from tests.press.search.russian_paradigms import read_paradigms

FORMS = sorted({form for _, forms in read_paradigms() for form in forms})
WORDS = st.sampled_from(FORMS) | st.text(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіabcdejsxy", min_size=1, max_size=14
)


@given(WORDS, WORDS, st.sampled_from(["kk", "ru", "en"]), st.booleans())
def test_a_text_that_has_a_stem_left_out_has_its_skeleton_which_is_asked(
    asked: str, written: str, language: str, is_name: bool
) -> None:
    """So what is asked without them finds every text that it found with them."""
    question = term_suffixes((asked,), language)
    left = without_implied(question)
    for text in (term_suffixes((each,), language, is_name=is_name) for each in (asked, written)):
        assert bool(set(question) & set(text)) == bool(set(left) & set(text))


def test_half_of_what_a_cyrillic_word_is_found_by_is_not_asked_for() -> None:
    question = term_suffixes(("облысындағы",), "kk")
    stems = [suffix for suffix in question if suffix.startswith(STEM)]
    assert without_implied(question) == [suffix for suffix in question if suffix.startswith(SKELETON)]
    assert len(stems) >= 4
    assert without_implied(term_suffixes(("laws",), "en")) == list(term_suffixes(("laws",), "en"))
