"""What is joined and what is not, counted; and what holds of any word."""

import doctest
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from press.search import kazakh
from press.search.kazakh import grammar, meet, stems
from tests.press.search.kazakh.forms import inflect, inflect_name, words
from tests.press.search.kazakh.lookalikes import looks_inflected, neighbours

VERBS = tomllib.loads(Path(__file__).with_name("verbs.toml").read_text(encoding="utf-8"))
VOWELS = set("аәеёоөұүыіэяиую")
ENDINGS = """
лар лер дың нің ға ке ды ті да те нан ден мен ым іміз сы і на н нда ғы нікі ған етін ып ма у ды
"""
WORDS = [word.lemma for kind in ("nouns", "names") for word in words(kind)]
KAZAKH = st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", max_size=45)
INFLECTED = st.builds(
    lambda word, endings: word + "".join(endings),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(ENDINGS.split()), max_size=9),
)


def _share_joined(pairs: list[tuple[str, str]]) -> tuple[int, int]:
    return sum(meet(*pair) is not None for pair in pairs), len(pairs)


def test_a_form_of_a_noun_is_joined_with_the_noun() -> None:
    pairs = [(form, noun.lemma) for noun in words("nouns") for form in inflect(noun)]
    assert _share_joined(pairs) == (20_285, 20_328)


def test_a_form_of_a_name_is_joined_with_the_name() -> None:
    pairs = [(form, name.lemma) for name in words("names") for form in inflect_name(name)]
    assert _share_joined(pairs) == (1_078, 1_078)


def test_two_forms_are_joined_with_each_other() -> None:
    """Each with the one that is made 35 later, so that the two never belong to the same."""
    pairs: list[tuple[str, str]] = []
    for noun in words("nouns"):
        forms = list(inflect(noun))
        pairs += zip(forms, forms[35:], strict=False)
    assert _share_joined(pairs) == (11_807, 11_858)


def test_words_that_look_alike_are_kept_apart() -> None:
    assert _share_joined(neighbours()) == (11, 1_295)
    assert _share_joined(looks_inflected()) == (14, 134)


def test_forms_of_words_that_look_alike_are_kept_apart() -> None:
    """The genitive of one and the ablative of the other, where we know how they are inflected."""
    known = {word.lemma: list(inflect(word)) for kind in ("nouns", "names") for word in words(kind)}
    pairs = [pair for pair in neighbours() if known.keys() >= set(pair)]
    assert _share_joined([(known[one][1], known[other][5]) for one, other in pairs]) == (0, 90)


def test_a_form_of_a_verb_is_joined_with_its_name() -> None:
    pairs = [(form, verb) for verb, forms in VERBS.items() for form in forms.split()]
    # й and а become я; the vowel between қ and л was of the stem.
    assert {form for form, verb in pairs if meet(form, verb) != verb} == {"қояды", "оқылды", "оқылған"}


@pytest.mark.parametrize(
    "longest_first",
    [
        "заңдарының заңдарыны заңдарын заңдары заңдар заң",
        "кітабы кітап кітаб",
        "халқының халқыны халқын халқы халық",  # no word ends in лқ
        "еркі ерік ерк",
        "сайланды сайланд сайлану сайлан сайлау",
        "қаламды қаламд қаламу қалам",  # not қала, "town": a pen is none
        "елге ел",  # of two letters those that are listed
        "асқа ас",
        "таңа",  # not та
        "хабарлаңыз хабарлау хабарла",
        "observers",
    ],
)
def test_every_stem_on_the_way(longest_first: str) -> None:
    word, *rest = longest_first.split()
    assert stems(word) == (word, *rest)


@pytest.mark.parametrize(
    ("one", "other", "longest"),
    [
        ("заңдарын", "заңның", "заң"),
        ("байқаушыларымен", "байқаушыларды", "байқаушылар"),
        ("министрлігінің", "министрлік", "министрлік"),
        ("мәжілісте", "мәжілістегі", "мәжіліс"),
        ("тоқаевтың", "тоқаев", "тоқаев"),
        ("фактілер", "факт", "факт"),
        ("журналистер", "журналист", "журналист"),
    ],
)
def test_the_longest_stem_in_common(one: str, other: str, longest: str) -> None:
    assert meet(one, other) == meet(other, one) == longest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("әшімбаев", "әшімбаева"),  # two persons
        ("нұрлан", "нұрланов"),
        ("қала", "қаланды"),  # the accusative of a vowel is -ны
        ("тау", "тауып"),  # of табу, "to find"
        ("депутат", "депутатге"),  # the vowels are back
        ("заң", "заңтар"),  # nothing voiceless before it
        ("қалам", "қалалар"),
        ("министр", "министрлік"),
    ],
)
def test_what_only_looks_like_a_form_is_none(one: str, other: str) -> None:
    assert meet(one, other) is None


def test_every_ending_follows_what_there_is() -> None:
    known = grammar.SLOTS.keys() | {grammar.NOUN_STEM, grammar.VERB_STEM}
    assert {name for slot in grammar.SLOTS.values() for name in slot.after} <= known


@given(st.text() | KAZAKH | INFLECTED)
@example("ері")
def test_any_word_has_stems(word: str) -> None:
    found = stems(word)
    assert found[0] == word
    assert all(len(stem) >= 3 or stem in grammar.OF_TWO_LETTERS for stem in found[1:])
    assert all(VOWELS & set(stem) for stem in found[1:])
    assert len(set(found)) == len(found)
    assert list(found[1:]) == sorted(found[1:], key=len, reverse=True)
    assert stems.__wrapped__(word) == found


@given(INFLECTED, INFLECTED)
def test_meeting_has_no_order_but_that_of_length(one: str, other: str) -> None:
    stem, back = meet(one, other), meet(other, one)
    assert (stem is None) == (back is None)
    assert len(stem or "") == len(back or "")
    assert stem is None or {stem} <= set(stems(one)) & set(stems(other))


def test_its_readme_says_what_is() -> None:
    readme = Path(kazakh.__file__).with_name("README.md")
    result = doctest.testfile(str(readme), module_relative=False, encoding="utf-8", globs=vars(kazakh))
    assert (result.failed, result.attempted) == (0, 4)


def test_it_needs_nothing_of_the_site() -> None:
    code = "import sys, press.search.kazakh; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    own = {"press", "press.search"} | {f"press.search.kazakh{part}" for part in ("", ".grammar", ".peeling")}
    assert {name for name in loaded.split() if name.partition(".")[0] in {"press", "django"}} == own
