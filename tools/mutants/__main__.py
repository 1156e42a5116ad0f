"""`python -m tools.mutants ROOM [--only …] [--survivors] [--report] [--again]`, in .venv."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.mutants import results
from tools.mutants.making import Function, functions, source_files
from tools.mutants.results import Kept
from tools.mutants.rooms import ROOMS, Room
from tools.mutants.session import Session, digest_of
from tools.mutants.trial import Trial


def main(arguments: Sequence[str], root: Path, rooms: dict[str, Room]) -> int:
    """Tests what is not known of the room yet, and tells all of it; returns 0 when that was possible."""
    asked = _read(arguments, rooms)
    room = rooms[asked.room]
    found = [each for each in functions(room, root) if _is_named(each, asked.only)]
    mutants = [mutant for function in found for mutant in function.mutants]
    memory = root / "var" / "mutants" / f"{asked.room}.json"
    memory.parent.mkdir(parents=True, exist_ok=True)
    kept = Kept(memory, digest_of(root, ["tests"]))
    if asked.again:
        kept.forget(mutants)
    unknown = [mutant for mutant in mutants if not kept.of(mutant)]
    status = 0
    if unknown and not (asked.survivors or asked.report):
        with tempfile.TemporaryDirectory() as scratch:
            # One for all rooms: most tests are asked about each of them.
            session = Session(room, unknown, kept, memory.with_name("tests.json"))
            files = [file for each in rooms.values() for file in source_files(each, root)]
            trial = Trial(root, files, asked.workers, Path(scratch))
            status = trial.begin(room.tests, session.hold)
    done = [(mutant, kept.of(mutant)) for mutant in mutants]
    if asked.report:
        print(results.report(asked.room, done, found, root))
    else:
        print(results.survivors(done))
        print(results.summary(asked.room, done, found))
    return status


def _read(arguments: Sequence[str], rooms: dict[str, Room]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("make mutants", description="ROOM= names the room; ARGS= takes the rest")
    parser.add_argument("room", choices=rooms)
    parser.add_argument("--only", action="append", metavar="FUNCTION", help="only this function")
    parser.add_argument("--survivors", action="store_true", help="tell what survives; test nothing")
    parser.add_argument("--report", action="store_true", help="a table in Markdown; test nothing")
    parser.add_argument("--again", action="store_true", help="also what is known already")
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WORKERS") or os.cpu_count() or 1))
    return parser.parse_args(arguments)


def _is_named(function: Function, only: Sequence[str] | None) -> bool:
    return not only or function.name in only or function.name.rpartition(".")[2] in only


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd(), ROOMS))
