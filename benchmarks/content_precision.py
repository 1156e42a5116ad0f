"""How often the content rules are right: `.venv/bin/python -m benchmarks.content_precision`.

Texts of our own, as press officers write them, stand in `benchmarks/press_texts/`, and beside each what a
reader judged of every finding in it. `--language` picks; `--archive` takes texts of `make_archive` instead,
judged in `archive.toml`; `--write` writes the table into docs/accessibility.md. Ends with 1 where a rule that
stops publication is wrong more than once in twenty times, where a finding is not judged, and where a verdict
has no finding.
"""

import argparse
import datetime
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from benchmarks import document, verdicts
from benchmarks.verdicts import LANGUAGES, Judged, PressText
from tools.setting_up import Refusal

if TYPE_CHECKING:
    from accessibility.content import Content, Severity

STORIES = 1_000  # of the archive, in each language
BAR = 0.05  # of what an error rule finds, so much may be false
DOCUMENT = document.DOCUMENT.with_name("accessibility.md")


def main() -> int:
    """Returns 0 when everything is judged and no rule is over the bar."""
    arguments = _arguments()
    if arguments.write and arguments.language:
        raise Refusal("The table is of all languages: --write goes without --language.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.utils.translation import override

    judge = judge_archive if arguments.archive else judge_texts
    judged: list[Judged] = []
    faults: list[str] = []
    told = []
    for language in arguments.language or LANGUAGES:
        with override("en"):
            texts, found, missing = judge(language)
        judged += found
        faults += missing
        told.append(f"{language} {texts}")
    text = report(judged, told)
    over = overruns(judged)
    print(*faults, text, *over, sep="\n")
    if arguments.write:
        name = "content-precision-archive" if arguments.archive else "content-precision"
        document.write(name, text, DOCUMENT)
    return min(len(over) + len(faults), 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.content_precision", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--language", nargs="+", default=[], choices=LANGUAGES)
    parser.add_argument("--archive", action="store_true", help="texts of make_archive instead")
    parser.add_argument("--write", action="store_true", help="into docs/accessibility.md")
    return parser.parse_args()


# --- What the rules find ---


def judge_texts(language: str) -> tuple[int, list[Judged], list[str]]:
    """Returns how many texts there are, each finding in them as it was judged, and what is missing."""
    from press.publishing.content_rules import find_every

    texts = verdicts.load(language)
    every: list[Judged] = []
    faults: list[str] = []
    for number, text in enumerate(texts, 1):
        judged, unused = verdicts.judge(find_every(build_content(text, language)), text.verdicts)
        every += judged
        faults += verdicts.find_faults(f"{language} {number}, {text.title}", "text.finding", judged, unused)
    return len(texts), every, faults


def judge_archive(language: str) -> tuple[int, list[Judged], list[str]]:
    from press.publishing.content_rules import find_every

    findings = [finding for content in _archive(language) for finding in find_every(content)]
    judged, unused = verdicts.judge(findings, verdicts.load_archive(language))
    return STORIES, judged, verdicts.find_faults("the archive", f"{language}.finding", judged, unused)


def build_content(text: PressText, language: str) -> "Content":
    """Returns the text as an edition has it; no machine wrote it, and of pictures that is not asked."""
    from accessibility.content import AIUse, Content, Image, Role, Text
    from press.richtext.sanitise import sanitise

    texts = [
        Text("title", text.title, language, Role.TITLE),
        Text("lead", text.lead, language, Role.LEAD),
        Text("body", sanitise(text.body), language, Role.BODY, is_html=True),
    ]
    images = []
    pairs = zip_longest(text.alternatives, text.captions, fillvalue="")
    for number, (alternative, caption) in enumerate(pairs):
        name = f"photograph-{number}"
        words = (
            Text(f"{name}-alternative_text", alternative, language, Role.ALTERNATIVE),
            Text(f"{name}-caption", caption, language, Role.CAPTION),
        )
        texts += words
        images.append(Image(name, *words))
    return Content(language, texts, images, ai_use=AIUse.NONE)


def _archive(language: str) -> Iterator["Content"]:
    """Yields what `make_archive` writes, each story beside its other languages, every second corrected."""
    from dataclasses import replace

    from press.sample.wording import GRAMMAR, Telling

    chance = random.Random(1)  # noqa: S311 - no secret
    for number in range(STORIES):
        paragraphs = tuple(chance.sample(range(len(GRAMMAR["paragraphs"])), chance.randint(3, 7)))
        telling = Telling(number, paragraphs, few=chance.randint(5, 9), many=chance.randint(10, 19))
        contents = {}
        for each in LANGUAGES:
            text = telling.text(each, corrected=number % 2 == 1)
            contents[each] = build_content(PressText(text.title, text.body, text.lead), each)
        content = contents.pop(language)
        yield replace(content, translations=[*contents.values()])


# --- What is told ---


def report(judged: Sequence[Judged], told: Sequence[str]) -> str:
    """Returns a row for each rule and severity: of so many findings so many were false, by language.

    `told`: how many texts there were of each language.
    """
    today = datetime.date.today()  # noqa: DTZ011
    measured = f"`benchmarks.content_precision`, {today:%d.%m.%Y}, texts: {', '.join(told)}."
    if not judged:
        return f"{measured} Nothing was found."
    lines = [
        f"{measured} False of found:",
        "",
        f"| rule | severity | {' | '.join(LANGUAGES)} | all | share |",
        f"|---|---|{'--:|' * (len(LANGUAGES) + 2)}",
    ]
    for (rule, severity), own in _by_rule(judged).items():
        columns = [rule, severity.name.lower(), *(_count(own, language) for language in LANGUAGES)]
        lines.append(f"| {' | '.join(columns)} | {_count(own)} | {_share(own):.0%} |")
    columns = ["**all**", "", *(_count(judged, language) for language in LANGUAGES)]
    return "\n".join([*lines, f"| {' | '.join(columns)} | {_count(judged)} | {_share(judged):.0%} |"])


def overruns(judged: Sequence[Judged]) -> list[str]:
    """Returns a line for each rule whose errors are false too often."""
    from accessibility.content import Severity

    return [
        f"{rule}: {_count(own)} errors are false, {_share(own):.0%}, and the bar is {BAR:.0%}."
        for (rule, severity), own in _by_rule(judged).items()
        if severity == Severity.ERROR and _share(own) > BAR
    ]


def _by_rule(judged: Sequence[Judged]) -> dict[tuple[str, "Severity"], list[Judged]]:
    """Returns the findings by rule and severity, in the order of the rules, the gravest first."""
    found = defaultdict(list)
    for each in sorted(judged, key=lambda each: (each.finding.rule.number, -(each.finding.severity or 0))):
        severity = each.finding.severity or each.finding.rule.severity
        found[each.finding.rule.name, severity].append(each)
    return found


def _count(judged: Sequence[Judged], language: str = "") -> str:
    """Returns how many are false of how many; nothing where nothing was found."""
    own = [each for each in judged if language in ("", each.finding.text.language)]
    return f"{sum(each.right is False for each in own)} of {len(own)}" if own else ""


def _share(judged: Sequence[Judged]) -> float:
    return sum(each.right is False for each in judged) / len(judged)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
