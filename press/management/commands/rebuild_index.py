from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from press.invalidation import generation
from press.search import entries


class Command(BaseCommand):
    help = (
        "Makes the index of the search anew: what is missing in it, and what older rules have made. The "
        "worker does it by itself; this does it at once and says how far it is. Stopped, it goes on later."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="begin with the first release")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            entries.mark_outdated()
        entries.rebuild(self._say)
        generation.bump()
        self.stdout.write("The index is complete.")

    def _say(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of} editions")
        self.stdout.flush()
