"""What a site counts of its own texts stands in the statement, where the site says it."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accessibility.statement import Figures, register_figures

pytestmark = pytest.mark.usefixtures("small_site")

FIGURES = Figures(
    published=3_000,
    checked=1_200,
    rules=33,
    with_errors=12,
    commonest=(("A long address in the text", 40),),
    undescribed_images=1_500,
    with_errors_left=7,
)
HEADING = "How the published texts are checked"


def read() -> str:
    # A long number is grouped by a space that does not break.
    return Client().get("/en/accessibility/").content.decode().replace("\u00a0", " ")


def test_a_site_that_counts_nothing_says_nothing_of_it() -> None:
    assert HEADING not in read()


def test_a_site_that_has_counted_nothing_yet_says_nothing_of_it() -> None:
    register_figures(lambda: None)
    assert HEADING not in read()


def test_what_is_counted_is_said_in_plain_words() -> None:
    register_figures(lambda: FIGURES)
    page = read()
    for words in (
        "A program checks what we publish by 33 rules, for example whether links say where they lead.",
        "So far it has checked 1,200 of 3,000 published texts.",
        "Texts with an error that is neither mended nor stands for a reason: 12.",
        "Texts with an error that an editor let stand for a reason: 7.",
        "<li>A long address in the text: 40</li>",
        "Without one at present: 1,500.",
    ):
        assert words in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_number_is_said_in_each_language(language: str) -> None:
    with translation.override(language):
        said = " ".join([*FIGURES.describe(), FIGURES.describe_images()])
    ungrouped = re.sub(r"(?<=\d)[\s,](?=\d{3})", "", said)
    assert set(re.findall(r"\d+", ungrouped)) == {"33", "1200", "3000", "12", "7", "1500"}


def test_without_errors_and_with_every_description_it_says_so() -> None:
    best = Figures(3, 3, 33, 0, (), 0)
    with translation.override("en"):
        assert best.describe()[1:] == [
            "It has checked every published text: 3.",
            "No error is left in them.",
        ]
        assert best.describe_images() == "At present each has one, or is said to be decorative."
