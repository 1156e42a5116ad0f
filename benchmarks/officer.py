"""A press officer's browser, as far as a benchmark needs one: a real Chromium, signed in at the desk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from benchmarks.site import HOST, Machine
from tools.test import CHROMIUM

ACCOUNT = "author"
FLAGS = ["--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@contextmanager
def at_the_desk(machine: Machine) -> Iterator[Page]:
    """Gives the first page of the desk, as the demo's author has it in English."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_context(base_url=f"http://{HOST}:{machine.port}", locale="en").new_page()
        page.goto("/admin/")
        page.locator("#id_username").fill(ACCOUNT)
        page.locator("#id_password").fill(machine.make_demo_account(ACCOUNT))
        page.locator("#id_password").press("Enter")
        page.get_by_role("link", name="Write a release").first.wait_for()
        yield page
        browser.close()
