"""A real Chromium, and the judges that look at what it shows."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from accessibility.preferences import CHOICES
from tools.test import CHROMIUM

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools" / "node_modules"
# Playwright's loop runs in this thread; Django then takes every query for one of an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What the headless shell does otherwise than a reader's browser: it rounds the letters' widths to whole
    # pixels, and asks for no language.
    "--font-render-hinting=none",
    "--accept-lang=en-US,en",
]
SCHEMES = [value for value in CHOICES["colours"] if value != "own"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright(django_db_setup: None, playwright: Playwright) -> Iterator[Playwright]:
    """Under its loop Django has another connection than without: open, it would keep the database there."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    return {"args": CHROMIUM_FLAGS} | ({"executable_path": found} if found else {})


@pytest.fixture
def server(live_server: Any) -> Iterator[Any]:
    """The running site. The database is emptied after the test: not before the last request has ended."""
    running, changed = [0], threading.Condition()

    def count(number: int) -> None:
        with changed:
            running[0] += number
            changed.notify_all()

    def begin(**_: Any) -> None:
        count(1)

    def end(**_: Any) -> None:
        count(-1)

    request_started.connect(begin)
    request_finished.connect(end)
    yield live_server
    with changed:
        changed.wait_for(lambda: running[0] <= 0, timeout=10)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def reader(browser: Browser, server: Any) -> Iterator[Callable[..., Page]]:
    """Returns a maker of readers: each a browser of its own, on the running site.

    `reader(javascript=False, width=320, colours="white-on-black")`; other names go to the display form.
    Each page keeps what went wrong in `page.complaints`: console errors and requests to other hosts.
    """
    contexts: list[BrowserContext] = []

    def open_browser(
        *,
        javascript: bool = True,
        width: int = 1440,
        height: int = 900,
        options: dict[str, Any] | None = None,
        **display: str,
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            **(options or {}),
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if display:
            answer = context.request.post(
                "/en/display/", form={name.replace("_", "-"): value for name, value in display.items()}
            )
            assert answer.ok, answer.text()
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server.url, "data:", "blob:"))
                else complaints.append(f"asked another host: {request.url}")
            ),
        )
        page.complaints = complaints  # type: ignore[attr-defined]
        return page

    yield open_browser
    for context in contexts:
        context.set_offline(True)  # a page that is left sends what it has not kept
        context.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    path = TOOLS / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("axe-core is not there: `make test` installs it where npm is")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[..., list[str]]:
    """Returns a function that gives the violations of WCAG 2.2 A, AA and the best practices on a page."""

    def run(page: Page, *, rules: dict[str, Any] | None = None) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate(
            """async (rules) => (await axe.run(document, {
                resultTypes: ["violations"], rules: rules,
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            })).violations.map(v => v.id + ": " +
                v.nodes.slice(0, 4).map(n => n.target.join(" ")).join(" | "))""",
            rules or {},
        )
        return list(found)

    return run


@pytest.fixture(scope="session")
def nu() -> Callable[[dict[str, str]], list[str]]:
    """Returns a function that gives what the Nu HTML checker says of pages: {name: html} → messages."""
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.exists() or not shutil.which("java"):
        pytest.skip("the Nu HTML checker is not there: `make test` installs it where npm and java are")

    def check(pages: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as made:
            for name, html in pages.items():
                (Path(made) / f"{name}.html").write_text(html, encoding="utf-8")
            run = subprocess.run(
                ["java", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", made],
                capture_output=True,
                text=True,
                check=True,
            )
        return [
            f"{Path(message.get('url', '')).stem}:{message.get('lastLine')} {message['message']}"
            for message in json.loads(run.stdout)["messages"]
            if message["type"] == "error" or message.get("subType") == "warning"
        ]

    return check
