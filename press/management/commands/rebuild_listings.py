from typing import Any

from django.core.management.base import BaseCommand

from press.invalidation import generation
from press.listings import entries


class Command(BaseCommand):
    help = (
        "Makes the lists of topics and people and the archive's counts anew. They are kept all the time; "
        "this is for rows that were written past Django, and for a changed TIME_ZONE."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        places, months = entries.rebuild()
        generation.bump()
        self.stdout.write(f"{places} places in lists made anew, {months} months counted")
