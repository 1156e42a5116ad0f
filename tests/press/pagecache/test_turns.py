"""One page at a time for each pair of processors, and none while an officer is worked for."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.test import RequestFactory

from press.pagecache import turns
from press.pagecache.bulkheads import PAGES, Bulkheads
from press.pagecache.turns import Turns, open_turns

Turn = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)


class Held:
    """A turn that is held on a thread of its own until it is let go."""

    def __init__(self, turn: Turn) -> None:
        self.began, self._let = Event(), Event()
        self._thread = ThreadPoolExecutor(1)
        self._done = self._thread.submit(self._hold, turn)

    def _hold(self, turn: Turn) -> None:
        with turn():
            self.began.set()
            self._let.wait(60)

    def let_go(self) -> None:
        self._let.set()
        self._done.result(60)
        self._thread.shutdown()


def of_two_processes(folder: Path, processors: int = 2) -> tuple[Turns, Turns]:
    return Turns(folder, processors=processors), Turns(folder, processors=processors)


def test_a_page_waits_for_that_of_another_process(tmp_path: Path) -> None:
    one, other = of_two_processes(tmp_path)
    first = Held(one.rendering)
    assert first.began.wait(60)
    second = Held(other.rendering)
    assert not second.began.wait(0.05)
    first.let_go()
    assert second.began.wait(60)
    second.let_go()


def test_four_processors_render_two(tmp_path: Path) -> None:
    one, other = of_two_processes(tmp_path, processors=4)
    held = [Held(one.rendering), Held(other.rendering)]
    assert [each.began.wait(60) for each in held] == [True, True]
    third = Held(other.rendering)
    assert not third.began.wait(0.05)
    for each in (*held, third):
        each.let_go()


def test_no_page_begins_while_officers_are_worked_for(tmp_path: Path) -> None:
    one, other = of_two_processes(tmp_path)
    officers = [Held(one.working_for_an_officer), Held(other.working_for_an_officer)]
    assert [each.began.wait(60) for each in officers] == [True, True]
    page = Held(other.rendering)
    officers[0].let_go()
    assert not page.began.wait(0.05)
    officers[1].let_go()
    assert page.began.wait(60)
    # Nor does an officer wait for a page.
    third = Held(one.working_for_an_officer)
    assert third.began.wait(60)
    for each in (page, third):
        each.let_go()


def test_what_hangs_elsewhere_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    one, other = of_two_processes(tmp_path)
    hangs, works = Held(one.rendering), Held(other.working_for_an_officer)
    assert hangs.began.wait(60)
    assert works.began.wait(60)
    with other.rendering():
        pass
    for each in (hangs, works):
        each.let_go()


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    holds = (
        "import sys, pathlib, time; import django; django.setup()\n"
        "from press.pagecache.turns import Turns\n"
        "with Turns(pathlib.Path(sys.argv[1]), processors=2).rendering():\n"
        "    print('on', flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", holds, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "on\n"
        waits = Held(Turns(tmp_path, processors=2).rendering)
        assert not waits.began.wait(0.05)
        process.send_signal(signal.SIGKILL)
    assert waits.began.wait(60)
    waits.let_go()


@pytest.mark.parametrize("folder", [None, Path("/nowhere/at/all")])
def test_where_nothing_can_be_written_nobody_waits(folder: Path | None) -> None:
    one, other = of_two_processes(folder)  # type: ignore[arg-type]
    with one.rendering(), other.rendering(), one.working_for_an_officer():
        pass


def test_the_machine_has_them_in_its_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert open_turns()._folder == tmp_path / "turns"
    (tmp_path / "file").write_text("no folder")
    settings.DATA_DIR = tmp_path / "file"
    assert open_turns()._folder is None


def test_pages_take_turns_at_a_lower_priority_and_officers_are_worked_for() -> None:
    taken: list[str] = []

    class Noted(Turns):
        @contextmanager
        def rendering(self) -> Any:
            taken.append("page")
            yield

        @contextmanager
        def working_for_an_officer(self) -> Any:
            taken.append("officer")
            yield

    niceness = []

    def django(_environ: Any, start_response: Any) -> list[bytes]:
        niceness.append(os.getpriority(os.PRIO_PROCESS, 0))
        start_response("200 OK", [])
        return [b""]

    usual = os.getpriority(os.PRIO_PROCESS, 0)
    bulkheads = Bulkheads(
        django, is_known=lambda environ: bool(environ.get("HTTP_COOKIE")), turns=Noted(None)
    )
    for headers in ({}, {"cookie": "officer"}):
        bulkheads(RequestFactory().get("/en/", headers=headers).environ, lambda *_: None)
    bulkheads(RequestFactory().get("/static/site.css").environ, lambda *_: None)
    assert taken == ["page", "officer"]
    assert niceness == [usual + PAGES.niceness, usual, usual]
