from typing import Any

from django.core.management.base import BaseCommand

from press.reads.fold import fold_reads


class Command(BaseCommand):
    help = "Adds the new reads of this machine's logs to the totals, once. `work` does it all the time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fold_reads()} reads counted")
