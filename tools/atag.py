"""`make atag`: how the desk stands to each of the 63 criteria of ATAG 2.0, as docs/atag.toml has it.

`ARGS=A.3.2` tells all that is known of those that begin so; `ARGS=--run` runs the tests that hold them.
"""

import os
import shlex
import shutil
import subprocess
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.setting_up import PYTHON, ROOT, Refusal, set_up, step
from tools.test import settings_of_tests

TABLE = ROOT / "docs" / "atag.toml"
# Of a criterion whose level is that of the WCAG criteria that are met, the last.
LEVELS = ("A", "AA", "AAA", "A/AA/AAA")
RESULTS = ("passes", "fails", "does not apply")


@dataclass(frozen=True, slots=True)
class Check:
    """What a person did where no test can tell: `on` is a date (ISO 8601)."""

    do: str
    see: str
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of the table; `tests` are a file and a function each (`tests/test_a.py::test_b`)."""

    number: str
    level: str
    asks: str
    result: str
    why: str
    tests: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()


def read_table(path: Path = TABLE) -> list[Criterion]:
    """Returns its rows in their order. Raises TypeError where a key is missing or unknown."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["criterion"]
    return [
        Criterion(
            **{
                **row,
                "tests": tuple(row.get("tests", ())),
                "checks": tuple(
                    Check(**{**check, "on": str(check["on"])}) for check in row.get("checks", ())
                ),
            }
        )
        for row in rows
    ]


def count(criteria: Sequence[Criterion]) -> dict[str, dict[str, int]]:
    """Returns by level, and of "all", how many apply and how many have each result."""
    counted = {}
    for level in (*LEVELS, "all"):
        of_level = [each for each in criteria if level in (each.level, "all")]
        results = {result: sum(each.result == result for each in of_level) for result in RESULTS}
        counted[level] = {"criteria": len(of_level), "apply": results["passes"] + results["fails"], **results}
    return counted


def main() -> int:
    """Prints the table; returns 0, or with --run what pytest does."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    criteria = read_table()
    if "--run" in arguments:
        return _run(_choose(criteria, [each for each in arguments if each != "--run"]))
    width = min(shutil.get_terminal_size((110, 24)).columns, 110)
    if arguments:
        for criterion in _choose(criteria, arguments):
            print("\n".join(_tell(criterion, width)), end="\n\n")
        return 0
    print("\n".join([*_list(criteria, width), *_sum_up(criteria)]))
    return 0


def _choose(criteria: Sequence[Criterion], beginnings: Sequence[str]) -> list[Criterion]:
    chosen = [each for each in criteria if not beginnings or each.number.startswith(tuple(beginnings))]
    if not chosen:
        raise Refusal(f"No criterion of ATAG 2.0 begins with {' or '.join(beginnings)}: A.1.1.1 to B.4.2.4.")
    return chosen


def _list(criteria: Sequence[Criterion], width: int) -> Iterator[str]:
    """Yields the rows level by level; of what does not pass, why."""
    for level in LEVELS:
        words = (
            f"Level {level}" if level != "A/AA/AAA" else "Level of the WCAG criteria that are met (here AA)"
        )
        yield f"\n{words}\n"
        for each in criteria:
            if each.level == level:
                yield from _wrap(f"{each.number}  {each.result.ljust(14)}  ", each.asks, width)
                if each.result != "passes":
                    yield from _wrap(" " * 25, each.why, width)


def _sum_up(criteria: Sequence[Criterion]) -> Iterator[str]:
    yield ""
    yield f"{'level':<10}{'criteria':>9}{'apply':>7}{'passes':>8}{'fails':>7}{'does not apply':>16}"
    for level, numbers in count(criteria).items():
        cells = (numbers[name] for name in ("criteria", "apply", *RESULTS))
        yield f"{level:<10}" + "".join(f"{n:>{w}}" for n, w in zip(cells, (9, 7, 8, 7, 16), strict=True))
    tests = {test for each in criteria for test in each.tests}
    checks = sum(len(each.checks) for each in criteria)
    yield f"\nHeld by {len(tests)} tests (make atag ARGS=--run) and {checks} checks by a person."
    yield "Of one criterion, why and how that is known: make atag ARGS=A.3.2"


def _tell(criterion: Criterion, width: int) -> Iterator[str]:
    yield from _wrap(f"{criterion.number} (level {criterion.level}): ", criterion.asks, width)
    yield from _wrap(f"  {criterion.result}: ", criterion.why, width)
    for test in criterion.tests:
        yield f"  test: {test}"
    for check in criterion.checks:
        yield from _wrap("  do: ", check.do, width)
        yield from _wrap("  see: ", f"{check.see} ({check.on}, {check.by})", width)


def _wrap(begin: str, words: str, width: int) -> list[str]:
    indent = " " * min(len(begin), 25)
    return textwrap.wrap(words, width, initial_indent=begin, subsequent_indent=indent)


def _run(criteria: Sequence[Criterion]) -> int:
    """Runs the tests that hold them, on SQLite and in one process; what is not installed, its test says."""
    set_up("requirements-dev.txt")
    with step("Message catalogues"):
        subprocess.run([PYTHON, "-m", "tools.catalogues"], cwd=ROOT, check=True)
    tests = list(dict.fromkeys(test for each in criteria for test in each.tests))
    if not tests:
        raise Refusal("No test holds what was chosen.")
    command = [PYTHON, "-m", "pytest", "--quiet", *tests]
    return subprocess.run(command, cwd=ROOT, env=settings_of_tests(), check=False).returncode
