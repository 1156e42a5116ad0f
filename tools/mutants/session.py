"""One session with the tests: which of them judge, and what they say of each mutant."""

import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tools.mutants.children import Outcome
from tools.mutants.making import Mutant
from tools.mutants.results import ENDED, KILLED, SURVIVED, UNFIT, UNSEEN, Kept, Result
from tools.mutants.rooms import Room
from tools.mutants.trial import Asked, Trial

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
        seconds = {name: asked.seconds for name, asked in self._judges.items()}
        began = said = time.monotonic()
        for number, (mutant, outcome) in enumerate(trial.ask_about(self._tasks(seen), seconds), start=1):
            result = _result(outcome)
            self._kept.keep(mutant, result)
            if result.state == KILLED and result.by:
                self._noticed[mutant.function.name].insert(0, result.by)
            if time.monotonic() - said > SAY_EVERY:
                said = time.monotonic()
                print(f"- {number} of {len(self._mutants)} mutants, {said - began:.0f} s", flush=True)

    def _choose_judges(self, trial: Trial) -> None:
        """Tests judge that pass, alone and one after another, and start no process."""
        digest = digest_of(trial.root, FOLDERS)
        known = json.loads(self._memory.read_text()) if self._memory.exists() else {}
        if known.get("digest") != digest or not known["asked"].keys() >= trial.items.keys():
            known = {"digest": digest, "asked": self._ask(trial)}
            self._memory.write_text(json.dumps(known))
        every = {name: Asked(*known["asked"][name]) for name in trial.items}
        self._judges = {name: asked for name, asked in every.items() if not asked.why_not}
        left_out = Counter(asked.why_not for asked in every.values() if asked.why_not)
        said = ", ".join(f"{number} {why}" for why, number in left_out.items())
        print(f"- {len(self._judges)} of {len(every)} tests judge; left out: {said or 'none'}", flush=True)

    def _ask(self, trial: Trial) -> dict[str, Asked]:
        print(f"- {len(trial.items)} tests, each alone …", flush=True)
        asked = dict(trial.ask_each())
        while failed := trial.ask_together([name for name in trial.items if not asked[name].why_not]):
            asked[failed] = asked[failed]._replace(why_not="fails after others")
        return asked

    def _seen(self) -> dict[tuple[str, int], set[str]]:
        """Returns the tests that run a line of a file."""
        found = defaultdict(set)
        for name, asked in self._judges.items():
            for file, lines in asked.lines.items():
                for line in lines:
                    found[file, line].add(name)
        return found

    def _tasks(self, seen: dict[tuple[str, int], set[str]]) -> Iterator[tuple[Mutant, list[str]]]:
        for mutant in self._mutants:
            names = {name for line in mutant.lines for name in seen.get((mutant.function.file, line), ())}
            if names:
                yield mutant, sorted(names, key=partial(self._rank, mutant))
            else:
                self._kept.keep(mutant, Result(UNSEEN, "", 0.0))

    def _rank(self, mutant: Mutant, name: str) -> tuple[bool, int, float]:
        where = [number for number, path in enumerate(self._room.tests) if name.startswith(path)]
        noticed = name in self._noticed[mutant.function.name][:5]
        return not noticed, where[0] if where else 0, self._judges[name].seconds


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
