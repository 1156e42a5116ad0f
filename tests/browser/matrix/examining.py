"""A reader with a browser of their own, and what they look at on a page."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.matrix.combinations import ADMIN, Combination
from tests.browser.matrix.press_room import PressRoom

Task = TypeVar("Task")
Result = TypeVar("Result")
WALKS = [
    (Path(__file__).parent / "walks" / f"{name}.js").read_text(encoding="utf-8")
    for name in ("seeing", "contrast", "room", "focus", "structure")
]
AXE = """async (rules) => (await axe.run(document, {
    resultTypes: ["violations"], rules,
    runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(
    found => `axe, ${found.id}: ` + found.nodes.slice(0, 4).map(node => node.target).join(" | ")
)"""
# Off unless they are asked for by name: 1.4.6, 2.4.9, 2.2.4 and 2.5.8.
MORE_RULES = (
    "color-contrast-enhanced",
    "identical-links-same-purpose",
    "meta-refresh-no-exceptions",
    "target-size",
)


class Reader:
    """Opens pages of a press room in one browser, one tab for each way of browsing."""

    def __init__(self, browser: Browser, room: PressRoom, axe: str) -> None:
        self.browser, self.room, self.axe = browser, room, axe
        self._tabs: dict[tuple[bool, bool, tuple[tuple[str, str], ...]], tuple[BrowserContext, Page]] = {}

    def open(self, wanted: Combination, **wishes: str) -> Page:
        """Returns the page as wanted; `wishes` are what the device asks for (`contrast="more"`)."""
        context, page = self._tab(wanted.javascript, wanted.page in ADMIN[1:], wishes)
        cookies = {"display": wanted.cookie()}
        if wanted.page in ADMIN[1:]:
            sessions = self.room.sessions.get(wanted.page, self.room.officers)
            cookies["sessionid"] = sessions[wanted.language]
        cookies["django_language"] = wanted.language  # of the page to sign in
        context.clear_cookies()
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self.room.address}
                for name, value in cookies.items()
                if value
            ]
        )
        page.set_viewport_size({"width": wanted.width, "height": 800})
        page.goto(self.room.address + self.room.pages[wanted.page][wanted.language])
        if wanted.page in {"admin-add", "admin-write"} and wanted.javascript:
            page.wait_for_selector(".cke_wysiwyg_div")
        if not wanted.javascript:
            # One of the two ways shows what is folded too.
            page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
        page.evaluate("document.fonts.ready.then(() => {})")
        return page

    def _tab(self, javascript: bool, signed_in: bool, wishes: dict[str, Any]) -> tuple[BrowserContext, Page]:
        kind = (javascript, signed_in, tuple(wishes.items()))
        if kind not in self._tabs:
            context = self.browser.new_context(**wishes)
            context.set_default_timeout(60_000)
            # Kept compiled by the browser; evaluated on each page anew they took a quarter of the time.
            context.add_init_script("\n".join([*WALKS, self.axe]))
            page = context.new_page()
            if not javascript:
                # Not `java_script_enabled=False`: axe would hang. Not `route`: it would empty the cache.
                tools = context.new_cdp_session(page)
                tools.send("Network.enable")
                tools.send("Network.setBlockedURLs", {"urls": ["*.js"]})
            self._tabs[kind] = context, page
        return self._tabs[kind]

    def findings(self, page: Page, language: str) -> list[str]:
        """Returns all that is wrong with a page, one line each."""
        found: list[str] = page.evaluate(f"walks.structure('{language}')")
        for walk in ("room", "targets"):
            found += page.evaluate(f"walks.{walk}()")
        found += self.axe_findings(page)
        found += self.colour_findings(page)
        page.evaluate("walks.space()")
        found += [f"Spaced as in 1.4.12: {one}" for one in page.evaluate("walks.room()")]
        page.evaluate("walks.unspace()")
        return found

    def colour_findings(self, page: Page) -> list[str]:
        """Returns what is wrong with the contrast of texts, controls and the focus."""
        found: list[str] = page.evaluate("walks.contrast()")
        page.keyboard.press("Tab")
        return found + list(page.evaluate("walks.focus()"))

    def axe_findings(self, page: Page) -> list[str]:
        rules = {name: {"enabled": True} for name in MORE_RULES}
        found: list[str] = page.evaluate(AXE, rules)
        return found


class Readers:
    """As many readers as this process has processors, each in a thread of its own, as playwright wants it."""

    def __init__(self, room: PressRoom, axe: str, launch: dict[str, Any]) -> None:
        processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        self._count = max(1, min(4, os.cpu_count() or 1) // processes)
        self._room, self._axe, self._launch = room, axe, launch
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(self._count, initializer=self._begin)

    def each(self, work: Callable[[Reader, Task], Result], tasks: Iterable[Task]) -> list[Result]:
        """Returns what each task gave, in their order, each done by the first reader who was free."""
        return list(self._threads.map(lambda task: work(self._own.reader, task), tasks))

    def close(self) -> None:
        everyone = threading.Barrier(self._count)
        list(self._threads.map(self._end, [everyone] * self._count))
        self._threads.shutdown()

    def _begin(self) -> None:
        self._own.playwright = sync_playwright().start()
        browser = self._own.playwright.chromium.launch(**self._launch)
        self._own.reader = Reader(browser, self._room, self._axe)

    def _end(self, everyone: threading.Barrier) -> None:
        everyone.wait(60)
        self._own.reader.browser.close()
        self._own.playwright.stop()
