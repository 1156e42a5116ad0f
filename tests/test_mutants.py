"""`make mutants`: whatever a function is wrapped in, it is changed, and what no test notices is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants.making import functions
from tools.mutants.rooms import ROOMS, Room

ROOT = Path(__file__).resolve().parent.parent

SPEECH = '''
import contextlib
import functools
import logging

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def loud(function):
    @functools.wraps(function)
    def louder(*arguments, **named):
        return function(*arguments, **named).upper()

    return louder


@loud
def greeting(name, *, formal=False):
    """Not changed."""
    assert name is not None
    return "Dear " + name if formal else name


@functools.lru_cache
def is_long(words):
    return words > 100


@contextlib.contextmanager
def opened(log):
    log.append("open")
    yield len(log)
    log.append("closed")


class Speaker:
    @property
    def seat(self):
        return 12

    @classmethod
    def first(cls):
        return cls().seat - 11

    @staticmethod
    def until_silent(seconds):
        while seconds > 0:
            seconds -= 1
        return "silent"

    def __str__(self):
        logger.info("asked for %s", "a name")
        return _("The speaker")

    def leaves(self): ...


def unheard():
    return 1


def once():
    return 0


NOUGHT = once()
'''

TESTS = """
import time

import pytest

from hall import speech


@pytest.mark.parametrize("formal, said", [(True, "DEAR ANN"), (False, "ANN")])
def test_a_greeting(formal, said):
    assert speech.greeting("Ann", formal=formal) == said


def test_a_short_greeting():
    assert speech.greeting("Ann") == "ANN"


@pytest.mark.parametrize("words", [1, 1000])
def test_what_is_long(words):
    assert speech.is_long(words) is (words > 500)


def test_what_is_opened_is_closed():
    log = []
    with speech.opened(log) as number:
        assert number == 1
    assert log == ["open", "closed"]


def test_the_first_seat():
    assert speech.Speaker().seat == 12
    assert speech.Speaker.first() == 1


def test_silence():
    assert speech.Speaker.until_silent(3) == "silent"


@pytest.mark.parametrize("turn", range(6))
def test_a_paper_stays_on_the_table(tmp_path, turn):
    (tmp_path / "paper").write_text("minutes")
    time.sleep(0.1 + turn % 2 * 0.15)
    assert (tmp_path / "paper").read_text() == "minutes"


def test_who_speaks_in_a_process_of_its_own():
    import subprocess
    subprocess.run(["true"], check=True)
    assert speech.unheard() == 1


def test_what_fails_anyway():
    assert speech.unheard() == 2
"""

RUN = """
import sys
from pathlib import Path
from tools.mutants import trial
from tools.mutants.__main__ import main
from tools.mutants.rooms import Room
trial.AND_MORE = 0.5
sys.exit(main(["hall", "--workers", "2", *sys.argv[1:]], Path.cwd(), {"hall": Room(("hall",), ("tests",))}))
"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, tested once."""
    root = tmp_path_factory.mktemp("project")
    for name, content in {
        "pyproject.toml": "[tool.pytest.ini_options]\ndjango_find_project = false\n",
        "hall/__init__.py": "",
        "hall/speech.py": SPEECH,
        "tests/test_speech.py": TESTS,
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content)
    told = ask(root)
    (root / "told").write_text(told)
    return root


def ask(root: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = f"{root}:{ROOT}"
    command = [sys.executable, "-c", RUN, *arguments]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def states(root: Path) -> dict[tuple[str, str], str]:
    """Returns what came of each mutant, by function and by what the changed line says."""
    kept = json.loads((root / "var" / "mutants" / "hall.json").read_text())
    return {
        (function.name, mutant.diff()[-1]): kept[mutant.key][0]
        for function in functions(Room(("hall",), ()), root)
        for mutant in function.mutants
    }


def test_functions_are_changed_whatever_they_are_wrapped_in(hall: Path) -> None:
    killed = {name for (name, _), state in states(hall).items() if state == "killed"}
    assert killed == {
        "loud", "greeting", "is_long", "opened", "Speaker.seat", "Speaker.first", "Speaker.until_silent"
    }  # fmt: skip


def test_a_default_is_changed(hall: Path) -> None:
    assert states(hall)["greeting", "+ def greeting(name, *, formal=True):"] == "killed"


def test_what_no_test_notices_is_told_with_its_place_and_diff(hall: Path) -> None:
    assert states(hall)["is_long", "+ return words >= 100"] == "survived"
    line = SPEECH.splitlines().index("    return words > 100") + 1
    told = (hall / "told").read_text()
    assert f"hall/speech.py:{line} is_long\n    - return words > 100\n    + return words >= 100\n" in told
    assert "+ return words <= 100" not in told


def test_what_goes_on_for_ever_is_ended(hall: Path) -> None:
    assert states(hall)["Speaker.until_silent", "+ pass"] == "timed out"


def test_a_test_that_fails_or_starts_a_process_does_not_judge(hall: Path) -> None:
    told = (hall / "told").read_text()
    assert "14 of 16 tests judge; left out: 1 starts a process, 1 fails" in told
    assert states(hall)["unheard", "+ return 2"] == "no test runs it"


def test_what_runs_only_while_the_project_starts_is_told_apart(hall: Path) -> None:
    assert states(hall)["once", "+ return 1"] == "runs at the start"


def test_functions_without_mutants_are_listed_with_the_reason(hall: Path) -> None:
    told = (hall / "told").read_text()
    assert "Functions without any mutant (1 of 11):" in told
    assert "Speaker.leaves: nothing but words" in told


def test_words_for_people_are_left_alone(hall: Path) -> None:
    changed = [line for (_, line) in states(hall)]
    for words in ("Not changed", "asked for", "XXThe speaker", "assert"):
        assert not any(words in line for line in changed), words


def test_what_is_known_is_not_tested_again(hall: Path) -> None:
    source = hall / "hall" / "speech.py"
    kept = hall / "var" / "mutants" / "hall.json"
    before = json.loads(kept.read_text())
    source.write_text(SPEECH.replace("words > 100", "words > 99"))
    try:
        ask(hall, "--only", "is_long")
    finally:
        source.write_text(SPEECH)
    after = json.loads(kept.read_text())
    assert {key: after[key] for key in before} == before
    assert {after[key][0] for key in after.keys() - before.keys()} == {"killed", "survived"}


def test_a_report_is_a_table(hall: Path) -> None:
    head, rule, *rows = ask(hall, "--report").splitlines()
    assert head.startswith("| `hall` | functions | made | killed | timed out | survived |")
    assert {line.count("|") for line in (rule, *rows[:2])} == {head.count("|")}
    assert rows[0].startswith("| hall/speech.py | 11 |")


@pytest.mark.parametrize("name", ROOMS)
def test_every_room_is_there(name: str) -> None:
    for path in (*ROOMS[name].sources, *ROOMS[name].tests):
        assert (ROOT / path).exists(), path
