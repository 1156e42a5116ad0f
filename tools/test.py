"""`make test`: every test that can run here, on SQLite and then, where one answers, on PostgreSQL.

With CI=true nothing may be left out: what is missing is installed, or said and failed.
"""

import hashlib
import os
import shlex
import shutil
import socket
import subprocess
from urllib.parse import urlsplit

from tools.corpora import install_corpora
from tools.setting_up import PYTHON, ROOT, Refusal, dot_env, in_ci, install_system_package, set_up, step

NODE_TOOLS = ROOT / ".tools"
# On each processor; past four the browsers stand in each other's way. A process that is through takes over
# what another has left. `ARGS="-n 0"`: all in one process, as a debugger needs it.
AT_ONCE = ["--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
# What the tests run besides Chromium, and the Debian package that it is in.
PACKAGES = {
    "java": "default-jre-headless",
    "npm": "npm",
    "lynx": "lynx",
    "nginx": "nginx",
    "openssl": "openssl",
}
# The same engine without windows comes first: drawing them took two fifths of the browser tests' time.
HEADLESS = "chromium-headless-shell"
CHROMIUM = (HEADLESS, "chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Returns 0 when every run passed. The last line is pytest's own."""
    set_up("requirements-dev.txt")
    with step("Message catalogues"):
        subprocess.run([PYTHON, "-m", "tools.catalogues"], check=True)
    browser = _find_browser()
    _install_judges()
    install_corpora()
    arguments = shlex.split(os.environ.get("ARGS", ""))
    if not browser:
        print("\n*** NO BROWSER: Chromium was not found and could not be installed.")
        print("*** The browser tests are left out.\n", flush=True)
    environment = settings_of_tests()
    postgresql = find_postgresql(environment)
    only = [] if browser else ["-m", "not browser"]
    failed = _pytest("SQLite", environment, [*only, *arguments])
    if postgresql:
        only = ["-p", "tests.database_only", "-m"]
        only += ["not browser or every_database" if browser else "not browser"]
        redis = _find_redis()
        more = {"DATABASE_URL": postgresql} | ({"REDIS_URL": redis} if redis else {})
        named = "PostgreSQL and Redis" if redis else "PostgreSQL"
        failed = _pytest(named, environment | more, [*only, *arguments]) or failed
    return failed


def quick() -> int:
    """Returns 0 when the tests that `T=` names (a path, `-k words`; else all but Chromium's) pass on SQLite.

    Nothing is installed beside .venv, and the first failure ends it.
    """
    set_up("requirements-dev.txt")
    subprocess.run([PYTHON, "-m", "tools.catalogues"], check=True)
    chosen = shlex.split(os.environ.get("T", "")) or [*AT_ONCE, "-m", "not browser"]
    command = [PYTHON, "-m", "pytest", "--exitfirst", "--quiet", *chosen]
    return subprocess.run(command, cwd=ROOT, env=settings_of_tests(), check=False).returncode


def settings_of_tests() -> dict[str, str]:
    """Tests run on their own settings: what `.env` says for the demonstration is set empty, so unset."""
    demonstration = {name: "" for name in dot_env() if not name.startswith("SECRET_KEY")}
    return demonstration | os.environ | {"DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'test.sqlite3'}"}


def _pytest(database: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"\n=== The tests on {database} ===", flush=True)
    strict = ["-p", "tests.no_skips"] if in_ci() else []
    return subprocess.run(
        [PYTHON, "-m", "pytest", *AT_ONCE, *strict, *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def _find_browser() -> bool:
    if shutil.which(HEADLESS) or install_system_package(HEADLESS) or any(map(shutil.which, CHROMIUM)):
        return True
    with step("Chromium, by playwright"):
        command = [PYTHON, "-m", "playwright", "install", "chromium"]
        installed = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not installed and in_ci():
        raise Refusal("No Chromium was found and none could be installed: with CI=true it must be there.")
    return installed


def _install_judges() -> None:
    """Installs the judges of HTML and accessibility; the tests say so where one is missing."""
    for program, package in PACKAGES.items():
        if not shutil.which(program):
            install_system_package(package)
    wanted = (ROOT / "tests" / "tools" / "package.json").read_bytes()
    stamp = NODE_TOOLS / "installed"
    digest = hashlib.sha256(wanted).hexdigest()
    if not shutil.which("npm") or (stamp.exists() and stamp.read_text() == digest):
        return
    with step("Judges of HTML and accessibility, by npm"):
        NODE_TOOLS.mkdir(exist_ok=True)
        (NODE_TOOLS / "package.json").write_bytes(wanted)
        command = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        npm = subprocess.run(command, cwd=NODE_TOOLS, capture_output=True, text=True, check=False)
        if npm.returncode == 0:
            stamp.write_text(digest)
        elif in_ci():
            raise Refusal(f"npm could not install the judges: {npm.stderr.strip().splitlines()[-1:]}")


def find_postgresql(environment: dict[str, str]) -> str:
    """Returns the address to test on, empty where none answers: the one named, else what answers here."""
    user = environment.get("USER") or "root"
    named = environment.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    candidates = (
        [named]
        if named.startswith("postgres")
        else [f"postgres://{who}@127.0.0.1:5432/minber" for who in (user, "root", "postgres:postgres")]
    )
    for address in dict.fromkeys(candidates):
        if _can_create_databases(address, environment):
            return address
    if in_ci() or environment.get("TEST_DATABASE_URL"):
        raise Refusal(f"No PostgreSQL that lets us make a database answers at {', '.join(candidates)}.")
    print("- No PostgreSQL answers here: the tests run on SQLite alone (TEST_DATABASE_URL= names one).")
    return ""


def _can_create_databases(address: str, environment: dict[str, str]) -> bool:
    asked = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    script = (
        "import sys, psycopg\n"
        f"with psycopg.connect(sys.argv[1], connect_timeout=3) as line: sys.exit(not line.execute({asked!r})"
        ".fetchone()[0])"
    )
    server = urlsplit(address)._replace(scheme="postgresql", path="/postgres").geturl()
    command = [PYTHON, "-c", script, server]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def _find_redis() -> str:
    """Returns the address of the Redis to test with, empty where none answers."""
    address = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/9"
    server = urlsplit(address)
    try:
        with socket.create_connection((server.hostname or "127.0.0.1", server.port or 6379), timeout=3):
            return address
    except OSError:
        if in_ci():
            raise Refusal(f"No Redis answers at {address}: with CI=true it must be there.") from None
        return ""
