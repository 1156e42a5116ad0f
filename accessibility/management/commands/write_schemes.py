from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accessibility import stylesheet

PATH = Path(stylesheet.__file__).parent / "static" / "accessibility" / "schemes.css"


class Command(BaseCommand):
    help = "Writes accessibility/static/accessibility/schemes.css from the schemes."
    requires_system_checks: list[Any] = []

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(stylesheet.schemes(), encoding="utf-8")
        self.stdout.write(f"{PATH.name} is written")
