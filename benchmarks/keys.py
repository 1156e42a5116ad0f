"""`.venv/bin/python -m benchmarks.keys`: a release in three languages by keyboard alone, and how many keys.

A real Chromium writes it, with two photographs, a table and a quotation, and submits each language: at the
desk of commit BEFORE, and at that of these sources. The keys that are not the text are counted, each way
the shortest that an officer has who knows the page. It ends with 1 where the texts in the database are not
those that were to be written. `--write` writes into docs/performance.md.
"""

import argparse
import datetime
import os
import re
import secrets
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import FileChooser, Page, expect

from benchmarks import document
from benchmarks.officer import at_the_desk
from benchmarks.site import Machine, database, scratch
from tools.setting_up import PYTHON, ROOT, Refusal

BEFORE = "31ba809"  # texts are not kept while they are typed, photographs come with the form
STOPS_AT_MOST = 100  # from one place on the page to the next
# Milliseconds: a key is held; and before the toolbar, since the editor looks five times a second where the
# caret is. No hand is faster.
HELD, CARET = 30, 300
WITHIN = 30_000  # milliseconds
STEPS = ("to the form", "language, title, lead", "quotation and table", "photographs", "submit")
COLOURS = ("navy", "olive")


class Words(NamedTuple):
    language: str
    title: str
    lead: str
    paragraph: str
    quotation: str
    table: str
    cells: tuple[str, ...]
    closing: str
    photographs: tuple[str, ...]


CREDIT = "Н. Байбулин"
TEXTS = (
    Words(
        "kk",
        "Сенат делегациясы Ақтау портына барды",
        "Сенаторлар 12 мамырда жаңа астық терминалын көрді.",
        "Делегация порт және кеден қызметкерлерімен кездесті.",
        "«Порт бүкіл өңірге жұмыс береді», – деді делегация басшысы.",
        "Порт арқылы өткен астық, мың тонна",
        ("Жыл", "Тонна", "2024", "310", "2025", "420"),
        "Комитет есепті маусымда талқылайды.",
        ("Сенаторлар айлақта, астық кемесінің жанында", "Кран астық тиеп жатыр"),
    ),
    Words(
        "ru",
        "Делегация Сената посетила порт Актау",
        "Сенаторы осмотрели новый зерновой терминал 12 мая.",
        "Делегация встретилась с работниками порта и таможни.",
        "«Порт даёт работу всему региону», – сказал глава делегации.",
        "Зерно через порт, тысяч тонн",
        ("Год", "Тонны", "2024", "310", "2025", "420"),
        "Комитет обсудит отчёт в июне.",
        ("Сенаторы на причале у зернового судна", "Кран грузит зерно"),
    ),
    Words(
        "en",
        "Senators visit the port of Aktau",
        "They saw its new grain terminal on 12 May.",
        "The delegation met workers of the port and of the customs office.",
        "“The port gives work to the whole region,” the head of the delegation said.",
        "Grain through the port, thousand tonnes",
        ("Year", "Tonnes", "2024", "310", "2025", "420"),
        "The committee will discuss the report in June.",
        ("Senators on the pier beside a grain ship", "A crane loads grain"),
    ),
)


def main() -> int:
    """Returns 0 when all that was to be written is there, and the same at both desks."""
    parser = argparse.ArgumentParser(prog="benchmarks.keys", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args()
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # the sources of before have no .env
    done = {}
    try:
        with sources_of(BEFORE) as root:
            done["before"] = write_at(root, DeskBefore)
    except Refusal as why:
        print(f"Not counted at the desk of {BEFORE}: {why}", file=sys.stderr)
    done["now"] = write_at(ROOT, Desk)
    for name, each in done.items():
        print(f"{name}: {each.keys.count():,} keys beside {each.keys.typed:,} letters")
    if len(done) == 2:
        text = _table(done["before"].keys, done["now"].keys)
        print(f"\n{text}")
        if asked.write:
            document.write("keys", text)
    return int(not all(each.is_right for each in done.values()))


# --- The keyboard ---


@dataclass
class Keyboard:
    """Presses and counts: a chord (Ctrl+A) once, letters of the text apart."""

    page: Page
    place: tuple[str, str] = ("", "")  # the language and the step that what follows belongs to
    typed: int = 0
    pressed: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key, delay=HELD)
            self.pressed[*self.place, key] += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def tab_to(self, selector: str) -> None:
        """Presses Tab until the focus is there. Raises Refusal where it does not lead there."""
        for _stop in range(STOPS_AT_MOST):
            self.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise Refusal(f"{STOPS_AT_MOST} times Tab did not lead to {selector}.")

    def press_for_file(self) -> FileChooser:
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        return chooser.value

    def count(self, language: str = "", step: str = "", key: str = "") -> int:
        """Returns how many keys were pressed there; what is empty is not asked for."""
        asked = (language, step, key)
        return sum(
            number
            for known, number in self.pressed.items()
            if all(wanted in ("", is_) for wanted, is_ in zip(asked, known, strict=True))
        )


