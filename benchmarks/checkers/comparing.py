"""What a checker says beside what was written down: found, missed, false, and what is left to look at."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.checkers.asking import Result
from benchmarks.checkers.pages import Flaw, Page

RULES = Path(__file__).parent / "rules.toml"
JUDGEMENTS = Path(__file__).parent / "judgements.toml"


@dataclass
class Outcome:
    """What one checker says of the pages. A part of a text that one rule names twice is counted once."""

    found: set[tuple[str, Flaw]] = field(default_factory=set)
    false: set[Result] = field(default_factory=set)
    by_hand: set[Result] = field(default_factory=set)
    # Right, and about a flaw that another rule or result names.
    beside: set[Result] = field(default_factory=set)
    unjudged: set[Result] = field(default_factory=set)


def compare(pages: Sequence[Page], results: Iterable[Result]) -> defaultdict[str, Outcome]:
    """Returns the outcome of each checker by its name; of one that says nothing an empty one."""
    flaws = {page.name: page.flaws for page in pages}
    outcomes: defaultdict[str, Outcome] = defaultdict(Outcome)
    for result in results:
        if result.page not in flaws or result.type == "good":
            continue
        outcome = outcomes[result.checker]
        kinds = _table(result.checker).get(result.rule, [])
        met = [
            (result.page, flaw)
            for flaw in flaws[result.page]
            if flaw.kind in kinds and result.place and flaw.place.meets(result.place)
        ]
        if result.type == "incomplete" or result.rule in _table(result.checker)["by_hand"]:
            outcome.by_hand.add(result)
        elif met:
            outcome.found.update(met)
        else:
            verdict = _verdicts().get((name_of(result.checker), result.rule, result.page), "unjudged")
            getattr(outcome, verdict).add(result)
    return outcomes


def name_of(checker: str) -> str:
    """Returns its name without the number of its version."""
    return checker.rsplit(" ", 1)[0] if checker[-1].isdigit() else checker


def _table(checker: str) -> dict[str, list[str]]:
    return _tables()[name_of(checker)]


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


@cache
def _verdicts() -> dict[tuple[str, str, str], str]:
    judged: list[dict[str, Any]] = tomllib.loads(JUDGEMENTS.read_text(encoding="utf-8")).get("result", [])
    return {
        (each["checker"], each["rule"], page): each["verdict"] for each in judged for page in each["pages"]
    }
