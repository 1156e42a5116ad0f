"""`manage.py import_release FILE…`: pages of the previous site, each whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from press.importing.importer import Outcome, get_importer, import_page
from press.importing.reader import Malformed
from press.languages import Language
from press.models import User


class Command(BaseCommand):
    help = (
        "Imports pages of the previous site: title, date and count, paragraphs, credit line. The language "
        "stands in the file's name (….en.txt, ….ru.txt, ….kk.txt), else in --language; files of one stem "
        "are one story. Importing a page twice changes nothing. Ends with 1 when a file was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--language", choices=Language.values, help="of files whose name does not say it")
        parser.add_argument(
            "--dialling-prefix", default="", metavar="+77172", help="what is dialled before the printed phone"
        )
        parser.add_argument(
            "--by", metavar="ACCOUNT", help="the officer whom the audit names (default: importer)"
        )

    @override("en")  # the whole report in one language: these are an administrator's words
    def handle(self, *args: Any, **options: Any) -> None:
        by = self._officer(options["by"])
        counts = dict.fromkeys(Outcome, 0)
        refused = 0
        for path in sorted(options["files"], key=str):
            try:
                imported = import_page(
                    path,
                    by=by,
                    language=options["language"],
                    dialling_prefix=options["dialling_prefix"],
                )
            except Malformed as malformed:
                refused += 1
                place = f"{path}, line {malformed.line}" if malformed.line else f"{path}"
                self.stderr.write(f"{place}: {malformed}. Not imported.")
                continue
            counts[imported.done] += 1
            release = imported.release
            self.stdout.write(
                f"{path}: {imported.done.value}, {release.get_language_display()}, release {release.pk}"
            )
            for notice in imported.notices:
                self.stdout.write(f"  notice: {notice}")
        self.stdout.write(
            f"{counts[Outcome.IMPORTED]} imported, {counts[Outcome.UNCHANGED]} unchanged, {refused} refused"
        )
        if refused:
            raise CommandError(f"{refused} of {len(options['files'])} files were refused.")

    def _officer(self, username: str | None) -> User:
        if username is None:
            return get_importer()
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"There is no account {username}.") from None
