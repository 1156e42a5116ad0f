"""`.venv/bin/python -m benchmarks.search`: what a question costs, beside two other engines on the same texts.

Makes an archive on PostgreSQL (`make_archive`), picks from its texts at least fifty questions of each kind,
and answers them as a page of results does, in turn with `websearch_to_tsquery` over an index of the same rows
and with tantivy, which is installed into `.bench/` by pip. The judged questions (`benchmarks.judged`) say how
well each of the three finds. `--size` is of the archive, `--large` a million; one of several hundred thousand
is that of the first hundred thousand so many times over. `--keep` leaves the database, and the next run takes
what it finds; `--write` writes the table into docs/performance.md.
"""

import argparse
import datetime
import json
import os
import statistics
import sys
from typing import Any

from benchmarks import document, judgements
from benchmarks.judgements import IMPORTED, PAGES, Question, Verdict
from benchmarks.peer_builds import python_environment
from benchmarks.site import archive, ask, database, run_python, scratch
from benchmarks.targets import SCRATCH
from tools.setting_up import Refusal, step
from tools.test import find_postgresql

SIZE, LARGE = 100_000, 1_000_000
# Other work on the machine is none of ours.
ROUNDS = 3
# Milliseconds that 95 of a hundred pages keep within, up to a size; and the counts of the filters.
BARS = {SIZE: 30, LARGE: 50}
COUNTS_BAR = 200
# Words a second that are entered.
INDEXING_BAR = 50_000
ENGINES = {"minber": "Minber", "websearch": "websearch_to_tsquery", "tantivy": "tantivy"}

# What `benchmarks.search_answers` has measured.
Measured = dict[str, Any]


def main() -> int:
    """Returns 0 when all is within its bar."""
    arguments = _arguments()
    address = find_postgresql(dict(os.environ))
    if not address:
        raise Refusal("No PostgreSQL answers here: DATABASE_URL= names one.")
    size = LARGE if arguments.large else arguments.size
    SCRATCH.mkdir(exist_ok=True)
    python_environment("tantivy", "tantivy")
    name = f"minber_bench_search_{size}"
    try:
        environment = archive(address, name, size, times=size // SIZE if size % SIZE == 0 else 1)
        measured = json.loads(
            run_python(environment, "-m", "benchmarks.search_answers", f"--rounds={arguments.rounds}")
        )
    finally:
        if not arguments.keep:
            ask(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    quality = {} if arguments.no_quality else _judge(address)
    over = overruns(measured, size)
    text = report(measured, quality, over, size)
    print(f"\n{text}")
    if arguments.write:
        document.write("search", text)
    return min(len(over), 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=SIZE, metavar="RELEASES")
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} releases: half an hour, and 16 GB")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each question the least time counts")
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    parser.add_argument("--no-quality", action="store_true", help="without the judged questions")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser.parse_args()


def _judge(address: str) -> dict[str, list[Verdict]]:
    """Returns what each engine answers to the judged questions, over the sample press room."""
    pages = sorted(PAGES.glob("*.txt"))
    questions = judgements.load() if pages else judgements.without(IMPORTED, judgements.load())
    told = json.dumps([_told(question) for question in questions])
    with scratch() as folder, database(address, folder) as environment:
        if pages:
            run_python(environment, "manage.py", "import_release", *map(str, pages))
        with step(f"{len(questions)} judged questions"):
            answers = {
                "minber": run_python(environment, "-m", "benchmarks.answers", told=told),
                **{
                    engine: run_python(
                        environment, "-m", "benchmarks.search_answers", f"--judged={engine}", told=told
                    )
                    for engine in ("websearch", "tantivy")
                },
            }
    return {
        engine: [
            Verdict(question, tuple(stories), found)
            for question, (stories, found) in zip(questions, json.loads(said), strict=True)
        ]
        for engine, said in answers.items()
    }


def _told(question: Question) -> dict[str, Any]:
    return {"language": question.language, "text": question.text, "expected": question.expected}


# --- What is told ---


def overruns(measured: Measured, size: int) -> list[str]:
    """Returns a sentence for each figure of ours that is above its bar."""
    bar = next((bar for most, bar in BARS.items() if size <= most), BARS[LARGE])
    over = []
    for kind, engines in measured["kinds"].items():
        for name, most in {"minber": bar, "counts": COUNTS_BAR}.items():
            if (found := _percentile(engines[name], 95)) > most:
                what = "a page" if name == "minber" else "the counts of the filters"
                over.append(f"Above the bar: {kind}, {what}: {found:.0f} ms for {most} (p95).")
    if (speed := measured["words_a_second"]) < INDEXING_BAR:
        over.append(f"Above the bar: {speed:,.0f} words a second are entered, not {INDEXING_BAR:,}.")
    return over


def report(measured: Measured, quality: dict[str, list[Verdict]], over: list[str], size: int) -> str:
    today = datetime.date.today()  # noqa: DTZ011
    columns = [*ENGINES.values(), "counts of the filters"]
    lines = [
        (
            f"`benchmarks.search`, {today:%d.%m.%Y}, {size:,} releases; milliseconds, p50 / p95; of each "
            f"question the least of {measured['rounds']} times."
        ),
        "",
        f"| | questions | {' | '.join(columns)} |",
        f"|---|{'--:|' * (len(columns) + 1)}",
    ]
    for kind, engines in measured["kinds"].items():
        times = [_times(engines[name]) for name in (*ENGINES, "counts")]
        lines.append(f"| {kind} | {len(engines['minber'])} | {' | '.join(times)} |")
    if quality:
        number = len(next(iter(quality.values())))
        recalls = [_recall(quality[engine]) for engine in ENGINES]
        wrong = [_forbidden(quality[engine]) for engine in ENGINES]
        lines.append(f"| judged: recall of the first ten | {number} | {' | '.join(recalls)} | |")
        lines.append(f"| judged: forbidden answers | {number} | {' | '.join(wrong)} | |")
    sizes = [f"{measured['sizes'][engine] / 1_000_000:,.0f} MB" for engine in ENGINES]
    table = measured["sizes"]["table"] / 1_000_000
    lines += [
        f"| index | | {' | '.join(sizes)} | |",
        "",
    ]
    lines.append(
        f"The table beside our index, texts and lexemes: {table:,.0f} MB. One process makes lexemes of "
        f"{measured['words_a_second']:,.0f} words a second, of which it has seen most before."
    )
    return "\n".join([*lines, *(["", *over] if over else [])])


def _times(milliseconds: list[float]) -> str:
    return f"{statistics.median(milliseconds):.1f} / {_percentile(milliseconds, 95):.1f}"


def _percentile(numbers: list[float], percent: int) -> float:
    return sorted(numbers)[min(len(numbers) - 1, len(numbers) * percent // 100)]


def _recall(verdicts: list[Verdict]) -> str:
    return f"{statistics.fmean(each.recall for each in verdicts if each.question.expected):.2f}"


def _forbidden(verdicts: list[Verdict]) -> str:
    answers = sum(len(verdict.answers) for verdict in verdicts)
    wrong = sum(len(verdict.wrong) for verdict in verdicts)
    return f"{wrong / max(1, answers):.1%}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
