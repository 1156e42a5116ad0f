from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accessibility import stylesheet

PATH = Path(stylesheet.__file__).parent / "static" / "accessibility" / "schemes.css"


class Command(BaseCommand):
    help = "Writes the colours of accessibility/static/accessibility/schemes.css from the schemes."
    requires_system_checks: list[Any] = []

    def handle(self, *args: Any, **options: Any) -> None:
        css = stylesheet.with_schemes(PATH.read_text(encoding="utf-8"))
        PATH.write_text(css, encoding="utf-8")
        self.stdout.write(f"{PATH.name} is written")
