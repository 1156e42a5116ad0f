"""`manage.py demo_accounts`: the three accounts of the demonstration with their passwords."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from press.sample.accounts import demo_accounts


class Command(BaseCommand):
    help = (
        "Makes the accounts author, editor and chief where they are missing and prints their passwords, "
        "the same each time. For a demonstration, never for a press room in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print them for a program")
        parser.add_argument("--reset", action="store_true", help="generate all passwords anew")
        parser.add_argument(
            "--file", type=Path, default=settings.DATA_DIR / "demo-accounts.json", help="where they are kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo_accounts(options["file"], reset=options["reset"])
        if options["json"]:
            self.stdout.write(json.dumps({account.name: account.password for account in accounts}))
            return
        for account in accounts:
            self.stdout.write(f"{account.name:<8} {account.password or '(its own password)'}")
