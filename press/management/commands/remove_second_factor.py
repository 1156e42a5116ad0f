"""`manage.py remove_second_factor USERNAME`: for who lost telephone and recovery codes, and has no chief."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from press import publishing
from press.authentication.second_factor import has_second_factor
from press.models import User


class Command(BaseCommand):
    help = (
        "Takes the second factor from an account whose officer lost it, and ends its sessions. With the "
        "password the officer sets up another. For a chief editor: others ask theirs (docs/adr/0009)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = User.objects.get(username=options["username"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account {options['username']}.") from None
        if not has_second_factor(account):
            self.stdout.write(f"{account.username}: there is no second factor")
            return
        publishing.remove_second_factor(account, by=None)
        self.stdout.write(
            f"{account.username}: the second factor is removed and all sessions are ended; with the password "
            "it is set up anew"
        )
