"""`manage.py vouch_for USERNAME`: the operator says that the officer alone can sign in as this account."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from press import publishing
from press.models import User


class Command(BaseCommand):
    help = (
        "Says that nobody but its officer can sign in to this account, so that it counts as a second pair of "
        "eyes beside whoever set it up (docs/adr/0007). For a press room where no officer can say so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account = User.objects.get(username=options["username"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account {options['username']}.") from None
        keyholders = ", ".join(each.username for each in account.keyholders.order_by("pk"))
        if not keyholders:
            self.stdout.write(f"{account.username}: nobody else could sign in to it")
            return
        publishing.vouch_for(account, by=None)
        self.stdout.write(
            f"{account.username}: vouched for, so that {keyholders} and this account count as two"
        )
