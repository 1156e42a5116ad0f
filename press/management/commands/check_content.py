import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from press.publishing import site_findings
from press.publishing.content_figures import RuleCount, count_by_rule


class Command(BaseCommand):
    help = (
        "Checks what is public by the content rules, where other rules checked it before or none, and says "
        "which of them find how much. The worker does it by itself; this does it at once and says how far it "
        "is. Stopped, it goes on later. What it finds is no failure: it ends with 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="check again what these rules have checked")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            site_findings.mark_outdated()
        began = time.monotonic()
        try:
            site_findings.check_all(self._say)
        except KeyboardInterrupt:
            self.stdout.write("Stopped; the next run goes on from here.")
            raise SystemExit(130) from None  # as a shell says of what was interrupted
        self.stdout.write(f"Checked in {time.monotonic() - began:.0f} s.")
        with override("en"):
            self._print(count_by_rule())

    def _say(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of} texts")
        self.stdout.flush()

    def _print(self, counts: list[RuleCount]) -> None:
        if not counts:
            self.stdout.write("Nothing is open.")
        width = max((len(each.title) for each in counts), default=0)
        for each in counts:
            self.stdout.write(f"{each.title:{width}}  {each.severity.name.lower():8}{each.number:9}")
