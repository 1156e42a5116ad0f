"""One session with the tests: which of them judge, and what they say of each mutant."""

import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tools.mutants.children import Outcome
from tools.mutants.making import Mutant
from tools.mutants.results import AT_START, ENDED, KILLED, SURVIVED, UNFIT, UNSEEN, Kept, Result
from tools.mutants.rooms import Room
from tools.mutants.trial import Asked, Trial

T = TypeVar("T")
SAY_EVERY = 20.0
# Whatever may change what a test does.
FOLDERS = ("accessibility", "config", "press", "templates", "tests")


class Session:
    """Tests these mutants and keeps what comes of them."""

    def __init__(self, room: Room, mutants: Sequence[Mutant], kept: Kept, memory: Path) -> None:
        self._room, self._mutants, self._kept, self._memory = room, mutants, kept, memory
        self._judges: dict[str, Asked] = {}
        # Who noticed a mutant of a function is asked first about its next.
        self._noticed: dict[str, list[str]] = defaultdict(list)

    def hold(self, trial: Trial) -> None:
        self._choose_judges(trial)
        seen = self._seen()
        outcomes = trial.ask_about(self._tasks(trial, seen))
        for mutant, outcome in _counted(outcomes, len(self._mutants), "mutants"):
            result = _result(outcome)
            self._kept.keep(mutant, result)
            if result.state == KILLED and result.by:
                self._noticed[mutant.function.name].insert(0, result.by)

    def _choose_judges(self, trial: Trial) -> None:
        """Tests judge that pass, alone and one after another, and start no process."""
        known = self._known(digest_of(trial.root, FOLDERS))
        try:
            self._ask(trial, known)
        finally:
            self._memory.write_text(json.dumps(known))
        every = {name: Asked(*known["asked"][name]) for name in trial.items}
        self._judges = {name: asked for name, asked in every.items() if not asked.why_not}
        left_out = Counter(asked.why_not for asked in every.values() if asked.why_not)
        said = ", ".join(f"{number} {why}" for why, number in left_out.items())
        print(f"- {len(self._judges)} of {len(every)} tests judge; left out: {said or 'none'}", flush=True)

    def _known(self, digest: str) -> dict[str, Any]:
        known = json.loads(self._memory.read_text()) if self._memory.exists() else {}
        return known if known.get("digest") == digest else {"digest": digest, "asked": {}, "together": []}

    def _ask(self, trial: Trial, known: dict[str, Any]) -> None:
        asked = known["asked"]
        new = [name for name in trial.items if name not in asked]
        asked.update(_counted(trial.ask_each(new), len(new), "tests, each alone"))
        passing = [name for name in trial.items if not asked[name][0]]
        trial.seconds = {name: asked[name][1] for name in passing}
        passing.sort(key=lambda name: self._order(name, asked[name][1]))
        if not set(passing) <= set(known["together"]):
            for failing in trial.ask_together(passing):
                asked[failing] = ("fails after others", *asked[failing][1:])
            known["together"] = passing

    def _seen(self) -> dict[tuple[str, int], set[str]]:
        """Returns the tests that run a line of a file."""
        found = defaultdict(set)
        for name, asked in self._judges.items():
            for file, lines in asked.lines.items():
                for line in lines:
                    found[file, line].add(name)
        return found

    def _tasks(
        self, trial: Trial, seen: dict[tuple[str, int], set[str]]
    ) -> Iterator[tuple[Mutant, list[str]]]:
        for mutant in self._mutants:
            names = {name for line in mutant.lines for name in seen.get((mutant.function.file, line), ())}
            if names:
                yield mutant, sorted(names, key=partial(self._rank, mutant))
            else:
                starts = set(mutant.lines) & set(trial.at_start.get(mutant.function.file, ()))
                self._kept.keep(mutant, Result(AT_START if starts else UNSEEN, "", 0.0))

    def _rank(self, mutant: Mutant, name: str) -> tuple[bool, int, float]:
        noticed = name in self._noticed[mutant.function.name][:5]
        return not noticed, *self._order(name, self._judges[name].seconds)

    def _order(self, name: str, seconds: float) -> tuple[int, float]:
        """The room's own tests first, and of those the short ones."""
        where = [number for number, path in enumerate(self._room.tests) if name.startswith(path)]
        return min(where, default=0), seconds


def _counted(done: Iterator[T], of: int, what: str) -> Iterator[T]:
    """Says now and then how far it is."""
    began = said = time.monotonic()
    for number, each in enumerate(done, start=1):
        yield each
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            print(f"- {number} of {of} {what}, {said - began:.0f} s", flush=True)


def _result(outcome: Outcome) -> Result:
    if outcome.ended:
        return Result(ENDED, "", outcome.seconds)
    match outcome.said:
        case "":
            return Result(SURVIVED, "", outcome.seconds)
        case str(said) if said.startswith(UNFIT):
            return Result(UNFIT, said.removeprefix(f"{UNFIT}: "), outcome.seconds)
        case said:
            return Result(KILLED, said or "the process died", outcome.seconds)


def digest_of(root: Path, folders: Sequence[str]) -> str:
    """Returns a digest of the sources and templates in these folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".txt", ".json"}:
                digest.update(f"{file}\n".encode() + file.read_bytes())
    return digest.hexdigest()
