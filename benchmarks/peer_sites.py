"""The peers: each a site of one page, with the text, the photograph and about the bytes of ours.

Every peer that runs Python is served by the same granian with the same bounds, on core 0.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from benchmarks import peer_builds as builds
from benchmarks.load import Answer, Request, Right
from benchmarks.peer_pages import has_text, is_whole
from benchmarks.site import free_port
from benchmarks.targets import SCRATCH, Target, granian, has_own_display, started, visits
from tools.setting_up import PYTHON, step


def _is_release(request: Request, answer: Answer) -> bool:
    """A site is right when the page has the visitor's own display, and the release's title and whole text."""
    return has_own_display(request, answer) and has_text(answer.text().decode())


# The release of the whole page has the address that its title gives.
WHOLE = "/en/releases/budget-committee-discusses-the-draft-budget-for-three-years/"


def _is_whole(request: Request, answer: Answer) -> bool:
    """The whole page must also have all else that ours shows."""
    return has_own_display(request, answer) and is_whole(answer.text().decode())


@dataclass(frozen=True, slots=True)
class Peer:
    """A target that is not ours: what it needs, and how it is started on a port."""

    name: str
    path: str
    build: Callable[[], None]
    command: Callable[[int], list[str]]
    folder: str
    environment: dict[str, str]
    right: Right = _is_release

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
        Peer("bare granian, constant bytes", "/", builds.constant, _of_constant("bare"), "constant", {},
             _is_page),
        Peer("granian, head + attribute + tail", "/", builds.constant, _of_constant("splice"), "constant", {},
             has_own_display),
        Peer("nginx, a static file", "/page.html", builds.nginx, builds.nginx_command, "nginx", {}, _is_page),
        Peer("Django's cache middleware, memory", "/release/", builds.django, _of_site("django"), "django",
             {"DJANGO_SETTINGS_MODULE": "site_settings"}),
        _wagtail("Wagtail, default", "wagtail/default"),
        _wagtail("Wagtail, the whole page", "wagtail/whole", "wagtail_whole", path=WHOLE,
                 environment=builds.WHOLE, right=_is_whole),
        _wagtail("wagtail-cache, memory", "wagtail/cached", environment={"WAGTAIL_CACHE": "1"}),
        Peer("django CMS, its page cache, memory", "/en/release/", partial(builds.cms, "cms/site"),
             _of_site("cms/site"), "cms/site", builds.CMS),
    ]  # fmt: skip


def _wagtail(
    name: str,
    folder: str,
    *more: str,
    path: str = "/release/",
    environment: dict[str, str] | None = None,
    right: Right = _is_release,
) -> Peer:
    every = builds.WAGTAIL | (environment or {})
    build = partial(builds.wagtail, folder, *more, environment=every)
    return Peer(name, path, build, _of_site(folder), folder, every, right)


def _is_page(_request: Request, answer: Answer) -> bool:
    """The limits know no visitor: they are right when they hand out their bytes."""
    return answer.status == 200 and answer.body == (SCRATCH / "page.html").read_bytes()


def _of_constant(name: str) -> Callable[[int], list[str]]:
    return lambda port: granian(PYTHON, port, f"app:{name}")


def _of_site(folder: str) -> Callable[[int], list[str]]:
    # Which Python it is, is known once the peer is built.
    return lambda port: granian(builds.python_of(folder), port, "serve:application")


def versions() -> dict[str, str]:
    """Returns the versions of what runs here, by name."""
    found = {}
    listed = {"Django": PYTHON, "granian": PYTHON}
    own = {
        "wagtail": ("wagtail", "wagtail-cache"),
        "cms": ("django-cms", "djangocms-versioning", "djangocms-frontend"),
    }
    for folder, names in own.items():
        if (SCRATCH / folder / "venv" / "installed").exists():
            listed |= {name: builds.python_of(folder) for name in names}
    for name, python in listed.items():
        asked = f"import importlib.metadata as m; print(m.version({name!r}))"
        told = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False).stdout
        found[name] = told.strip()
    for name, command in (("nginx", [builds.nginx_program() or "nginx", "-v"]), ("wrk", ["wrk", "-v"])):
        with suppress(OSError):
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            number = re.search(r"[0-9]+\.[0-9.]+[0-9]", run.stdout + run.stderr)
            found[name] = number[0] if number else ""
    return {name: number for name, number in found.items() if number}