# --- The ways through the page ---


class Desk:
    """As it is in these sources."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = Keyboard(page)
        # Waited for from now on: the browser hears of it later than of the key that opens one.
        page.on("filechooser", lambda _chooser: None)

    def write_all(self, photographs: list[Path]) -> None:
        """Writes and submits each language, from the first page of the desk on."""
        for number, words in enumerate(TEXTS):
            self._step(words, "to the form")
            if number:
                self._follow(f"a[href*='story='][href$='language={words.language}']")
            else:
                self._skip_to_text()
                self._follow("a.button[href$='/edition/add/']")
            self.page.locator(".cke_wysiwyg_div").wait_for()
            self._step(words, "language, title, lead")
            self._write_head(words)
            self._step(words, "quotation and table")
            self._write_text(words)
            self._step(words, "photographs")
            if number:
                self.describe(words)
            else:
                self.add(photographs, words)
            self._step(words, "submit")
            self.submit()

    def add(self, photographs: list[Path], words: Words) -> None:
        self.keys.tab_to("#photographs-choose")
        self.keys.press_for_file().set_files(photographs)
        expect(self.page.locator("#photograph-rows .thumb")).to_have_count(len(photographs), timeout=WITHIN)
        self.keys.tab_to("#for-all-credit")
        self.keys.type(CREDIT)
        self.keys.press("Enter")
        self.describe(words)

    def describe(self, words: Words) -> None:
        """Enter leads from one alternative text to the next."""
        self.keys.tab_to("[name$=-alternative_text]")
        for number, text in enumerate(words.photographs):
            if number:
                self.keys.press("Enter")
            self.keys.type(text)

    def submit(self) -> None:
        self.keys.tab_to("#photographs a[href='#save-draft']")
        self.keys.press("Enter")
        self._submit()

    def _submit(self) -> None:
        self._follow("button[name=then][value=submit]")
        expect(self.page.locator(":focus")).to_have_text("Submitted: an editor can publish it now.")

    def _step(self, words: Words, step: str) -> None:
        self.keys.place = (words.language, step)

    def _skip_to_text(self) -> None:
        self.keys.press("Tab", "Enter")

    def _follow(self, selector: str) -> None:
        self.keys.tab_to(selector)
        with self.page.expect_navigation(timeout=WITHIN):
            self.keys.press("Enter")

    def _write_head(self, words: Words) -> None:
        self._skip_to_text()
        self.keys.tab_to("input[name=language]")
        while not self.page.locator(f"input[name=language][value={words.language}]").is_checked():
            self.keys.press("ArrowDown")
        self.keys.tab_to("#id_title")
        self.keys.type(words.title)
        self.keys.tab_to("#id_lead")
        self.keys.type(words.lead)

    def _write_text(self, words: Words) -> None:
        self.keys.tab_to(".cke_wysiwyg_div")
        self.keys.type(words.paragraph)
        self.keys.press("Enter")
        # Left from the first button of a group leads to its last one.
        self._press_button("Tab", "Tab", "ArrowLeft")
        self.page.locator(".cke_wysiwyg_div:focus").wait_for()
        self.keys.type(words.quotation)
        self.keys.press("Enter", "Enter")
        self._press_button("Tab", "Tab", "Tab", "ArrowLeft")
        self.page.locator(".cke_dialog input:focus").wait_for()
        # Rows, columns and headers are offered as they are to be.
        self.keys.press("Tab", "Tab", "Tab")
        self.keys.type(words.table)
        self.keys.press("Enter")
        self.page.locator(".cke_wysiwyg_div:focus").wait_for()
        for number, cell in enumerate(words.cells):
            if number:
                self.keys.press("Tab")
            self.keys.type(cell)
        self.keys.press("ArrowDown")
        self.keys.type(words.closing)

    def _press_button(self, *way: str) -> None:
        self.page.wait_for_timeout(CARET)
        self.keys.press("Alt+F10", *way, "Enter")


class DeskBefore(Desk):
    """Each photograph has a row with a file field of its own."""

    def add(self, photographs: list[Path], words: Words) -> None:
        for number, (path, text) in enumerate(zip(photographs, words.photographs, strict=True)):
            if number:
                self.keys.tab_to("#photograph-add")
                self.keys.press("Enter")
            else:
                self.keys.tab_to("input[type=file]")
            self.keys.press_for_file().set_files(path)
            self.keys.tab_to("[name$=-alternative_text]")
            self.keys.type(text)
            self.keys.tab_to("[name$=-credit]")
            self.keys.type(CREDIT)

    def submit(self) -> None:
        self._submit()

    def describe(self, words: Words) -> None:
        for text in words.photographs:
            self.keys.tab_to("[name$=-alternative_text]")
            self.keys.type(text)


# --- What is measured ---


class Done(NamedTuple):
    keys: Keyboard
    is_right: bool


def write_at(root: Path, desk: type[Desk]) -> Done:
    """Writes all at the desk of those sources, against a server of production with a database of its own."""
    with scratch() as folder:
        subprocess.run([PYTHON, "-m", "tools.catalogues"], cwd=root, check=True)
        with database("", folder, root) as environment:
            machine = Machine(folder, environment, 1, root)
            try:
                machine.wait_until_it_answers()
                with at_the_desk(machine) as page:
                    officer = desk(page)
                    officer.write_all(_make_photographs(folder))
            finally:
                machine.stop()
        return Done(officer.keys, _is_right(folder / "room.sqlite3"))


@contextmanager
def sources_of(commit: str) -> Iterator[Path]:
    """Gives a folder with the sources of that commit. Raises Refusal where the history is not here."""
    if _git("cat-file", "-e", f"{commit}^{{commit}}"):
        raise Refusal("the history of this clone does not reach so far back (git fetch --unshallow).")
    with scratch() as folder:
        root = folder / "sources"
        if _git("worktree", "add", "--detach", str(root), commit):
            raise Refusal("git could not write its sources beside these.")
        try:
            yield root
        finally:
            _git("worktree", "remove", "--force", str(root))


def _git(*command: str) -> int:
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, check=False).returncode


def _make_photographs(folder: Path) -> list[Path]:
    """Writes two JPEGs that say nothing of themselves."""
    paths = [folder / f"IMG_{number}.jpg" for number in range(len(COLOURS))]
    for path, colour in zip(paths, COLOURS, strict=True):
        Image.new("RGB", (1600, 1000), colour).save(path)
    return paths


def _is_right(room: Path) -> bool:
    """Returns whether the three texts are submitted as they were to be; says what is not."""
    is_right = True
    for words in TEXTS:
        found, wanted = _read(room, words), _wanted(words)
        if found != wanted:
            is_right = False
            print(f"{words.language} is\n  {found}\nand not\n  {wanted}", file=sys.stderr)
    return is_right


def _read(room: Path, words: Words) -> list[tuple[str, ...]]:
    with sqlite3.connect(room) as line:
        editions = line.execute(
            "SELECT edition.id, language, state, title, lead, body FROM press_edition edition "
            "JOIN press_release ON press_release.id = release_id WHERE title = ?",
            [words.title],
        ).fetchall()
        found = [(*text, re.sub(r"[\n\t]", "", body)) for _id, *text, body in editions]
        for edition in editions:
            found += line.execute(
                "SELECT alternative_text, credit_kk FROM press_illustration JOIN press_photograph photograph "
                'ON photograph.id = photograph_id WHERE edition_id = ? ORDER BY "order"',
                edition[:1],
            ).fetchall()
    return found


def _wanted(words: Words) -> list[tuple[str, ...]]:
    head, *rows = zip(words.cells[::2], words.cells[1::2], strict=True)
    headers = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    body = (
        f"<p>{words.paragraph}</p><blockquote><p>{words.quotation}</p></blockquote>"
        f"<table><caption>{words.table}</caption><thead><tr>{headers}</tr></thead><tbody>{cells}</tbody></table>"
        f"<p>{words.closing}</p>"
    )
    text = (words.language, "submitted", words.title, words.lead, body)
    return [text, *((described, CREDIT) for described in words.photographs)]


def _table(before: Keyboard, now: Keyboard) -> str:
    languages = [words.language for words in TEXTS]
    columns = [(keys, language) for keys in (before, now) for language in [*languages, ""]]

    def row(name: str, numbers: list[int]) -> str:
        return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |"

    head = " | ".join(
        f"{desk}: {language}" for desk in ("before", "now") for language in [*languages, "together"]
    )
    today = datetime.date.today()  # noqa: DTZ011
    beginning = (
        f"`benchmarks.keys`, {today:%d.%m.%Y}, the desk of commit {BEFORE} and that of now; letters typed "
        f"beside these keys: {before.typed:,} and {now.typed:,}."
    )
    return "\n".join(
        [
            beginning,
            "",
            f"| keys | {head} |",
            f"|---|{'--:|' * len(columns)}",
            *(row(step, [keys.count(language, step) for keys, language in columns]) for step in STEPS),
            row("**in all**", [keys.count(language) for keys, language in columns]),
            row("of them Tab", [keys.count(language, key="Tab") for keys, language in columns]),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
