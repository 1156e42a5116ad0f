"""`manage.py make_archive --releases N`: a large press room, to measure how the real one will grow."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from press.converters import parse_number
from press.sample.archive import make, others


class Command(BaseCommand):
    help = (
        "Makes sample releases in three languages, spread over twenty years: to measure with, never for a "
        "press room in use. The same seed makes the same texts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--releases", type=_count, required=True, help="how many to make")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another archive (default: 1)")
        parser.add_argument("--add", action="store_true", help="even where there are releases already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["add"] and (releases := others()):
            raise CommandError(
                f"This database has {releases:,} releases that are not of the sample, so nothing was "
                "made: the samples would stand among them for good. To make them all the same, say --add."
            )
        began = time.monotonic()
        made = make(options["releases"], seed=options["seed"], say=self._say)
        self.stdout.write(f"{made:,} releases made in {time.monotonic() - began:.0f} s")

    def _say(self, made: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"{made:,} …", ending="\r")


def _count(text: str) -> int:
    count = parse_number(text)
    if not count:
        raise ArgumentTypeError(f"{text} is not a number above 0")
    return count
