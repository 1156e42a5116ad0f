"""`make messages`: brings the catalogues up to date with the sources, by Django and GNU gettext."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.setting_up import PYTHON, ROOT, Refusal, install_system_package, set_up, step

# English is what the sources say: it needs no catalogue, and Django never falls back from it to another.
LANGUAGES = ("kk", "ru")
LEFT_OUT = ("tests", "tools", "benchmarks", "var", "media", "staticfiles", "static", "docs", "deploy")


def main() -> int:
    set_up("requirements-dev.txt")
    if not shutil.which("xgettext") and not install_system_package("gettext"):
        raise Refusal("GNU gettext is not installed (on Debian and Ubuntu: apt-get install gettext).")
    with step("Message catalogues"):
        extract(ROOT)
    return 0


def extract(root: Path) -> None:
    """Updates the catalogues of the sources in that folder; new messages come untranslated."""
    languages = [argument for language in LANGUAGES for argument in ("--locale", language)]
    left_out = [argument for name in LEFT_OUT for argument in ("--ignore", f"{name}/*")]
    form = ["--no-location", "--no-wrap", "--no-obsolete", "--verbosity", "0"]
    command = [PYTHON, "manage.py", "makemessages", *languages, *left_out, *form]
    environment = os.environ | {"SECRET_KEY": "none is needed here"}
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise Refusal(f"The messages could not be collected: {run.stderr.strip().splitlines()[-1:]}")
