"""The pages with their flaws are sound as data, and what a checker says is weighed rightly."""

import re
from dataclasses import replace

import pytest

from accessibility.content import RULES
from benchmarks.checkers.asking import OURS, Result, ask_ours
from benchmarks.checkers.comparing import Outcome, _tables, compare
from benchmarks.checkers.html import render
from benchmarks.checkers.pages import LANGUAGES, Flaw, Page, Place, fields, load_pages
from benchmarks.checkers.report import report

SAID = "Read it <a href='/en/1/'>here</a>, and the rest <a href='/en/2/'>there</a>."
HERE = Place("body", SAID.index("<a"), SAID.index("</a>") + 4)
FLAW = Flaw("vague link", Place("body", SAID.index(">here<"), SAID.index("</a>")))
PAGE = Page("en", 7, "A title", "A lead", SAID, (), (FLAW,))


def result(rule: str, place: Place | None, kind: str = "error", checker: str = "Sa11y 4.4.1") -> Result:
    return Result(checker, PAGE.name, rule, place, kind)


def outcome(*results: Result) -> Outcome:
    return compare([PAGE], results)["Sa11y 4.4.1"]


# --- The pages ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_thirty_pages_six_of_them_without_a_flaw(language: str) -> None:
    pages = load_pages(language)
    assert (len(pages), sum(not page.flaws for page in pages)) == (30, 6)
    assert max(len(page.flaws) for page in pages) <= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_as_long_as_a_press_release(language: str) -> None:
    for page in load_pages(language):
        words = re.sub(r"<[^>]*>", " ", " ".join(source for _, source in fields(page))).split()
        assert 80 <= len(words) <= 250, page.name


def test_every_kind_of_flaw_is_in_every_language() -> None:
    kinds = [{flaw.kind for page in load_pages(language) for flaw in page.flaws} for language in LANGUAGES]
    assert kinds[0] == kinds[1] == kinds[2]


def test_a_rule_is_about_kinds_that_the_pages_have() -> None:
    kinds = {flaw.kind for page in load_pages("en") for flaw in page.flaws}
    for rules in _tables().values():
        assert {kind for rule, about in rules.items() if rule != "by_hand" for kind in about} <= kinds


def test_the_table_names_rules_that_there_are() -> None:
    assert _tables()[OURS].keys() - {"by_hand"} <= RULES.keys()


def test_elements_say_which_part_of_the_text_they_show() -> None:
    document = render(PAGE)
    assert '<h1 data-place="title 0 7">A title</h1><p data-place="lead 0 6">' in document
    assert f"<a data-place=\"{HERE}\" href='/en/1/'>here</a>" in document
    assert re.sub(r' data-place="[^"]*"', "", document).count(SAID) == 1


# --- What is said of them ---


def test_a_flaw_is_found_by_a_rule_about_it_at_its_place() -> None:
    assert outcome(result("LINK_STOPWORD", HERE)) == Outcome(found={(PAGE.name, FLAW)})


def test_it_is_not_found_by_a_rule_about_something_else_nor_at_another_place() -> None:
    elsewhere = result("LINK_STOPWORD", Place("body", HERE.end + 1, len(SAID)))
    for said in (result("QA_UPPERCASE", HERE), elsewhere, result("LINK_STOPWORD", None)):
        assert outcome(said) == Outcome(unjudged={said})


def test_what_is_told_of_every_part_of_a_sort_is_neither_found_nor_false() -> None:
    said = result("QA_PDF", HERE)
    assert outcome(said) == Outcome(by_hand={said})


def test_what_axe_calls_incomplete_is_left_to_be_looked_at() -> None:
    said = result("link-name", HERE, "incomplete", "axe-core 4.14.1")
    assert compare([PAGE], [said])["axe-core 4.14.1"] == Outcome(by_hand={said})


def test_praise_is_no_finding() -> None:
    assert compare([PAGE], [result("IMAGE_PASS", HERE, "good")]) == {}


def test_what_was_judged_is_false() -> None:
    page = replace(PAGE, language="en", number=3)
    said = replace(result("SUS_ALT", HERE, "warning"), page=page.name)
    assert compare([page], [said])["Sa11y 4.4.1"] == Outcome(false={said})


def test_the_content_rules_are_asked_of_the_same_words() -> None:
    assert compare([PAGE], ask_ours(PAGE))[OURS].found == {(PAGE.name, FLAW)}


def test_the_table_counts_by_language_and_checker() -> None:
    clean = replace(PAGE, language="ru", flaws=())
    outcomes = compare([PAGE, clean], [result("LINK_STOPWORD", HERE)])
    lines = report([PAGE, clean], outcomes).splitlines()
    assert "| en | Sa11y 4.4.1 | 1 | 1 | 0 | 0 | 0 |" in lines
    assert "| en | Minber's rules | 1 | 0 | 1 | 0 | 0 |" in lines
    assert "| vague link | 0 · 0 · 1 |  | 0 · 0 · 1 |  |  |" in lines
