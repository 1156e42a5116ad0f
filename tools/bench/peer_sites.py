"""The peers: each with an environment of its own in `.bench/`, by pip, and a site of one page.

That page has the text, the photograph and about the bytes of ours. Every peer that runs Python is served by
the same granian with the same bounds, on core 0.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tools.bench.load import HOST, Answer, Request, Right, ask
from tools.bench.site import free_port
from tools.bench.targets import (
    SCRATCH,
    Ours,
    Target,
    attributes_of,
    displays,
    granian,
    has_own_display,
    started,
    visits,
)
from tools.setting_up import PYTHON, ROOT, Refusal, install_system_package, step

PEERS = Path(__file__).with_name("peers")


# --- The page that the peers have ---


def write_the_page(ours: Ours) -> int:
    """Writes our page, its text and its photograph for the peers; returns its bytes."""
    line = http.client.HTTPConnection(HOST, ours.port, timeout=30)
    try:
        page = ask(line, Request(ours.path)).body.decode()
        photograph = re.search(r'<img src="(/media/[^"]+)"', page)
        assert photograph
        (SCRATCH / "photograph.jpg").write_bytes(ask(line, Request(photograph[1])).body)
    finally:
        line.close()
    (SCRATCH / "page.html").write_text(page)
    parts = _parts(page)
    (SCRATCH / "text.json").write_text(json.dumps({"title": parts["title"], "body": parts["body"]}))
    (SCRATCH / "display.json").write_text(json.dumps({token: attributes_of(token) for token in displays()}))
    return len(page.encode())


_PLACES = re.compile(
    r'(?P<a>.*?<html lang="en")(?P<b>.*?<body>)(?P<c>.*?<h1>)(?P<title>[^<]*)(?P<d></h1>.*?)'
    r'(?P<picture><picture>.*?</picture>)(?P<e>.*?<div class="text">\n)(?P<body>.*?)(?P<f>\n      </div>.*?)'
    r"(?P<g></body>.*)",
    re.DOTALL,
)


def _parts(page: str) -> dict[str, str]:
    found = _PLACES.fullmatch(page)
    if not found:
        raise Refusal(
            "The release's page is built otherwise than this benchmark knows: see tools/bench/peer_sites.py."
        )
    return found.groupdict()


def _template(site: str, page: str) -> str:
    """Returns our page as that site's template: its own tags where title, text and picture stand."""
    parts = _parts(page)
    tags = {
        "django": ("", "", "{{ title }}", parts["picture"], "{{ body|safe }}", ""),
        "wagtail": (
            "{% load wagtailcore_tags wagtailimages_tags wagtailuserbar %}",
            "",
            "{{ page.title }}",
            "{% image page.photograph width-1280 %}",
            "{{ page.body|richtext }}",
            "{% wagtailuserbar %}",
        ),
        "cms": (
            "{% load cms_tags sekizai_tags %}",
            '{% render_block "css" %}{% cms_toolbar %}',
            '{% page_attribute "page_title" %}',
            parts["picture"],
            '{% placeholder "content" %}',
            '{% render_block "js" %}',
        ),
    }
    load, top, title, picture, body, bottom = tags[site]
    before = (load, parts["a"], "{{ display }}", parts["b"], top, parts["c"], title, parts["d"], picture)
    return "".join((*before, parts["e"], body, parts["f"], bottom, parts["g"]))


# --- Peers ---


@dataclass(frozen=True, slots=True)
class Peer:
    """A target that is not ours: what it needs, and how it is started on a port."""

    name: str
    path: str
    build: Callable[[], None]
    command: Callable[[int], list[str]]
    folder: str
    environment: dict[str, str]
    right: Right = has_own_display

    @contextmanager
    def serve(self) -> Iterator[Target]:
        with ExitStack() as stack:
            with step(self.name):
                self.build()
                port = free_port()
                environment = os.environ | {"BENCH": str(SCRATCH)} | self.environment
                label = re.sub(r"[^a-z]+", "-", self.name.lower())
                folder = SCRATCH / self.folder
                server = started(
                    self.command(port), environment, folder, port=port, path=self.path, name=label
                )
                pid = stack.enter_context(server)
            yield Target(self.name, port, pid, visits(self.path), self.right)


def peers() -> list[Peer]:
    return [
        Peer("bare granian, constant bytes", "/", _constant, _of_constant("bare"), "constant", {}, _is_page),
        Peer("granian, head + attribute + tail", "/", _constant, _of_constant("splice"), "constant", {}),
        Peer("nginx, a static file", "/page.html", _nginx, _of_nginx, "nginx", {}, _is_page),
        Peer("Django's cache middleware, memory", "/release/", _django, _of_site("django"), "django",
             {"DJANGO_SETTINGS_MODULE": "site_settings"}),
        Peer("Wagtail, default", "/release/", _wagtail, _of_site("wagtail"), "wagtail",
             {"DJANGO_SETTINGS_MODULE": "site_settings"}),
        Peer("wagtail-cache, memory", "/release/", _wagtail, _of_site("wagtail"), "wagtail",
             {"DJANGO_SETTINGS_MODULE": "site_settings", "WAGTAIL_CACHE": "1"}),
        Peer("django CMS, its page cache, memory", "/release/", _cms, _of_site("cms"), "cms",
             {"DJANGO_SETTINGS_MODULE": "site_settings"}),
    ]  # fmt: skip


