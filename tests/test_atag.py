"""docs/atag.toml: all 63 criteria of ATAG 2.0, each with how it is known; the document says the same."""

import ast
import datetime
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tools import atag
from tools.atag import Criterion, count, read_table
from tools.setting_up import ROOT, Refusal

TABLE = read_table()
DOCUMENT = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
# How many criteria each guideline of the Recommendation has.
GUIDELINES = {
    "A.1.1": 1, "A.1.2": 2, "A.2.1": 2, "A.2.2": 2, "A.3.1": 6, "A.3.2": 4, "A.3.3": 1, "A.3.4": 2,
    "A.3.5": 1, "A.3.6": 3, "A.3.7": 2, "A.4.1": 3, "A.4.2": 2,
    "B.1.1": 2, "B.1.2": 4, "B.2.1": 1, "B.2.2": 2, "B.2.3": 3, "B.2.4": 4, "B.2.5": 2,
    "B.3.1": 5, "B.3.2": 1, "B.4.1": 4, "B.4.2": 4,
}  # fmt: skip
# Those of the level AA, and of AAA; those whose level is that of WCAG; the others are A.
AA = [
    "A.2.2.2", "A.3.1.3", "A.3.4.1", "A.3.5.1", "A.3.6.2", "A.3.6.3", "A.4.2.2", "B.2.4.2", "B.2.4.3",
    "B.2.5.1", "B.2.5.2", "B.3.1.4", "B.3.1.5", "B.4.1.3", "B.4.1.4",
]  # fmt: skip
AAA = [
    "A.3.1.4", "A.3.1.5", "A.3.1.6", "A.3.2.4", "A.3.4.2", "A.3.7.2", "A.4.1.3", "B.2.3.3", "B.2.4.4",
    "B.4.2.3", "B.4.2.4",
]  # fmt: skip
OF_WCAG = [
    "A.1.1.1", "B.1.1.1", "B.1.1.2", "B.1.2.1", "B.1.2.2", "B.2.1.1", "B.2.2.1", "B.2.2.2", "B.2.3.1",
    "B.2.4.1", "B.3.1.1", "B.3.2.1", "B.4.2.1",
]  # fmt: skip


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def test_every_criterion_of_the_recommendation_is_there_once_in_its_order() -> None:
    numbers = [f"{guideline}.{n}" for guideline, most in GUIDELINES.items() for n in range(1, most + 1)]
    assert len(numbers) == 63
    assert [each.number for each in TABLE] == numbers


def test_each_has_the_level_that_the_recommendation_gives_it() -> None:
    given = dict.fromkeys(AA, "AA") | dict.fromkeys(AAA, "AAA") | dict.fromkeys(OF_WCAG, "A/AA/AAA")
    assert {each.number: each.level for each in TABLE} == {
        each.number: given.get(each.number, "A") for each in TABLE
    }
    assert Counter(each.level for each in TABLE) == {"A": 24, "AA": 15, "AAA": 11, "A/AA/AAA": 13}


@pytest.mark.parametrize("criterion", TABLE, ids=lambda each: each.number)
def test_each_says_what_it_asks_how_we_stand_and_how_that_is_known(criterion: Criterion) -> None:
    assert criterion.result in atag.RESULTS
    assert all(words.endswith(".") for words in (criterion.asks, criterion.why))
    if criterion.result == "passes":
        assert criterion.tests or criterion.checks
    for test in criterion.tests:
        path, _, function = test.partition("::")
        assert (ROOT / path).is_file(), test
        assert function in functions_of(path), test
        assert function.startswith("test_"), test
    for check in criterion.checks:
        assert all((check.do, check.see, check.by))
        assert datetime.date.fromisoformat(check.on)


def test_the_document_says_the_same_figures() -> None:
    section = DOCUMENT.partition("## ATAG 2.0")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| ([A/]+|all) \| ([\d |]+) \|$", section, re.MULTILINE))
    assert {level: [int(n) for n in cells.split("|")] for level, cells in rows.items()} == {
        level: [numbers[name] for name in ("criteria", "apply", *atag.RESULTS)]
        for level, numbers in count(TABLE).items()
    }
    named = set(re.findall(r"\b[AB]\.\d\.\d\.\d\b", section))
    assert {each.number for each in TABLE if each.result != "passes"} <= named


def test_it_is_printed_level_by_level_and_summed_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGS", "")
    monkeypatch.setenv("COLUMNS", "80")
    assert atag.main() == 0
    said = capsys.readouterr().out
    lines = said.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.startswith("Level")][:3] == ["Level A", "Level AA", "Level AAA"]
    assert len([line for line in lines if re.match(r"[AB]\.\d\.\d\.\d  ", line)]) == 63
    assert re.search(r"^all +63 +\d+ +\d+ +\d+ +\d+$", said, re.MULTILINE)


def test_of_one_all_that_is_known_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGS", "A.3.5")
    assert atag.main() == 0
    said = capsys.readouterr().out
    assert said.startswith("A.3.5.1 (level AA): ")
    assert "  test: tests/browser/test_structure.py::" in said
    monkeypatch.setenv("ARGS", "C.1")
    with pytest.raises(Refusal, match=r"begins with C\.1"):
        atag.main()


def test_a_check_by_a_person_is_told_with_its_day_and_who(tmp_path: Path) -> None:
    table = tmp_path / "atag.toml"
    table.write_text(
        '[[criterion]]\nnumber = "A.1.1.1"\nlevel = "A"\nasks = "It works."\n'
        'result = "passes"\nwhy = "It does."\n'
        '[[criterion.checks]]\ndo = "Look."\nsee = "It is there."\non = 2026-11-27\nby = "Dana"\n'
    )
    (criterion,) = read_table(table)
    assert list(atag._tell(criterion, 80))[-2:] == ["  do: Look.", "  see: It is there. (2026-11-27, Dana)"]


def test_run_hands_the_named_tests_to_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(atag, "set_up", lambda requirements: None)

    def pretend(command: list[str], **options: object) -> object:
        commands.append(command)
        return type("Run", (), {"returncode": 0})

    monkeypatch.setattr(atag.subprocess, "run", pretend)
    monkeypatch.setenv("ARGS", "--run B.4.2.4")
    assert atag.main() == 0
    (criterion,) = [each for each in TABLE if each.number == "B.4.2.4"]
    assert commands[-1][-len(criterion.tests) :] == list(criterion.tests)
