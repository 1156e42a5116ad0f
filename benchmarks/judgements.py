"""The questions of `benchmarks/questions/`: what is asked, and what a librarian would hand over."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tools.setting_up import ROOT

FOLDER = Path(__file__).with_name("questions")
LANGUAGES = ("kk", "ru", "en")

# The real page, which is no part of the repository: its story, and where its texts are if they are here.
IMPORTED = "senate-2023-03-18-osce"
PAGES = ROOT.parent / "shared" / "samples"

# In `forbidden`: every story that is not expected.
ALL_OTHERS = "*"

FIRST = 10

KINDS = {
    "plain": "words of the text",
    "inflected-longer": "a longer form than the text's",
    "inflected-shorter": "a shorter form",
    "several-words": "several words in any form",
    "whole-question": "a whole question",
    "punctuation": "punctuation stuck to a word",
    "phrase": "a phrase in quotation marks",
    "minus": "a word to leave out",
    "name-case": "a name in another case",
    "name-spelling": "a name in another spelling",
    "russian-letters": "Kazakh in Russian letters",
    "latin": "Kazakh in Latin",
    "layout": "the other keyboard layout",
    "typing-error": "one typing error",
    "word-spelling": "American for British",
    "date": "a date",
    "photographer": "a photographer's name",
    "telephone": "a telephone",
    "caption": "captions and alternative texts",
    "topic": "a topic",
    "position": "a person's position",
    "number": "a release's number",
    "compound": "joined, parted, hyphenated otherwise",
    "abbreviation": "an abbreviation",
    "mixed-scripts": "a word of two alphabets",
    "yo": "ё and е",
    "soft-hyphen": "signs that nobody sees",
    "capitals": "capital letters",
    "feminine": "trap: of the other sex",
    "other-lemma": "trap: another word, alike",
    "beginning": "trap: the beginning of another word",
    "hidden": "trap: not public",
    "nothing": "of this there is nothing",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed on a page of that language; stories are known by the stems of their files."""

    id: str
    kind: str
    language: str
    text: str
    expected: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    note: str = ""

    def forbids(self, story: str) -> bool:
        """Whether that story must not be among the answers."""
        return story not in self.expected and (story in self.forbidden or ALL_OTHERS in self.forbidden)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answers to a question, in their order; `found` is how many the page says there are."""

    question: Question
    answers: tuple[str, ...]
    found: int

    @property
    def recall(self) -> float:
        """Returns how much of what is expected is among the first; of what asks for nothing, all is."""
        most = min(FIRST, len(self.question.expected))
        seen = len(set(self.question.expected).intersection(self.answers[:FIRST]))
        return seen / most if most else 1.0

    @property
    def is_first(self) -> bool:
        """Whether nothing comes before what is expected, or between."""
        most = min(FIRST, len(self.question.expected))
        return len(self.answers) >= most and set(self.answers[:most]) <= set(self.question.expected)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Returns the forbidden answers."""
        return tuple(story for story in self.answers if self.question.forbids(story))

    @property
    def is_good(self) -> bool:
        return self.recall == 1 and not self.wrong


def load() -> list[Question]:
    """Returns all questions, language by language."""
    return [
        _question(language, kind, told)
        for language in LANGUAGES
        for kind, questions in _file(language).items()
        for told in questions
    ]


def without(story: str, questions: list[Question]) -> list[Question]:
    """Returns the questions as they are where that story is not there; those for it alone are left out."""
    return [
        replace(
            question,
            expected=tuple(one for one in question.expected if one != story),
            forbidden=tuple(one for one in question.forbidden if one != story),
        )
        for question in questions
        if question.expected != (story,)
    ]


def _file(language: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _question(language: str, kind: str, told: dict[str, Any]) -> Question:
    return Question(
        **told
        | {"language": language, "kind": kind}
        | {name: tuple(told.get(name, ())) for name in ("expected", "forbidden")}
    )
