"""Run in .venv by `run` and `dev`: catalogues, database, samples, pages, static files, accounts.

Prints a line a step. One process for all of it, because each start of Django takes a second.
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path

from tools.catalogues import compile_changed
from tools.setting_up import Refusal, step


def main(accounts: Path, pages: list[str]) -> None:
    """Prepares a demonstration and writes its accounts, {name: password}, into that file."""
    with step("Message catalogues"):
        compile_changed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import Error

    django.setup()
    try:
        with step("Database"):
            call_command("migrate", verbosity=0)
        with step("Sample press room"):
            call_command("load_sample", stdout=io.StringIO())
            said = io.StringIO()
            call_command("demo_accounts", "--json", stdout=said)
    except Error as error:
        raise Refusal(f"The database does not serve us: {str(error).strip().splitlines()[0]}") from error
    accounts.touch(mode=0o600)
    accounts.write_text(said.getvalue())
    if pages:
        print(f"- Pages ({len(pages)}) …")
        try:
            call_command("import_release", *pages)
        except (CommandError, SystemExit):
            print("  Some pages were refused, for the reasons above; the others are in.", flush=True)
    if settings.STATIC_HASHED and (changed := _static_files_changed()):
        with step("Static files"):
            call_command("collectstatic", "--noinput", "--clear", verbosity=0)
            _stamp().write_text(changed)


def _stamp() -> Path:
    from django.conf import settings

    return Path(settings.STATIC_ROOT or "") / ".collected"


def _static_files_changed() -> str:
    """Returns a digest of all static files if it is not that of those collected, else nothing."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(json.dumps([name, stat.st_size, stat.st_mtime_ns]).encode())
    said = digest.hexdigest()
    return "" if _stamp().exists() and _stamp().read_text() == said else said


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2:])
    except Refusal as refusal:
        sys.exit(f"\n{refusal}")
