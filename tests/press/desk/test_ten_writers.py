"""Ten officers write at once over HTTP, in two windows each: whatever was answered as kept is somewhere."""

import contextlib
import http.client
import os
import random
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from press.authentication.devices import COOKIE, Device
from press.models import AuditEntry, Edition, EditionVersion, User, WorkingCopy
from tests.factories import make_officer, signed_in
from tests.press.desk.forms import ADD, as_opened, page_of
from tests.press.richtext.marks import bare_marks
from tests.processes import Database, Server

AUTOSAVE = "/admin/press/edition/autosave/"
OFFICERS, TABS = 10, 2
# What each window does; by hand more (docs/testing.md). Who comes first is the machine's to say, whatever the
# seed.
DEEDS = int(os.environ.get("WRITERS_DEEDS", "10"))
SEED = os.environ.get("WRITERS_SEED") or str(random.SystemRandom().randrange(10**6))
TOKEN = "a" * 32
# As many ask at once as find a seat (docs/adr/0010), but for an accident.
SEATS = threading.Semaphore(12)
WORD = re.compile(r"w\d+x\d+z")
# A paragraph for each window, which no other writes in; some that all write in; and one between.
OWN = [f"Of {officer} and {tab}" for officer in range(OFFICERS) for tab in range(TABS)]
SHARED = ["First of all", "Second of all", "Third of all"]
BODY = "".join(f"<p>{text}.</p>" for text in (*OWN, "Of nobody", *SHARED))

Form = dict[str, Any]