def _is_page(_request: Request, answer: Answer) -> bool:
    """The limits know no visitor: they are right when they hand out their bytes."""
    return answer.status == 200 and answer.body == (SCRATCH / "page.html").read_bytes()


def _of_constant(name: str) -> Callable[[int], list[str]]:
    return lambda port: granian(PYTHON, port, f"app:{name}")


def _of_site(folder: str) -> Callable[[int], list[str]]:
    python = PYTHON if folder == "django" else str(SCRATCH / folder / "venv" / "bin" / "python")
    return lambda port: granian(python, port, "serve:application")


def _of_nginx(port: int) -> list[str]:
    folder = SCRATCH / "nginx"
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 1000000000;\n"
        f"  client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n"
        f"  fastcgi_temp_path {folder}/fastcgi;\n  uwsgi_temp_path {folder}/uwsgi;\n"
        f"  scgi_temp_path {folder}/scgi;\n  types {{ text/html html; }}\n"
        f"  server {{ listen {HOST}:{port}; root {SCRATCH}; location = /page.html {{ }} "
        "location / { return 404; } }\n}\n"
    )
    program = _nginx_program()
    assert program
    return [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def _constant() -> None:
    _copy("constant", "constant")


def _nginx() -> None:
    (SCRATCH / "nginx").mkdir(exist_ok=True)
    if not _nginx_program() and not install_system_package("nginx"):
        raise Refusal("nginx is not installed (on Debian and Ubuntu: apt-get install nginx)")


def _nginx_program() -> str | None:
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _django() -> None:
    _copy("django", "django_site")
    _write_template("django")


def _wagtail() -> None:
    _environment("wagtail", "wagtail", "wagtail-cache")
    _copy("wagtail", "wagtail_site")
    _write_template("wagtail")
    _fill("wagtail", ["makemigrations", "room"], ["migrate"])


def _cms() -> None:
    _environment("cms", "django-cms", "djangocms-text")
    _copy("cms", "cms_site")
    _write_template("cms")
    _fill("cms", ["migrate"])


def _copy(folder: str, source: str) -> None:
    shutil.copytree(PEERS / source, SCRATCH / folder, dirs_exist_ok=True)
    for shared in ("display.py", "serve.py"):
        shutil.copy(PEERS / shared, SCRATCH / folder)


def _write_template(site: str) -> None:
    folder = SCRATCH / site / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "release.html").write_text(_template(site, (SCRATCH / "page.html").read_text()))


def _environment(folder: str, *packages: str) -> None:
    """Makes a peer's own environment with the newest of its packages, unless it is there, and our granian."""
    venv = SCRATCH / folder / "venv"
    if (venv / "installed").exists():
        return
    server = re.search(r"^granian==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert server
    _run(PYTHON, "-m", "venv", "--clear", str(venv))
    _run(str(venv / "bin" / "pip"), "install", "--quiet", "--no-input", "--disable-pip-version-check",
         server[0], *packages)  # fmt: skip
    (venv / "installed").touch()


def _fill(folder: str, *commands: Sequence[str]) -> None:
    """Makes the peer's database anew, with the page."""
    (SCRATCH / folder / "room.sqlite3").unlink(missing_ok=True)
    python = str(SCRATCH / folder / "venv" / "bin" / "python")
    for command in commands:
        _run(python, "-m", "django", *command, "--verbosity=0", folder=folder)
    _run(python, "fill.py", folder=folder)


def _run(*command: str, folder: str = "") -> None:
    environment = os.environ | {
        "BENCH": str(SCRATCH),
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "PYTHONPATH": ".",
    }
    done = subprocess.run(
        command, cwd=SCRATCH / folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()][-1:]
        raise Refusal(f"{' '.join(command[-3:])}: {''.join(last)[:300]}")


def versions() -> dict[str, str]:
    """Returns the versions of what runs here, by name."""
    found = {}
    listed = {"Django": PYTHON, "granian": PYTHON}
    for folder, names in (("wagtail", ("wagtail", "wagtail-cache")), ("cms", ("django-cms",))):
        own = SCRATCH / folder / "venv" / "bin" / "python"
        listed |= {name: str(own) for name in names if own.exists()}
    for name, python in listed.items():
        asked = f"import importlib.metadata as m; print(m.version({name!r}))"
        told = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False).stdout
        found[name] = told.strip()
    for name, command in (("nginx", [_nginx_program() or "nginx", "-v"]), ("wrk", ["wrk", "-v"])):
        with suppress(OSError):
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            number = re.search(r"[0-9]+\.[0-9.]+[0-9]", run.stdout + run.stderr)
            found[name] = number[0] if number else ""
    return {name: number for name, number in found.items() if number}
