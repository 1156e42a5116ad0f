"""`manage.py sweep_photographs`: deletes the files of photographs that no row names."""

from typing import Any

from django.core.management.base import BaseCommand

from press.photographs.orphans import sweep


class Command(BaseCommand):
    help = (
        "Deletes the files of photographs that no row names and that are older than a day: what a failed "
        "upload or a killed process left."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} files deleted")