def words_in(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


def read_form(page: str) -> Form:
    return {"lead": [""], "body": [""], **as_opened(page)}


def words_of(form: Form) -> set[str]:
    return words_in(form["lead"][0], form["body"][0])


@dataclass(eq=False)
class Window:
    """A page as it is open, with the words that were typed into it."""

    address: str
    form: Form
    typed: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Save:
    """A form that was answered as saved, with the word that was typed into it last."""

    address: str
    last_word: str
    typed: set[str]


@dataclass(eq=False)
class Tab:
    """One of an officer's windows after the other, and what it was answered."""

    officer: User
    place: int
    pages: dict[str, str]
    shown: set[str]  # to this officer, as what others wrote where both changed the same
    open: dict[str, Window] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    saves: list[Save] = field(default_factory=list)
    own_words: set[str] = field(default_factory=set)  # typed into the paragraph that nobody else writes in
    missing: set[str] = field(default_factory=set)  # typed, and not in the form that came back
    wrong: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    typed: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(f"{SEED} {self.place}")  # noqa: S311 - chooses, hides nothing
        session = signed_in(self.officer).cookies[settings.SESSION_COOKIE_NAME].value
        device = Device("of a test", {self.officer.pk: self.officer.device_version}).written()
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN, COOKIE: device}
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def work(self, port: int) -> None:
        self.port = port
        try:
            for _ in range(DEEDS):
                self.do_something()
        except Exception as error:
            self.wrong.append(repr(error))

    def do_something(self) -> None:
        text = self.random.choices(list(self.pages), (6, 2, 1))[0]
        if window := self.open.get(text):
            deeds = (self.type_and_keep, self.save, self.leave)
            self.random.choices(deeds, (5, 3, 1))[0](text, window)
        else:
            self.begin(text)

    def begin(self, text: str) -> None:
        """Opens a window, perhaps to go on with what another one of the officer's has kept."""
        address = self.pages[text]
        page = self.ask(address, expected=(200,))[1]
        offered = re.findall(r'href="\?copy=(\d+)"', page)
        if offered and self.random.random() < 0.7:
            # Another tab may have gone on with it just now.
            status, shown = self.ask(f"{address}?copy={self.random.choice(offered)}", expected=(200, 404))
            if status == 200:
                self.seen["gone on with"] += 1
                self.open[text] = self.read(address, shown)
                return
        window = self.open[text] = Window(address, read_form(page))
        self.type_and_keep(text, window)

    def read(self, address: str, page: str) -> Window:
        """Returns the window with what both wrote in it; what stands beside that is noted."""
        shown = words_in(*re.findall("<del>(.*?)</del>", bare_marks(page), re.DOTALL))
        self.seen["side by side"] += bool(shown)
        self.shown |= shown
        return Window(address, read_form(page))

    def type(self, window: Window) -> str:
        """Adds a word somewhere, and returns it."""
        self.typed += 1
        word = f"w{self.place}x{self.typed}z"
        window.typed.add(word)
        form, where = window.form, self.random.random()
        form["title"] = form.get("title") or [f"A new text {word}"]
        body = form["body"][0].replace("\n", "")
        own = f"{OWN[self.place]}."
        if where < 0.15:
            form["lead"] = [f"{form['lead'][0]} {word}".strip()]
            return word
        if where < 0.5 and own in body:
            body = body.replace(own, f"{own} {word}")
            self.own_words.add(word)
        elif where < 0.85 and SHARED[0] in body:
            shared = f"{self.random.choice(SHARED)}."
            body = body.replace(shared, f"{shared} {word}")
        else:
            body += f"<p>{word}</p>"
        form["body"] = [body]
        return word

    def type_and_keep(self, text: str, window: Window) -> None:
        self.type(window)
        self.keep(window, window.form)

    def keep(self, window: Window, form: Form) -> None:
        """Sends what stands in the window, as its script does."""
        form["copy_number"] = [str(int(form["copy_number"][0]) + 1)]
        sent = words_of(form)
        status, answer = self.ask(AUTOSAVE, form, expected=(200, 409))
        if status == 200:
            self.kept |= sent
        elif form is window.form:
            # Another window has gone on with what this one kept: it goes on under another name.
            self.seen["another name"] += 1
            form["window"], form["copy_number"] = re.findall('"window": "([^"]+)"', answer), ["0"]
            self.keep(window, form)

    def leave(self, text: str, window: Window) -> None:
        """Closes the window: its last words are sent while what was typed before is on its way."""
        self.type(window)
        before = dict(window.form)
        window.form["copy_number"] = [str(int(before["copy_number"][0]) + 1)]
        self.type(window)
        on_its_way = threading.Thread(target=self.keep, args=(window, before))
        on_its_way.start()
        self.keep(window, window.form)
        on_its_way.join()
        del self.open[text]

    def save(self, text: str, window: Window) -> None:
        """Saves; where somebody else has saved meanwhile once more, knowingly, and if need be again."""
        for _ in range(4):
            word = self.type(window)
            status, page = self.ask(window.address, window.form | {"then": "save"}, expected=(302, 422))
            if status == 302:
                self.saves.append(Save(window.address, word, window.typed))
                del self.open[text]
                return
            typed, window = window.typed, self.read(window.address, page)
            window.typed |= typed
            self.open[text] = window
            self.seen["merged"] += 1
            self.missing |= typed - words_of(window.form)

    def ask(self, path: str, form: Form | None = None, *, expected: tuple[int, ...]) -> tuple[int, str]:
        """Returns status and page; while the server is busy it is asked again, as readers and scripts do."""
        body = urlencode({**form, "csrfmiddlewaretoken": TOKEN}, doseq=True) if form else None
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        for _ in range(1_000):
            # A new one each time: who is refused is not read to the end.
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            with SEATS, contextlib.closing(line):
                line.request("POST" if form else "GET", path, body, headers)
                answer = line.getresponse()
                status, page = answer.status, answer.read().decode()
            if status != 503:
                break
        if status not in expected:
            self.wrong.append(f"{path}: {status}")
        return status, page


