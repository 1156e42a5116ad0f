"""`.venv/bin/python -m benchmarks.checkers`: who finds which flaws in ninety press releases.

axe-core, Sa11y and Editoria11y in a real Chromium, and the content rules, on thirty pages in each language
whose flaws were written down before any of them was asked (benchmarks/press_texts/). `--details` lists what
the rules miss and what is said falsely; `--write` writes the tables into docs/accessibility.md. It needs npm
and git, and ends with 1 where something is said that nobody has judged (judgements.toml).
"""

import argparse
import os
import sys

import django

from tools.setting_up import ROOT, Refusal

DOCUMENT = ROOT / "docs" / "accessibility.md"


def main() -> int:
    """Returns 0 when all that the checkers say is found or judged."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.checkers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--details", action="store_true", help="what is missed and what is false")
    parser.add_argument("--write", action="store_true", help="into docs/accessibility.md")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks import document
    from benchmarks.checkers import asking, comparing, report
    from benchmarks.checkers.pages import LANGUAGES, load_pages

    pages = [page for language in LANGUAGES for page in load_pages(language)]
    asking.install()
    results = [*asking.ask_others(pages), *(found for page in pages for found in asking.ask_ours(page))]
    outcomes = comparing.compare(pages, results)
    text = report.report(pages, outcomes)
    print(text)
    if arguments.details:
        print(*report.details(pages, outcomes), sep="\n")
    if left := report.unjudged(outcomes):
        print("\nNot judged yet (judgements.toml):", *left, sep="\n")
        return 1
    if arguments.write:
        document.write("checkers", text, DOCUMENT)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
