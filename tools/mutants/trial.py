"""Asks the tests: which lines each of them runs, and whether they notice a mutant.

pytest collects the room's tests and opens the database once; then every test and every mutant has a forked
child of its own. No test runs in the parent: what is kept in memory between calls is empty in each child.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import coverage
import pytest

from tools.mutants import opening
from tools.mutants.children import Outcome, allow, in_children
from tools.mutants.making import Mutant
from tools.mutants.placing import Living, Unfit, living, place

T = TypeVar("T")
# Processor seconds that a test may take: the first time, and with a mutant so many times that and a few more.
FIRST, TIMES, AND_MORE = 120.0, 4.0, 10.0
STARTING = ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec")


class Asked(NamedTuple):
    """A test that was run alone: why it can't judge (or nothing), its seconds, the lines it runs by file."""

    why_not: str
    seconds: float
    lines: dict[str, list[int]]


class Trial:
    """A plugin of pytest: `judge(trial)` is called in place of the loop that runs the tests."""

    def __init__(self, root: Path, files: Sequence[Path], workers: int, scratch: Path) -> None:
        self.root, self.files, self.workers, self.scratch = root, files, workers, scratch
        self.items: dict[str, pytest.Item] = {}
        # What each test takes, once that is known.
        self.seconds: dict[str, float] = {}
        # The lines that run while the project starts, by file: a mutant would come too late for them.
        self.at_start: dict[str, list[int]] = {}
        self._start = self._measured()
        self._alive: Living = {}
        self._failed = self._skipped = False

    def begin(self, tests: Sequence[str], judge: Callable[["Trial"], None]) -> int:
        """Runs pytest with this plugin; returns its exit status."""
        self._judge = judge
        quiet = ["-q", "--no-header", "--capture=no", "-p", "no:cacheprovider", "-m", "not browser"]
        kept = [f"--basetemp={self.scratch / 'tests'}", "--override-ini=tmp_path_retention_policy=failed"]
        kept += [f"--rootdir={self.root}"]
        paths = dict.fromkeys([str(Path(opening.__file__)), *(str(self.root / each) for each in tests)])
        self._start.start()
        return int(pytest.main([*quiet, *kept, *paths], plugins=[self]))

    def pytest_configure(self) -> None:
        # Only now: pytest wants to be the first that loads it.
        from hypothesis import settings

        settings.register_profile("mutants", derandomize=True, max_examples=20, database=None, deadline=None)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise pytest.UsageError("not all tests could be collected")
        # By their file: pytest-django puts what asks no database last.
        begin = [item for item in session.items if item.path == Path(opening.__file__)]
        rest = [item for item in session.items if item not in begin]
        # With one to follow, so that the database stays open.
        for item, following in zip(begin, [*begin[1:], rest[0]], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if self._failed:
            raise pytest.UsageError("the test database could not be made")
        self._skipped = False
        self.items = {item.nodeid: item for item in rest}
        self._load()
        self.at_start = self._lines(self._start)
        self._alive = living([file.resolve() for file in self.files])
        gc.collect()
        gc.freeze()
        self._judge(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed |= report.failed
        self._skipped |= report.skipped

    def ask_each(self, names: Sequence[str]) -> Iterator[tuple[str, Asked]]:
        """Yields each of these tests with what it does without a mutant."""
        for name, outcome in self._in_children(iter(names), self._run_alone):
            why_not, lines = outcome.said or ("dies or takes too long", {})
            yield name, Asked(why_not, outcome.seconds, lines)

    def ask_together(self, names: Sequence[str]) -> list[str]:
        """Returns those that fail after the others though nothing was changed."""

        def work(these: Sequence[str], folder: Path) -> list[str]:
            return list(self._failing(these, folder))

        (_, outcome), *_ = self._in_children(iter([names]), work)
        if outcome.said is None:
            raise pytest.UsageError("the tests do not come to their end, one after another in one process")
        return list(outcome.said)

    def ask_about(self, mutants: Iterator[tuple[Mutant, Sequence[str]]]) -> Iterator[tuple[Mutant, Outcome]]:
        """Yields each mutant with its outcome: the test that failed, or ""; None when the child died."""
        for (mutant, _), outcome in self._in_children(mutants, self._run_changed):
            yield mutant, outcome

    def _in_children(self, tasks: Iterator[T], work: Callable[[T, Path], Any]) -> Iterator[tuple[T, Outcome]]:
        return in_children(tasks, work, self.workers, self.scratch)

    def _run_changed(self, task: tuple[Mutant, Sequence[str]], folder: Path) -> str:
        mutant, names = task
        try:
            place(mutant, self.root, self._alive)
        except Unfit as unfit:
            return f"unfit: {unfit}"
        return next(self._failing(names, folder), "")

    def _failing(self, names: Sequence[str], folder: Path) -> Iterator[str]:
        """Runs these tests one after another and yields each that fails, at once."""
        self._move_into(folder)
        items = [self.items[name] for name in names]
        for item, following in zip(items, [*items[1:], None], strict=True):
            self._failed = False
            allow(AND_MORE + TIMES * self.seconds[item.nodeid] if item.nodeid in self.seconds else FIRST)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                yield item.nodeid

    def _move_into(self, folder: Path) -> None:
        """Two children share no file: the page cache keeps its mark in DATA_DIR."""
        from django.conf import settings

        if settings.configured:
            settings.DATA_DIR = folder

    def _run_alone(self, name: str, folder: Path) -> tuple[str, dict[str, list[int]]]:
        started: list[str] = []
        sys.addaudithook(lambda event, _: started.append(event) if event in STARTING else None)
        measured = self._measured()
        measured.start()
        failed = list(self._failing([name], folder))
        lines = self._lines(measured)
        reasons = {"fails": failed, "starts a process": started, "is skipped": self._skipped}
        return next((reason for reason, holds in reasons.items() if holds), ""), lines

    def _lines(self, measured: coverage.Coverage) -> dict[str, list[int]]:
        measured.stop()
        data = measured.get_data()
        return {
            str(Path(each).relative_to(self.root)): data.lines(each) or [] for each in data.measured_files()
        }

    def _measured(self) -> coverage.Coverage:
        measured = coverage.Coverage(data_file=None, config_file=False, include=[str(f) for f in self.files])
        measured.set_option("run:disable_warnings", ["no-data-collected"])
        return measured

    def _load(self) -> None:
        """What every child would else load for itself; none of it is an answer that a function keeps."""
        from django.conf import settings
        from django.urls import get_resolver
        from django.utils import translation

        if settings.configured:
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    assert get_resolver().reverse_dict
                    translation.gettext("a message")
