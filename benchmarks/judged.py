"""`.venv/bin/python -m benchmarks.judged`: what the search finds of what it should, question by question.

A sample press room, with the real page where that is here, is asked the questions of `benchmarks/questions/`
on its public page; what stands there is held against what a librarian would hand over. `--failures` lists
what failed; `--database`, `--language` and `--kind` pick; `--write` writes the tables into
docs/performance.md.
"""

import argparse
import datetime
import json
import os
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import document, judgements
from benchmarks.judgements import FIRST, IMPORTED, KINDS, LANGUAGES, PAGES, Question, Verdict
from benchmarks.site import database, run_python, scratch
from tools.setting_up import Refusal, step
from tools.test import find_postgresql

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_OF_KINDS = ("questions kk · ru · en", "recall kk", "ru", "en", "expected first", "forbidden answers")


def main() -> int:
    arguments = _arguments()
    if arguments.write and (arguments.language or arguments.kind):
        raise Refusal("The tables are of all questions: --write goes without --language and --kind.")
    pages = sorted(arguments.pages.glob("*.txt"))
    questions = [
        question
        for question in judgements.load()
        if question.language in (arguments.language or LANGUAGES)
        and question.kind in (arguments.kind or KINDS)
    ]
    if not pages:
        questions = judgements.without(IMPORTED, questions)
    verdicts = {
        name: _judge(name, address, questions, pages)
        for name, address in _databases(arguments.database).items()
    }
    text = report(verdicts, has_page=bool(pages))
    print(f"\n{text}")
    if arguments.failures:
        print("", *failures(verdicts), sep="\n")
    if arguments.write:
        document.write("judged", text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.judged", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", choices=DATABASES, help="this one alone (default: each that is here)")
    parser.add_argument("--language", nargs="+", default=[], choices=LANGUAGES)
    parser.add_argument("--kind", nargs="+", default=[], choices=KINDS)
    parser.add_argument("--failures", action="store_true", help="list the questions that failed")
    parser.add_argument("--pages", type=Path, default=PAGES, metavar="FOLDER", help="where the real page is")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser.parse_args()


def _databases(only: str | None) -> dict[str, str]:
    """Returns the addresses of the databases that are asked for and here, by their names; SQLite's is ""."""
    found = {"sqlite": ""} if only != "postgresql" else {}
    if only != "sqlite" and (address := find_postgresql(dict(os.environ))):
        found["postgresql"] = address
    if not found:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    return {DATABASES[name]: address for name, address in found.items()}


def _judge(name: str, address: str, questions: Sequence[Question], pages: Sequence[Path]) -> list[Verdict]:
    with scratch() as folder, database(address, folder) as environment:
        if pages:
            run_python(environment, "manage.py", "import_release", *map(str, pages))
        with step(f"{len(questions)} questions, {name}"):
            told = json.dumps([asdict(question) for question in questions])
            answers = json.loads(run_python(environment, "-m", "benchmarks.answers", told=told))
    return [
        Verdict(question, tuple(stories), found)
        for question, (stories, found) in zip(questions, answers, strict=True)
    ]


# --- What is told ---


def report(verdicts: Mapping[str, Sequence[Verdict]], *, has_page: bool) -> str:
    """Returns a row for each database and language, and one for each kind in the first database."""
    name, *_ = verdicts
    first, *others = verdicts.values()
    differing = sum(
        one.answers != another.answers for other in others for one, another in zip(first, other, strict=True)
    )
    today = datetime.date.today()  # noqa: DTZ011
    told = [
        f"`benchmarks.judged`, {today:%d.%m.%Y}, {'with' if has_page else 'without'} the imported page.",
        "",
        "| database | page | questions | recall | expected first | forbidden answers | rightly nothing |",
        "|---|---|--:|--:|--:|--:|--:|",
        *(
            _language_row(name, language, own)
            for name, each in verdicts.items()
            for language in LANGUAGES
            if (own := _of(each, language=language))
        ),
        "",
        f"| {name}, by kind | {' | '.join(_OF_KINDS)} |",
        f"|---|{'--:|' * len(_OF_KINDS)}",
        *(_kind_row(kind, of_kind) for kind in KINDS if (of_kind := _of(first, kind=kind))),
    ]
    if others:
        told += ["", f"Answered differently by {' and '.join(verdicts)}: {differing} questions."]
    return "\n".join(told)


def _language_row(name: str, language: str, own: Sequence[Verdict]) -> str:
    empty = [verdict for verdict in own if not verdict.question.expected]
    right = sum(not verdict.answers for verdict in empty)
    columns = [name, language, f"{len(own)}", _recall(own), _first(own), _forbidden(own)]
    return f"| {' | '.join(columns)} | {right} of {len(empty)} |"


def _kind_row(kind: str, verdicts: Sequence[Verdict]) -> str:
    each = [_of(verdicts, language=language) for language in LANGUAGES]
    columns = [KINDS[kind], " · ".join(str(len(own)) for own in each), *map(_recall, each)]
    return f"| {' | '.join(columns)} | {_first(verdicts)} | {_forbidden(verdicts)} |"


def _of(verdicts: Iterable[Verdict], **wanted: str) -> list[Verdict]:
    return [
        verdict
        for verdict in verdicts
        if all(getattr(verdict.question, name) == value for name, value in wanted.items())
    ]


def _recall(verdicts: Iterable[Verdict]) -> str:
    """Returns the mean recall of the questions that expect something, if any does."""
    recalls = [verdict.recall for verdict in verdicts if verdict.question.expected]
    return f"{statistics.fmean(recalls):.2f}" if recalls else ""


def _first(verdicts: Iterable[Verdict]) -> str:
    firsts = [verdict.is_first for verdict in verdicts if verdict.question.expected]
    return f"{sum(firsts)} of {len(firsts)}" if firsts else ""


def _forbidden(verdicts: Sequence[Verdict]) -> str:
    """Returns how many of all answers are forbidden."""
    answers = sum(len(verdict.answers) for verdict in verdicts)
    wrong = sum(len(verdict.wrong) for verdict in verdicts)
    return f"{wrong} of {answers}{f', {wrong / answers:.0%}' if wrong else ''}"


def failures(verdicts: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    """Yields a line for each question that failed: what is missing among the first, and what is forbidden."""
    for name, each in verdicts.items():
        for verdict in each:
            if verdict.is_good:
                continue
            question = verdict.question
            missing = [story for story in question.expected if story not in verdict.answers[:FIRST]]
            parts = [f"{name} {question.id} {question.text!r}"]
            parts += [f"missing {', '.join(missing)}"] if verdict.recall < 1 else []
            parts += [f"forbidden {', '.join(verdict.wrong)}"] if verdict.wrong else []
            yield "; ".join([*parts, *filter(None, [question.note])])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
