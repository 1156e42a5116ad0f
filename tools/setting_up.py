"""Sets up a clone: `.venv` with the locked packages, `.env` with a key. Each step only where it is needed.

Whatever can't be done is one sentence (`Refusal`) and an exit status of 1.
"""

import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")


class Refusal(Exception):
    """Says in one sentence why it does not go on, and what to do."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Prints one line about a step: its name at its start, its seconds at its end."""
    print(f"- {name} …", end=" ", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def require_writing(folder: Path = ROOT) -> None:
    """Refuses a folder in which no file can be made."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(
            f"No file can be written in {folder} ({error.strerror}): "
            "Minber keeps .env, .venv and var there, so it needs a clone of your own."
        ) from error


def set_up(requirements: str = "requirements.txt") -> None:
    """Makes `.venv` with these packages and `.env` with a secret key, where they are missing or outdated."""
    require_writing()
    make_venv()
    install(requirements)
    make_secret_key()


def make_venv() -> None:
    """Makes `.venv`, anew if its Python is gone (as after an upgrade of the system)."""
    if _venv_works():
        require_writing(VENV)
        return
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise Refusal(
            f"This Python ({sys.executable}) has no venv module: install it "
            "(on Debian and Ubuntu: apt-get install python3-venv)."
        )
    with step("Python environment in .venv"):
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise Refusal(f"The Python environment .venv could not be made: {_last_words(made)}")


def _venv_works() -> bool:
    try:
        asked = subprocess.run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return asked.returncode == 0


def install(requirements: str) -> None:
    """Installs the locked packages, checked by their hashes, unless that very list is installed."""
    stamp = VENV / "installed.json"
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    try:
        installed = json.loads(stamp.read_text())
    except (OSError, ValueError):
        installed = {}
    if installed.get(requirements) == digest:
        return
    with step(f"Python packages of {requirements}"):
        pip = subprocess.run(
            [PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--quiet",
             "--no-input", "--disable-pip-version-check", "--retries", "2", "-r", requirements],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if pip.returncode:
            raise Refusal(
                f"The Python packages could not be installed, is this machine online? {_last_words(pip)}"
            )
        stamp.write_text(json.dumps(installed | {requirements: digest}))


def _last_words(run: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in (run.stderr or run.stdout).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "Error"))]
    return (errors or lines or ["it does not say why."])[-1]


def dot_env() -> dict[str, str]:
    """Returns what `.env` sets; nothing where there is none."""
    try:
        lines = (ROOT / ".env").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.removeprefix("export ").partition("=") for line in lines if not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, sign, value in pairs if sign}


def make_secret_key() -> None:
    """Writes a random SECRET_KEY into `.env`, readable by its owner alone, unless one is set somewhere."""
    if any(name in os.environ or name in dot_env() for name in ("SECRET_KEY", "SECRET_KEY_FILE")):
        return
    with step("Settings in .env"):
        file = os.open(ROOT / ".env", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(file, "a", encoding="utf-8") as env:
            env.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")


def install_system_package(package: str) -> bool:
    """Installs a Debian package where we may (root on Debian); returns whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False

    def apt_get(*arguments: str) -> bool:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)
        return run.returncode == 0

    install = ("install", "--yes", "--no-install-recommends", package)
    with step(f"{package}, by apt-get"):
        return apt_get(*install) or (apt_get("update") and apt_get(*install))


def in_ci() -> bool:
    """Whether nothing may be left out (CI=true)."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
