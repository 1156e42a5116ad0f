"""`make mutants ROOM=publishing`: sets up, then tests the tests of one room (tools/mutants)."""

import os
import shlex
import subprocess

from tools.setting_up import PYTHON, ROOT, set_up, step
from tools.test import settings_of_tests


def main() -> int:
    """Returns 0 when every mutant could be tested. ARGS= goes to it: `--only …`, `--survivors`, …"""
    set_up("requirements-dev.txt")
    with step("Message catalogues"):
        subprocess.run([PYTHON, "-m", "tools.catalogues"], cwd=ROOT, check=True)
    arguments = [*shlex.split(os.environ.get("ROOM", "")), *shlex.split(os.environ.get("ARGS", ""))]
    settings = settings_of_tests() | {"DATABASE_URL": "sqlite://:memory:"}
    command = [PYTHON, "-m", "tools.mutants", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode
