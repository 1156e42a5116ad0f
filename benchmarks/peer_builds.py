"""How each peer is built in `.bench/`: an environment of its own by pip, its project, its database.

Wagtail's project is what `wagtail start` makes, with its settings of production; what is added is in
`peers/wagtail_site`. The project of django CMS is set up as its own starting project (`peers/cms_site`).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load import HOST
from benchmarks.peer_pages import write_parts, write_template
from benchmarks.targets import SCRATCH
from tools.setting_up import PYTHON, ROOT, Refusal, install_system_package

PEERS = Path(__file__).with_name("peers")
OWN_STATIC_FILES = (ROOT / "static", ROOT / "accessibility" / "static")
WAGTAIL = {"DJANGO_SETTINGS_MODULE": "pressroom.settings.production"}
WHOLE = {"DJANGO_SETTINGS_MODULE": "pressroom.settings.whole"}
CMS = {"DJANGO_SETTINGS_MODULE": "site_settings"}


def python_of(folder: str) -> str:
    """Returns the Python of the environment that a peer's folder is in, ours where it has none."""
    own = SCRATCH / folder.partition("/")[0] / "venv" / "bin" / "python"
    return str(own) if own.exists() else PYTHON


def constant() -> None:
    _copy("constant", "constant")


def django() -> None:
    _copy("django", "django_site")
    write_template(SCRATCH / "django" / "templates" / "release.html", "django")


def wagtail(folder: str, *more: str, environment: dict[str, str] = WAGTAIL) -> None:
    """Makes a project by `wagtail start` and puts the release into it; `more` has a whole page of its own."""
    _environment("wagtail", "wagtail", "wagtail-cache")
    site = SCRATCH / folder
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    _run(str(SCRATCH / "wagtail" / "venv" / "bin" / "wagtail"), "start", "pressroom", ".", folder=folder)
    for source in ("wagtail_site", *more):
        _copy(folder, source)
    base = site / "pressroom" / "templates" / "base.html"
    base.write_text(base.read_text().replace('<html lang="en">', '<html lang="en"{{ display }}>'))
    if more:
        write_parts(site / "templates")
    else:
        write_template(site / "templates" / "release.html", "wagtail")
    _copy_static_files(site / "pressroom" / "static")
    _fill(folder, environment, ["makemigrations", "room"], ["migrate"], ["collectstatic", "--noinput"])


def cms(folder: str, environment: dict[str, str] = CMS) -> None:
    _environment(
        "cms", "django-cms", "django-filer", "djangocms-text", "djangocms-link", "djangocms-frontend",
        "djangocms-versioning", "djangocms-alias", "djangocms-simple-admin-style",
    )  # fmt: skip
    site = SCRATCH / folder
    shutil.rmtree(site, ignore_errors=True)
    _copy(folder, "cms_site")
    write_template(site / "templates" / "release.html", "cms")
    _copy_static_files(site / "static")
    _fill(folder, environment, ["migrate"], ["collectstatic", "--noinput"])


def python_environment(folder: str, *packages: str) -> None:
    """Makes an environment with those packages in `.bench/`, for a peer that is no site."""
    _environment(folder, *packages)


def nginx() -> None:
    (SCRATCH / "nginx").mkdir(exist_ok=True)
    if not nginx_program() and not install_system_package("nginx"):
        raise Refusal("nginx is not installed (on Debian and Ubuntu: apt-get install nginx)")


def nginx_program() -> str | None:
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def nginx_command(port: int) -> list[str]:
    return nginx_of(port, SCRATCH / "nginx", SCRATCH, "location = /page.html { } location / { return 404; }")


def nginx_of(port: int, folder: Path, root: Path, locations: str) -> list[str]:
    """Returns the command that serves the files of `root` by one process, which keeps its own in `folder`."""
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 1000000000;\n"
        f"  client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n"
        f"  fastcgi_temp_path {folder}/fastcgi;\n  uwsgi_temp_path {folder}/uwsgi;\n"
        f"  scgi_temp_path {folder}/scgi;\n  types {{ text/html html; }}\n"
        f"  server {{ listen {HOST}:{port}; root {root}; {locations} }}\n}}\n"
    )
    program = nginx_program()
    assert program
    return [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


# --- Parts ---


def _copy(folder: str, source: str) -> None:
    shutil.copytree(
        PEERS / source, SCRATCH / folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    for shared in ("display.py", "serve.py"):
        shutil.copy(PEERS / shared, SCRATCH / folder)


def _copy_static_files(folder: Path) -> None:
    """Gives the site the stylesheets and scripts that our page names."""
    for source in OWN_STATIC_FILES:
        shutil.copytree(source, folder, dirs_exist_ok=True)


def _environment(folder: str, *packages: str) -> None:
    """Makes a peer's own environment with the newest of its packages, unless it is there, and our granian."""
    venv = SCRATCH / folder / "venv"
    installed = venv / "installed"
    if installed.exists() and installed.read_text().split() == [*packages]:
        return
    server = re.search(r"^granian==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert server
    _run(PYTHON, "-m", "venv", "--clear", str(venv))
    _run(str(venv / "bin" / "pip"), "install", "--quiet", "--no-input", "--disable-pip-version-check",
         server[0], *packages)  # fmt: skip
    installed.write_text("\n".join(packages))


def _fill(folder: str, environment: dict[str, str], *commands: Sequence[str]) -> None:
    """Makes the peer's database, with the page."""
    python = python_of(folder)
    for command in commands:
        _run(python, "-m", "django", *command, "--verbosity=0", folder=folder, environment=environment)
    _run(python, "fill.py", folder=folder, environment=environment)


def _run(*command: str, folder: str = "", environment: dict[str, str] | None = None) -> None:
    own = {"BENCH": str(SCRATCH), "PYTHONPATH": "."} | (environment or {})
    done = subprocess.run(
        command, cwd=SCRATCH / folder, env=os.environ | own, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()][-1:]
        raise Refusal(f"{' '.join(command[-3:])}: {''.join(last)[:300]}")
