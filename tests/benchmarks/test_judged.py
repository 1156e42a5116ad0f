"""The judged questions: sound as data, read from either page of results, and weighed rightly."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import document, judgements
from benchmarks.answers import Answers, read_page
from benchmarks.judged import failures, report
from benchmarks.judgements import ALL_OTHERS, FIRST, IMPORTED, KINDS, LANGUAGES, Question, Verdict
from press.sample import loading

QUESTIONS = judgements.load()
STORIES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in (Path(loading.__file__).parent / "stories").glob("*.toml")
}


def ask(expected: tuple[str, ...], *forbidden: str) -> Question:
    return Question("en-plain-1", "plain", "en", "river", expected, forbidden)


# --- The questions ---


def test_each_language_has_many_questions_and_each_kind_some() -> None:
    languages = Counter(question.language for question in QUESTIONS)
    assert all(languages[language] >= 60 for language in LANGUAGES)
    assert {question.kind for question in QUESTIONS} == set(KINDS)


def test_each_question_has_a_name_of_its_own_and_is_asked_once() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert all(question.id.startswith(f"{question.language}-{question.kind}-") for question in QUESTIONS)
    asked = Counter((question.language, question.text) for question in QUESTIONS if "{" not in question.text)
    assert [each for each, times in asked.items() if times > 1] == []


def is_in(language: str, story: str) -> bool:
    return story == IMPORTED or (story in STORIES and language in STORIES[story])


def is_public(language: str, story: str) -> bool:
    return is_in(language, story) and STORIES.get(story, {}).get("state", "live") == "live"


def test_what_is_expected_is_public_in_its_language() -> None:
    assert [
        (question.id, story)
        for question in QUESTIONS
        for story in question.expected
        if not is_public(question.language, story)
    ] == []


def test_what_is_forbidden_is_there_and_not_expected() -> None:
    assert [
        (question.id, story)
        for question in QUESTIONS
        for story in question.forbidden
        if story in question.expected or not (story == ALL_OTHERS or is_in(question.language, story))
    ] == []


def test_each_question_has_a_text_and_a_judgement() -> None:
    assert all(question.text.strip() and (question.expected or question.forbidden) for question in QUESTIONS)


def test_the_imported_page_is_where_it_is_looked_for(samples: Path) -> None:
    assert samples == judgements.PAGES
    assert {path.name for path in samples.glob("*.txt")} == {
        f"{IMPORTED}.{language}.txt" for language in LANGUAGES
    }


def test_without_the_imported_page_nobody_expects_it() -> None:
    assert any(IMPORTED in question.expected for question in QUESTIONS)
    left = judgements.without(IMPORTED, [*QUESTIONS, ask((IMPORTED,))])
    assert len(left) == len(QUESTIONS)
    assert not any(IMPORTED in (*question.expected, *question.forbidden) for question in left)


# --- The page ---

CARDS = """
<main><p><a href="/en/topics/regions/">Regions</a></p>
<article><h3><a href="/en/releases/7-floods/">Floods</a></h3></article>
<article><a href="/en/releases/3-water/">picture</a><a href="/en/releases/3-water/">Water</a></article></main>
<footer><a href="/en/releases/9-other/">Elsewhere</a></footer>
"""
RESULTS = """
<main><p><data class="found" value="21">21 releases</data></p><ol><li><a href="/en/releases/1-of/">Of</a></ol>
<ol class="results"><li><a href="http://room.example/en/releases/7-floods/?q=a">Floods</a>
<ol><li><a href="/en/releases/3/">Water</a></li></ol></li></ol>
<aside><a href="/en/releases/9-other/">Most read</a></aside></main>
"""


def test_a_page_without_marks_answers_with_all_that_main_links() -> None:
    assert read_page(CARDS) == Answers((7, 3), 2)


def test_a_page_with_marks_answers_with_its_results_alone() -> None:
    assert read_page(RESULTS) == Answers((7, 3), 21)
    nothing = '<main><data class="found" value="0">None</data><a href="/en/releases/9-other/">New</a></main>'
    assert read_page(nothing) == Answers((), 0)


# --- The verdict ---


@pytest.mark.parametrize(
    ("answers", "recall", "is_first"),
    [
        (("water", "floods"), 1.0, True),
        (("floods", "water", "youth"), 1.0, True),
        (("floods", "youth", "water"), 1.0, False),
        (("water",), 0.5, False),
        (("other",) * FIRST + ("water", "floods"), 0.0, False),
        ((), 0.0, False),
    ],
)
def test_recall_is_of_the_first_ten(answers: tuple[str, ...], recall: float, is_first: bool) -> None:
    verdict = Verdict(ask(("floods", "water")), answers, len(answers))
    assert (verdict.recall, verdict.is_first) == (recall, is_first)


def test_of_more_than_ten_ten_are_enough() -> None:
    many = tuple(f"story-{number}" for number in range(FIRST + 1))
    verdict = Verdict(ask(many), many[::-1], len(many))
    assert (verdict.recall, verdict.is_first) == (1.0, True)


def test_forbidden_is_what_is_named_or_all_that_is_not_expected() -> None:
    answers = ("water", "floods", "youth")
    assert Verdict(ask(("water",), "youth"), answers, 3).wrong == ("youth",)
    assert Verdict(ask(("water",), ALL_OTHERS), answers, 3).wrong == ("floods", "youth")
    assert Verdict(ask((), ALL_OTHERS), (), 0).is_good
    assert not Verdict(ask((), ALL_OTHERS), ("water",), 1).is_good


def test_the_report_tells_languages_kinds_and_failures() -> None:
    found = Verdict(ask(("water",), ALL_OTHERS), ("floods", "water"), 2)
    missed = Verdict(ask(("water",)), (), 0)
    empty = Verdict(Question("kk-nothing-1", "nothing", "kk", "жоқ", (), (ALL_OTHERS,)), (), 0)
    verdicts = {"SQLite": [found, empty], "PostgreSQL": [missed, empty]}
    text = report(verdicts, has_page=True)
    assert "| SQLite | en | 1 | 1.00 | 0 of 1 | 1 of 2, 50% | 0 of 0 |" in text
    assert "| SQLite | kk | 1 |  |  | 0 of 0 | 1 of 1 |" in text
    assert "| PostgreSQL | en | 1 | 0.00 | 0 of 1 | 0 of 0 | 0 of 0 |" in text
    assert f"| {KINDS['plain']} | 0 · 0 · 1 |  |  | 1.00 | 0 of 1 | 1 of 2, 50% |" in text
    assert text.endswith("Answered differently by SQLite and PostgreSQL: 1 questions.")
    assert list(failures(verdicts)) == [
        "SQLite en-plain-1 'river'; forbidden floods",
        "PostgreSQL en-plain-1 'river'; missing water",
    ]


def test_the_document_has_a_place_for_it() -> None:
    text = document.DOCUMENT.read_text(encoding="utf-8")
    assert text.count("<!-- judged: written by the command -->") == text.count("<!-- /judged -->") == 1
