"""The texts of `benchmarks/press_texts/`, and what a reader judged of each finding of the content rules."""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accessibility.content import Finding

FOLDER = Path(__file__).with_name("press_texts")
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged of findings of one rule with one quote: `number` of them, where it is found again."""

    rule: str
    quote: str
    right: bool
    why: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class PressText:
    """A release as an officer types it; `captions` and `alternatives` are those of its pictures, in order."""

    title: str
    body: str
    lead: str = ""
    captions: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, and whether it is right; None where nobody has judged it."""

    finding: "Finding"
    right: bool | None


def load(language: str) -> list[PressText]:
    """Returns the texts of that language; none where nobody has written any."""
    return [
        PressText(
            title=row["title"],
            body=row["body"],
            lead=row.get("lead", ""),
            captions=tuple(row.get("captions", ())),
            alternatives=tuple(row.get("alternatives", ())),
            verdicts=_verdicts(row),
        )
        for row in _read(language).get("text", [])
    ]


def load_archive(language: str) -> tuple[Verdict, ...]:
    """Returns what was judged of the texts of `make_archive` in that language."""
    return _verdicts(_read("archive").get(language, {}))


def _read(name: str) -> dict[str, Any]:
    file = FOLDER / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _verdicts(row: dict[str, Any]) -> tuple[Verdict, ...]:
    """Raises TypeError for a verdict without its rule, its quote, or what was judged."""
    return tuple(Verdict(**verdict) for verdict in row.get("finding", ()))


def judge(findings: Iterable["Finding"], verdicts: Iterable[Verdict]) -> tuple[list[Judged], list[Verdict]]:
    """Returns each finding as it was judged, and the verdicts that have no finding."""
    left: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        left[verdict.rule, verdict.quote] += [verdict] * verdict.number
    judged = []
    for finding in findings:
        own = left[finding.rule.name, finding.quote]
        judged.append(Judged(finding, own.pop(0).right if own else None))
    return judged, [verdict for own in left.values() for verdict in own]


def find_faults(where: str, table: str, judged: Sequence[Judged], unused: Sequence[Verdict]) -> list[str]:
    """Returns what is not judged, as it is written beside its text, and what is judged and not found.

    `table`: the name under which TOML keeps verdicts there.
    """
    missing = Counter(
        (each.finding.rule.name, each.finding.quote, f"{each.finding.text.name}: {each.finding.message}")
        for each in judged
        if each.right is None
    )
    faults = [
        f"# Not judged. {where}. {told}\n{_write(table, rule, quote, number)}"
        for (rule, quote, told), number in missing.items()
    ]
    gone = Counter((verdict.rule, verdict.quote) for verdict in unused)
    return faults + [
        f"# Judged and not found, {number} times. {where}. {rule}: {quote!r}"
        for (rule, quote), number in gone.items()
    ]


def _write(table: str, rule: str, quote: str, number: int) -> str:
    lines = [f"[[{table}]]", f"rule = {_quoted(rule)}", f"quote = {_quoted(quote)}", "right = "]
    return "\n".join([*lines, *([f"number = {number}"] if number > 1 else []), ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # what JSON escapes, TOML reads the same way
