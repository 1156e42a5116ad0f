"""Keeps what came of each mutant, and tells it."""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tools.mutants.making import Function, Mutant

KILLED, ENDED, SURVIVED, UNSEEN = "killed", "timed out", "survived", "no test runs it"
# Not tested: it would come too late, or has no place; told, and not counted in the percentage.
AT_START, UNFIT = "runs at the start", "unfit"


class Result(NamedTuple):
    """What came of a mutant, by which test, in how many seconds."""

    state: str
    by: str
    seconds: float


class Kept:
    """The results of a room in a file; those of functions and tests that have changed are not found."""

    def __init__(self, path: Path, tests: str) -> None:
        self._path, self._tests = path, tests
        self._all: dict[str, list[Any]] = {}
        if path.exists():
            self._all = json.loads(path.read_text(encoding="utf-8"))

    def of(self, mutant: Mutant) -> Result | None:
        """A killed one stays killed; whether the others survive is asked anew when a test has changed."""
        state, by, seconds, tests = self._all.get(mutant.key, ["", "", 0, ""])
        known = state in {KILLED, ENDED} or tests == self._tests
        return Result(state, by, seconds) if state and known else None

    def forget(self, mutants: Sequence[Mutant]) -> None:
        for mutant in mutants:
            self._all.pop(mutant.key, None)

    def keep(self, mutant: Mutant, result: Result) -> None:
        self._all[mutant.key] = [*result, self._tests]
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(self._all, ensure_ascii=False, indent=0), encoding="utf-8")
        unfinished.replace(self._path)


Results = Sequence[tuple[Mutant, Result | None]]


def counts(results: Results) -> dict[str, int]:
    """Returns how many were made, and what came of them."""
    states = Counter(result.state if result else "not tested yet" for _, result in results)
    return (
        {"made": len(results)}
        | {state: states[state] for state in (KILLED, ENDED, SURVIVED, UNSEEN)}
        | states
    )


def percentage(results: Results) -> str:
    """Returns the share that the tests notice, of all that were tested."""
    states = counts(results)
    noticed = states[KILLED] + states[ENDED]
    tested = noticed + states[SURVIVED] + states[UNSEEN]
    return f"{100 * noticed / tested:.1f} %" if tested else "—"


def summary(room: str, results: Results, functions: Sequence[Function]) -> str:
    """Returns the figures, and the functions that have no mutants with the reason."""
    figures = ", ".join(f"{number} {state}" for state, number in counts(results).items())
    spent = sum(result.seconds for _, result in results if result)
    each = spent / max(1, sum(bool(result) for _, result in results))
    without = [
        f"  {each.file}:{each.first_line} {each.name}: {each.why_none()}"
        for each in without_mutants(functions)
    ]
    lines = [f"{room}: {figures}; noticed: {percentage(results)}; {each:.2f} s a mutant"]
    lines += [f"Functions without any mutant ({len(without)} of {len(functions)}):", *without]
    return "\n".join(lines)


def without_mutants(functions: Sequence[Function]) -> list[Function]:
    return [each for each in functions if not each.mutants]


def survivors(results: Results) -> str:
    """Returns each mutant that no test noticed: its place, its function, its diff."""
    told = []
    for mutant, result in results:
        if result and result.state not in {KILLED, ENDED}:
            why = "" if result.state == SURVIVED else f" ({result.state}{result.by and ': '}{result.by})"
            told.append(f"{mutant.function.file}:{mutant.line} {mutant.function.name}{why}")
            told += [f"    {line}" for line in mutant.diff()]
    return "\n".join(told)


def report(room: str, results: Results, functions: Sequence[Function], root: Path) -> str:
    """Returns a table in Markdown: a row for each file of the room, and one for all, with the commit."""
    rows = ["| " + " | ".join([f"`{room}`", "functions", *counts(results), "noticed"]) + " |"]
    rows.append("|---" * rows[0].count(" | ") + "|---|")
    for file in [*dict.fromkeys(each.file for each in functions), ""]:
        part = [(mutant, result) for mutant, result in results if mutant.function.file.startswith(file)]
        inside = sum(each.file.startswith(file) for each in functions)
        figures = [counts(part).get(state, 0) for state in counts(results)]
        rows.append("| " + " | ".join(map(str, [file or "all", inside, *figures, percentage(part)])) + " |")
    none = "; ".join(f"`{each.name}` ({each.why_none()})" for each in without_mutants(functions))
    return "\n".join([*rows, "", f"At commit {_commit(root)}. Without any mutant: {none or 'none'}."])


def _commit(root: Path) -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return (
        subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout.strip() or "—"
    )
