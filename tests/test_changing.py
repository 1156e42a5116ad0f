"""docs/changing.md is true: its files are there, and two of its changes are made for real in a copy."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "changing.md"
PARTS = ("accessibility", "config", "locale", "press", "static", "templates", "tests")

EVERYWHERE = {
    "a field of the form", "saved", "preview", "what two officers changed", "desk, frozen",
    "what was typed too late", "copied", "public page", "history", "feed", "searched",
}  # fmt: skip


def steps() -> dict[str, list[str]]:
    """Returns for each change the paths that its numbered steps begin with."""
    changes: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            paths = changes.setdefault(line.removeprefix("## "), [])
        elif step := re.match(r"\d+\. `([^`]+)`", line):
            paths.append(step[1])
    return changes


def test_the_page_tells_of_eight_changes_and_every_file_that_it_names_is_there() -> None:
    assert len(steps()) == 8
    named = re.findall(r"`([a-z_]+/[^`\s]*)`", PAGE.read_text(encoding="utf-8"))
    assert [path for path in named if not list(ROOT.glob(path))] == []


class Copy:
    """A copy of the project in which a newcomer makes a change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        shutil.copy(ROOT / "manage.py", folder)

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has changed: mend this test"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str) -> str:
        environment = os.environ | {
            "SECRET_KEY": "of the test",
            "DATABASE_URL": "sqlite://:memory:",
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SECOND_FACTOR": "demo",
            "REDIS_URL": "",
        }
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, check=True, capture_output=True,
            text=True,
        ).stdout  # fmt: skip

    def places(self, field: str, value: str, words: str) -> set[str]:
        found = json.loads(self.run("-m", "tests.field_walk", field, value, words).splitlines()[-1])
        return {place for place, stands in found.items() if stands}

    def touched(self) -> list[str]:
        """Returns what differs from the project, as the page names it: a new migration by its folder."""
        paths = []
        for file in sorted(
            path for part in PARTS for path in (self.folder / part).rglob("*") if path.is_file()
        ):
            path = file.relative_to(self.folder)
            if not (ROOT / path).exists():
                paths.append(f"{path.parent}/")
            elif not filecmp.cmp(ROOT / path, file, shallow=False):
                paths.append(str(path))
        return sorted(paths)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def without_catalogues(paths: list[str]) -> list[str]:
    return sorted(path for path in paths if not path.startswith("locale/"))


def test_a_text_field_is_everywhere_by_the_files_that_the_page_names(copy: Copy) -> None:
    copy.replace(
        "press/models/releases.py",
        '    body = RichTextField(_("text"))\n',
        '    body = RichTextField(_("text"))\n    subtitle = CharField(max_length=200, blank=True)\n',
    )
    with pytest.raises(subprocess.CalledProcessError) as forgotten:
        copy.run("manage.py", "check")
    assert "press.E001" in forgotten.value.stderr
    copy.replace(
        "press/models/releases.py",
        '        WrittenField("correction_note"',
        '        WrittenField("subtitle", search_weight="B"),\n        WrittenField("correction_note"',
    )
    copy.run("manage.py", "makemigrations", "press", "--name", "subtitle")
    assert copy.places("subtitle", "A quokka was elected", "A quokka was elected") == EVERYWHERE
    assert copy.touched() == without_catalogues(steps()["A text field"])


def test_a_kind_of_release_is_everywhere_by_the_files_that_the_page_names(copy: Copy) -> None:
    copy.replace(
        "press/models/releases.py",
        '    body = RichTextField(_("text"))\n',
        '    body = RichTextField(_("text"))\n'
        '    kind = models.CharField(choices={"release": "Press release", "notice": "Announcement"},'
        ' max_length=20, default="release")\n',
    )
    copy.replace(
        "press/models/releases.py",
        '        WrittenField("correction_note"',
        '        WrittenField("kind", is_in_language=False),\n        WrittenField("correction_note"',
    )
    copy.replace(
        "press/admin/editions.py", "        OrderFilter,\n    ", '        OrderFilter,\n        "kind",\n    '
    )
    copy.run("manage.py", "makemigrations", "press", "--name", "kind")
    copy.run("manage.py", "check")
    assert copy.places("kind", "notice", "Announcement") == EVERYWHERE - {
        "searched",
        "what was typed too late",
    }
    assert copy.touched() == without_catalogues(steps()["A kind of release"])
