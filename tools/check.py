"""`make check`: lint, types, templates, migrations, deployment, messages, links. Says all that fails."""

import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tools.setting_up import PYTHON, ROOT, in_ci, install_system_package, set_up

BIN = Path(PYTHON).parent
# As in production: whatever `check --deploy` warns of there fails here.
DEPLOYED = {
    "SITE_URL": "https://press.example",
    "ALLOWED_HOSTS": "press.example",
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "STATIC_HASHED": "1",
    "DATABASE_URL": "sqlite://:memory:",
    "PRESS_ROOM_EMAIL": "press@press.example",
}
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")


def main() -> int:
    """Returns 0 when nothing was found."""
    set_up("requirements-dev.txt")
    if in_ci() and not shutil.which("xgettext"):
        install_system_package("gettext")
    manage = [PYTHON, "manage.py"]
    templates = sorted(map(str, ROOT.glob("templates/**/*.html")))
    templates += sorted(map(str, ROOT.glob("accessibility/templates/**/*.html")))
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    results = [
        _check("Lint", [f"{BIN}/ruff", "check", "--quiet", "."]),
        _check("Form", [f"{BIN}/ruff", "format", "--check", "--quiet", "."]),
        _check("Types", [f"{BIN}/mypy"]),
        _check("Order of imports", [f"{BIN}/lint-imports"]),
        _check("Templates", [f"{BIN}/djade", "--check", "--target-version", "5.2", *templates]),
        _check("Migrations", [*manage, "makemigrations", "--check", "--dry-run"], DEPLOYED),
        _check("Deployment", [*manage, *deploy], DEPLOYED),
        _check("Messages", [PYTHON, "-m", "tools.words"]),
        _say("Links in the documents", 0.0, "\n".join(broken_links(ROOT))),
    ]
    print("All is well." if all(results) else f"{results.count(False)} of {len(results)} checks failed.")
    return 0 if all(results) else 1


def _check(name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
    began = time.monotonic()
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | (environment or {}), capture_output=True, text=True, check=False
    )
    return _say(name, time.monotonic() - began, run.returncode and f"{run.stdout}{run.stderr}".strip())


def _say(name: str, seconds: float, complaint: str | int) -> bool:
    print(f"- {name}: {'FAILED' if complaint else 'good'}, {seconds:.1f} s", flush=True)
    if complaint:
        print(complaint, flush=True)
    return not complaint


def broken_links(root: Path) -> Iterator[str]:
    """Yields a line for each link in our documents to a file that is not there."""
    for document in [*root.glob("*.md"), *root.glob("docs/**/*.md")]:
        for target in LINK.findall(document.read_text(encoding="utf-8")):
            if not (document.parent / target).exists():
                yield f"{document.relative_to(root)}: {target} is not there"
