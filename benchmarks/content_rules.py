"""What the content rules cost: `.venv/bin/python -m benchmarks.content_rules [--rule]`.

Texts of the sample press room, put one behind another until they have 2,000 words, in each language, with
both other languages beside them and two hundred registered names: all rules, the reading of the HTML with
them. Ends with 1 above the bar. `--rule` tells what each rule takes.
"""

import argparse
import gc
import os
import re
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.setting_up import ROOT

if TYPE_CHECKING:
    from accessibility.content import Content

WORDS = 2_000
ROUNDS = 30
BAR = 50.0  # milliseconds
LANGUAGES = ("kk", "ru", "en")


def main() -> int:
    """Returns 0 when each language keeps within the bar."""
    parser = argparse.ArgumentParser(prog="benchmarks.content_rules")
    parser.add_argument("--rule", action="store_true", help="what each rule takes")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from accessibility.content import RULES, check

    gc.collect()
    gc.freeze()  # as the server's processes do (config/serving.py)
    over = 0
    for language in LANGUAGES:
        contents = iter([_content(language) for _ in range(ROUNDS)])  # none has been read before
        times = _time(lambda: check(next(contents)))  # noqa: B023 - called at once
        median, highest = statistics.median(times), sorted(times)[len(times) * 95 // 100]
        over += median > BAR
        print(f"{language}: {median:.1f} ms, 95 of a hundred within {highest:.1f} (bar {BAR:.0f})")
        if arguments.rule:
            content = _content(language)
            check(content)  # it has been read then
            each = {name: statistics.median(_time(lambda: check(content, [name]))) for name in RULES}  # noqa: B023
            for name, took in sorted(each.items(), key=lambda pair: -pair[1])[:12]:
                print(f"  {name}: {took:.2f}")
    return min(over, 1)


def _time(deed: "Callable[[], object]") -> list[float]:
    """Returns milliseconds of the processor, so that other work on the machine is none of ours."""
    times = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        deed()
        times.append((time.thread_time() - began) * 1000)
    return times


def _content(language: str) -> "Content":
    from dataclasses import replace

    from accessibility.content import AIUse, Name

    names = [Name(language, f"Сенатор{number}", (f"Сенатр{number}*",)) for number in range(200)]
    others = [_read(other) for other in LANGUAGES if other != language]
    return replace(_read(language), names=names, translations=others, ai_use=AIUse.NONE)


def _read(language: str) -> "Content":
    from accessibility.content import Content, Role, Text

    stories = sorted((ROOT / "press" / "sample" / "stories").glob("*.toml"))
    editions = [tomllib.loads(story.read_text(encoding="utf-8")).get(language, {}) for story in stories]
    bodies = [edition["body"] for edition in editions if "body" in edition]
    html, number = "", 0
    while number < WORDS:
        body = bodies[len(html) % len(bodies)]
        html += body
        number += len(re.findall(r"\w+", re.sub("<[^>]+>", " ", body)))
    texts = [Text("title", editions[0]["title"], language, Role.TITLE)]
    return Content(language, [*texts, Text("body", html, language, Role.BODY, is_html=True)])


if __name__ == "__main__":
    sys.exit(main())