@pytest.fixture
def tabs(transactional_db: None, make_release: Any, tmp_path: Path) -> Iterator[list[Tab]]:
    """The windows of ten officers who have written at once: in one text, and in some of their own."""
    officers = [make_officer(f"writer{each}", ("author", "editor")[each % 2]) for each in range(OFFICERS)]
    shared = page_of(make_release(state="draft", body=BODY).editions.get())
    tabs = []
    for officer in officers:
        own = page_of(make_release(state="draft").editions.get())
        pages = {"shared": shared, "own": own, "new": ADD}
        shown: set[str] = set()
        tabs += [Tab(officer, len(tabs) + tab, pages, shown) for tab in range(TABS)]
    database = Database(tmp_path)
    settled = {"SECRET_KEY": settings.SECRET_KEY, "SECOND_FACTOR": "demo", "LOG_LEVEL": "ERROR"}
    server = Server(DATABASE_URL=database.url, **settled)
    try:
        server.wait_until_it_answers()
        threads = [threading.Thread(target=tab.work, args=[server.port]) for tab in tabs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.process.terminate()
        server.process.wait(60)
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(database.file)) as written:
            written.backup(connection.connection)
    yield tabs


def words_by_version(edition: Edition) -> list[tuple[EditionVersion, set[str]]]:
    versions = edition.versions.order_by("number").select_related("saved_by")
    return [(each, words_in(each.content["lead"], each.content["body"])) for each in versions]


def test_what_ten_officers_write_at_once_is_in_the_text_in_their_copies_or_was_shown_to_who_replaced_it(
    tabs: list[Tab],
) -> None:
    assert [sentence for tab in tabs for sentence in tab.wrong] == [], f"WRITERS_SEED={SEED}"
    everywhere = [(edition, words_by_version(edition)) for edition in Edition.objects.order_by("pk")]
    saved_words = {word for _, versions in everywhere for _, words in versions for word in words}
    lost: list[str] = []
    for tab in tabs:
        copies = WorkingCopy.objects.filter(officer=tab.officer, closed_at=None)
        own = {word for copy in copies for word in words_of(copy.fields)}
        lost += [f"{word}, kept for {tab.officer}" for word in tab.kept - own - saved_words]
        # Unless another window of theirs had saved it, and somebody has replaced it since.
        lost += [f"{word}, gone from a form of {tab.officer}" for word in tab.missing - saved_words]
    saves = {save.last_word: (tab, save) for tab in tabs for save in tab.saves}
    written: list[tuple[User, str]] = []
    for _, versions in everywhere:
        ever: set[str] = set()
        for (_, before), (version, after) in pairwise([(None, set()), *versions]):
            new, known, ever = after - ever, ever, ever | after
            # By whom this version is: nobody else's form had the last word of theirs.
            for last_word in new & saves.keys():
                tab, save = saves[last_word]
                written.append((tab.officer, last_word))
                assert version.saved_by == tab.officer
                lost += [f"{word}, typed by {tab.officer}" for word in save.typed - after - known]
                lost += [f"{word}, which {tab.officer} never saw" for word in before - after - tab.shown]
    assert lost == [], f"WRITERS_SEED={SEED}"
    # Each is in the history once, and nothing else is.
    assert Counter(word for _, word in written) == Counter(saves.keys()), f"WRITERS_SEED={SEED}"
    by_writers = AuditEntry.objects.filter(verb__in=["start", "revise"], by__in=[tab.officer for tab in tabs])
    assert Counter(entry.by for entry in by_writers) == Counter(officer for officer, _ in written)

    # What nobody else touched stands where it was written, unless its own officer replaced it.
    text = Edition.objects.get(pk=everywhere[0][0].pk)
    for tab in tabs:
        (paragraph,) = re.findall(rf"<p>{OWN[tab.place]}\..*?</p>", text.body, re.DOTALL)
        of_shared = {word for save in tab.saves if save.address == tab.pages["shared"] for word in save.typed}
        assert of_shared & tab.own_words - tab.shown - words_in(paragraph) == set(), f"WRITERS_SEED={SEED}"
    # They did meet, or all of this says nothing.
    seen = sum((tab.seen for tab in tabs), Counter())
    assert seen.keys() >= {"merged", "side by side", "gone on with"}, f"WRITERS_SEED={SEED}"
