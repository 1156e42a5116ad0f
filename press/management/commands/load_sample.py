"""`manage.py load_sample`: fills an empty press room with the samples."""

from typing import Any

from django.core.management.base import BaseCommand

from press.sample.loading import load


class Command(BaseCommand):
    help = (
        "Loads the sample press room: stories in three languages, in every state, with drawn pictures. What "
        "is there already stays as it is. `demo_accounts` prints the accounts that it works with."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        self.stdout.write(
            f"{len(loaded)} sample stories loaded" if loaded else "The samples are there already"
        )
