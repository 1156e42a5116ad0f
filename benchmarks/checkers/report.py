"""The tables: by language and checker how much is found, by kind who finds it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.checkers.asking import CHECKERS, OURS, Result
from benchmarks.checkers.comparing import Outcome
from benchmarks.checkers.pages import LANGUAGES, Page

NAMES = [*(checker.name for checker in CHECKERS), OURS]


def report(pages: Sequence[Page], outcomes: Mapping[str, Outcome]) -> str:
    today = datetime.date.today()  # noqa: DTZ011
    clean = sum(not page.flaws for page in pages)
    lines = [
        (
            f"`benchmarks.checkers`, {today:%d.%m.%Y}: {len(pages)} pages, {clean} of them without a flaw; "
            f"{sum(len(page.flaws) for page in pages)} flaws of {len(_kinds(pages))} kinds."
        ),
        "",
        "| | checker | flaws | found | missed | false | to be looked at by hand |",
        "|---|---|--:|--:|--:|--:|--:|",
        *(_row(language, name, pages, outcomes[name]) for language in LANGUAGES for name in NAMES),
        *(_row("all", name, pages, outcomes[name]) for name in NAMES),
        "",
        "Found of each kind, in Kazakh · Russian · English:",
        "",
        f"| kind | written down | {' | '.join(NAMES)} |",
        f"|---|--:|{'--:|' * len(NAMES)}",
        *(_kind_row(kind, pages, outcomes) for kind in _kinds(pages)),
    ]
    return "\n".join(lines)


def details(pages: Sequence[Page], outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """Yields what the content rules miss, and what any checker says falsely or nobody has judged."""
    found = outcomes[OURS].found
    for page in pages:
        for flaw in page.flaws:
            if (page.name, flaw) not in found:
                yield f"missed by {OURS}: {page.name}, {flaw.kind} ({flaw.place})"
    for name in NAMES:
        for verdict in ("false", "unjudged"):
            for result in sorted(getattr(outcomes[name], verdict), key=str):
                yield f"{verdict}: {_said(result)}"


def unjudged(outcomes: Mapping[str, Outcome]) -> list[str]:
    return sorted(_said(result) for outcome in outcomes.values() for result in outcome.unjudged)


def _said(result: Result) -> str:
    return f"{result.checker}, {result.rule}, {result.page} ({result.place or 'the whole page'})"


def _kinds(pages: Sequence[Page]) -> list[str]:
    return sorted({flaw.kind for page in pages for flaw in page.flaws})


def _row(language: str, name: str, pages: Sequence[Page], outcome: Outcome) -> str:
    names = {page.name for page in pages if language in ("all", page.language)}
    flaws = sum(len(page.flaws) for page in pages if page.name in names)
    found = sum(page in names for page, _ in outcome.found)
    false, by_hand = (sum(each.page in names for each in said) for said in (outcome.false, outcome.by_hand))
    return f"| {language} | {name} | {flaws} | {found} | {flaws - found} | {false} | {by_hand} |"


def _kind_row(kind: str, pages: Sequence[Page], outcomes: Mapping[str, Outcome]) -> str:
    written = [(page.name, flaw) for page in pages for flaw in page.flaws if flaw.kind == kind]
    cells = [_by_language([page for page, _ in written])]
    for name in NAMES:
        found = [page for page, flaw in written if (page, flaw) in outcomes[name].found]
        cells.append(_by_language(found) if found else "")
    return f"| {kind} | {' | '.join(cells)} |"


def _by_language(names: Sequence[str]) -> str:
    return " · ".join(str(sum(name.startswith(language) for name in names)) for language in LANGUAGES)
