"""What each checker says of each page: three in a real Chromium, the content rules as they are called."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from accessibility.content import Content, Image, Role, Text, check
from benchmarks.checkers.html import FRAME, PICTURE, make_sound, render
from benchmarks.checkers.pages import Page, Place, fields
from tools.setting_up import ROOT, Refusal, step
from tools.test import CHROMIUM

FOLDER = ROOT / "var" / "checkers"
PACKAGES = Path(__file__).parent / "package.json"
RESULTS = Path(__file__).parent / "results.js"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
# Editoria11y is in no registry of packages: it comes from where it is developed, by its last tag there.
EDITORIA11Y = "https://github.com/itmaybejj/editoria11y.git"
EDITORIA11Y_VERSION, EDITORIA11Y_COMMIT = "2.2.5", "682c1defbe3d8918685518972ba329b6e3ab984d"


@dataclass(frozen=True)
class Checker:
    """`key` is its name in results.js; `scripts` are what the page loads of it."""

    name: str
    key: str
    scripts: tuple[str, ...]


CHECKERS = (
    Checker("axe-core 4.14.1", "axe", ("node_modules/axe-core/axe.min.js",)),
    Checker(
        "Sa11y 4.4.1",
        "sa11y",
        ("node_modules/sa11y/dist/js/sa11y.umd.min.js", "node_modules/sa11y/dist/js/lang/en.umd.js"),
    ),
    Checker(f"Editoria11y {EDITORIA11Y_VERSION}", "editoria11y", ("editoria11y/dist/editoria11y.min.js",)),
)
OURS = "Minber's rules"


@dataclass(frozen=True)
class Result:
    """One thing that a checker says; `place` is None where it is about no part of the text.

    `type` is the checker's own word for how it says it.
    """

    checker: str
    page: str
    rule: str
    place: Place | None
    type: str


def install() -> None:
    """Puts the checkers into var/checkers. Raises Refusal where npm or git cannot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = PACKAGES.read_bytes()
    installed = FOLDER / "package.json"
    if not (installed.exists() and installed.read_bytes() == wanted and (FOLDER / "node_modules").exists()):
        installed.write_bytes(wanted)
        with step("axe-core and Sa11y, by npm"):
            _run("npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")
    folder = FOLDER / "editoria11y"
    if not folder.exists():
        with step("Editoria11y, by git"):
            _run("git", "clone", "--quiet", EDITORIA11Y, str(folder))
    _run("git", "-C", str(folder), "checkout", "--quiet", EDITORIA11Y_COMMIT)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{command[0]} could not bring the checkers: {done.stderr.strip().splitlines()[-1:]}")


def ask_others(pages: Sequence[Page]) -> Iterator[Result]:
    """Yields what the three say. No page reaches the network: each answer is given here."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    documents = {_address(page): render(page) for page in pages}
    script = RESULTS.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for checker in CHECKERS:
            tab = browser.new_page()
            tab.route("**/*", partial(_answer, documents))
            for page in pages:
                tab.goto(_address(page))
                for name in checker.scripts:
                    tab.add_script_tag(path=FOLDER / name)
                for found in tab.evaluate(script, checker.key):
                    place = Place.read(found["place"]) if found["place"] else None
                    yield Result(checker.name, page.name, found["rule"], place, found["type"])
            tab.close()
        browser.close()


def _address(page: Page) -> str:
    return f"http://press.test/{page.language}/{page.number}/"


def _answer(documents: Mapping[str, str], route: Route) -> None:
    address = route.request.url
    if address in documents:
        route.fulfill(body=documents[address], content_type="text/html; charset=utf-8")
    elif address.endswith(".svg"):
        route.fulfill(body=PICTURE, content_type="image/svg+xml")
    elif address.endswith(".html"):
        route.fulfill(body=FRAME, content_type="text/html")
    elif address.endswith(".mp4"):
        route.fulfill(body=make_sound(), content_type="audio/wav")
    else:
        route.fulfill(status=404, body="")


_ROLES = {
    "title": Role.TITLE,
    "lead": Role.LEAD,
    "body": Role.BODY,
    "alternative": Role.ALTERNATIVE,
    "caption": Role.CAPTION,
}


def ask_ours(page: Page) -> Iterator[Result]:
    """Yields what the rules find in the texts, of which nothing is known beside them."""
    texts = {
        name: Text(name, source, page.language, _ROLES[name.partition("-")[0]], is_html=name == "body")
        for name, source in fields(page)
    }
    images = [
        Image(
            picture.file_name,
            texts[f"alternative-{picture.number}"],
            texts[f"caption-{picture.number}"],
            file_name=picture.file_name,
        )
        for picture in page.pictures
    ]
    for found in check(Content(page.language, list(texts.values()), images)):
        place = Place(found.text.name, found.start, max(found.end, found.start + 1))
        severity = found.severity or found.rule.severity
        yield Result(OURS, page.name, found.rule.name, place, severity.name.lower())
