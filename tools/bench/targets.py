"""What is measured against what: each target with its server, its requests, and what a right answer is.

Peers live in `.bench/`: an environment of their own, by pip, and a site of one page with the text, the
photograph and about the bytes of ours. Every target that runs Python is served by the same granian with the
same bounds, on core 0.
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from accessibility.preferences import CHOICES, Preferences
from tools.bench.load import HOST, SERVER_CORE, Answer, Request, Right, ask, said
from tools.bench.site import database, free_port
from tools.run import GRANIAN
from tools.setting_up import PYTHON, ROOT, Refusal, install_system_package, step

SCRATCH = ROOT / ".bench"
PEERS = Path(__file__).with_name("peers")
RELEASE = "sample-budget"
VISITORS = 60
STARTS_WITHIN = 60.0  # seconds
PAGE_WITHOUT_CACHE = {"PAGE_CACHE_BYTES": "0"}


@dataclass(frozen=True, slots=True)
class Target:
    """One row. `of_ours` are rows of Minber's own server beside the page as a peer has it."""

    name: str
    port: int
    pid: int
    requests: Sequence[Request]
    right: Right
    of_ours: bool = False


def displays() -> list[str]:
    """Returns the cookies of so many visitors, each with a display of their own."""
    choices = product(CHOICES["colours"][1:8], CHOICES["letter-spacing"][1:], CHOICES["text-size"][:3])
    tokens = [
        Preferences(colours=colours, letter_spacing=spacing, text_size=size).token()
        for colours, spacing, size in choices
    ]
    return tokens[:VISITORS]


def visits(path: str, **more: object) -> list[Request]:
    """Returns the requests that rotate: two with a display and one without, and so on."""
    tokens = displays()
    shown = [token for pair in zip(tokens[::2], tokens[1::2], strict=True) for token in (*pair, "")]
    return [Request(path, token, **more) for token in shown]  # type: ignore[arg-type]


def has_own_display(request: Request, answer: Answer) -> bool:
    """A page is right when its root element has what this visitor chose, and nothing else."""
    return answer.status == 200 and answer.attributes() == said(_attributes(request.display))


def _attributes(token: str) -> str:
    return Preferences.from_token(token).attributes()


# --- Servers ---


@contextmanager
def started(
    command: Sequence[str], environment: dict[str, str], folder: Path, *, port: int, path: str, name: str
) -> Iterator[int]:
    """Runs a server on its core until it is no longer needed; gives its process number once it answers."""
    with (SCRATCH / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command],
            cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(process, port, path, name)
            yield process.pid
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()


def granian(python: str, port: int, application: str) -> list[str]:
    bound = f"--host {HOST} --port {port} --workers 1 {GRANIAN}"
    return [python, "-m", "granian", *bound.split(), application]


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, name: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    status: object = "no answer"
    while time.monotonic() < until and process.poll() is None:
        line = http.client.HTTPConnection(HOST, port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            status = ask(line, Request(path)).status
        line.close()
        if status == 200:
            return
        time.sleep(0.1)
    raise Refusal(f"its server does not answer ({status}): see {SCRATCH.name}/{name}.log")


# --- Minber ---


@dataclass(frozen=True, slots=True)
class Ours:
    """A press room on one database, as it is in production and without its page cache."""

    name: str
    port: int
    pid: int
    cold_port: int
    cold_pid: int
    path: str
    beacon: str

    def rows(self) -> Iterator[Target]:
        pages = visits(self.path)
        yield Target(f"Minber, {self.name}", self.port, self.pid, pages, has_own_display)
        yield Target(
            f"Minber, {self.name}, rendered each time",
            self.cold_port, self.cold_pid, pages, has_own_display, of_ours=True,
        )  # fmt: skip

    def more_rows(self) -> Iterator[Target]:
        """The same page as browsers ask for it; what they have already; and a read that is counted."""
        for name, codings in (("gzip", "gzip"), ("brotli, else gzip", "gzip, deflate, br")):
            asked = visits(self.path, headers=(("Accept-Encoding", codings),))
            yield Target(f"Minber, {name}", self.port, self.pid, asked, _packed(codings), of_ours=True)
        yield Target(
            "Minber, 304 to If-None-Match", self.port, self.pid, self._known(), _is(304), of_ours=True
        )
        reads = visits(self.beacon, method="POST", headers=(("Sec-Fetch-Site", "same-origin"),))
        yield Target("Minber, a read counted (beacon)", self.port, self.pid, reads, _is(204), of_ours=True)

    def _known(self) -> list[Request]:
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            return [
                Request(one.path, one.display, headers=(("If-None-Match", ask(line, one).headers["etag"]),))
                for one in visits(self.path)
            ]
        finally:
            line.close()


def _packed(codings: str) -> Right:
    def right(request: Request, answer: Answer) -> bool:
        coding = answer.headers.get("content-encoding", "identity")
        return coding in codings and has_own_display(request, answer)

    return right


def _is(status: int) -> Right:
    def right(_request: Request, answer: Answer) -> bool:
        return answer.status == status and not answer.body

    return right


@contextmanager
def minber(address: str, folder: Path) -> Iterator[Ours]:
    """Serves the sample press room on that database (empty: SQLite), twice."""
    name = "PostgreSQL" if address else "SQLite"
    folder.mkdir()
    with ExitStack() as stack:
        with step(f"Minber on {name}"):
            environment = stack.enter_context(database(address, folder))
            release, path = _release(environment)
            ports = free_port(), free_port()
            pids: list[int] = []
            for port, more in zip(ports, ({}, PAGE_WITHOUT_CACHE), strict=True):
                own = environment | more | {"SITE_URL": f"http://{HOST}:{port}"}
                command = granian(PYTHON, port, "config.wsgi:application")
                label = f"minber-{name}-{len(pids)}".lower()
                server = started(command, own, ROOT, port=port, path=path, name=label)
                pids.append(stack.enter_context(server))
        yield Ours(name, ports[0], pids[0], ports[1], pids[1], path, f"/read/{release}")


def _release(environment: dict[str, str]) -> tuple[int, str]:
    script = (
        "import django; django.setup()\n"
        "from press.models import Release\n"
        f"release = Release.objects.get(story__import_key={RELEASE!r}, language='en')\n"
        "print(release.pk, release.get_absolute_url())"
    )
    found = subprocess.run(
        [PYTHON, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    number, path = found.stdout.split()
    return int(number), path


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
    (SCRATCH / "display.json").write_text(json.dumps({token: _attributes(token) for token in displays()}))
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
            "The release's page is built otherwise than this benchmark knows: see tools/bench/targets.py."
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
