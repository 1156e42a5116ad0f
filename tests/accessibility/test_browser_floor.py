"""Nothing newer than Chrome 80 and Firefox 78 without its fallback, written down in docs/accessibility.md."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from accessibility import stylesheet
from accessibility.own_colours import Pair

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ROOT / ".tools"
NEEDED = ("acorn", "postcss", "@mdn/browser-compat-data")
# The editor's own files are in its package, Django's in Django: what is read here is what we wrote.
OURS = sorted(
    path
    for folder in (ROOT / "static", ROOT / "accessibility" / "static")
    for path in folder.rglob("*")
    if path.suffix in {".css", ".js"}
)

Newer = Callable[..., dict[str, list[str]]]


@pytest.fixture(scope="module")
def newer() -> Newer:
    """Returns a function that gives what files use beyond the floor: feature → where."""
    if not shutil.which("node") or not all((JUDGES / "node_modules" / name).is_dir() for name in NEEDED):
        pytest.skip(f"{', '.join(NEEDED)}: not there; `make test` installs them where npm is")

    def look(*paths: Path) -> dict[str, list[str]]:
        script = ROOT / "tests" / "tools" / "floor.mjs"
        run = subprocess.run(
            ["node", script, JUDGES, *paths], capture_output=True, text=True, check=True, timeout=60
        )
        found: dict[str, list[str]] = {}
        for use in json.loads(run.stdout):
            found.setdefault(use["feature"], []).append(f"{Path(use['file']).name}:{use['line']}")
        return found

    return look


def written_down() -> set[str]:
    text = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    section = text.split("## The browser floor")[1].split("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    assert all(fallback.strip() for _, fallback in rows)
    return {name for names, _ in rows for name in re.findall("`([^`]+)`", names)}


def test_everything_newer_than_the_floor_is_written_down_with_its_fallback(
    newer: Newer, tmp_path: Path
) -> None:
    own = tmp_path / "own.css"
    own.write_text(stylesheet.own(Pair("#000000", "#ffff00")), encoding="utf-8")
    found = newer(*OURS, own)
    assert {name: places for name, places in found.items() if name not in written_down()} == {}
    assert written_down() - {*found} == set()


@pytest.mark.parametrize(
    ("name", "text", "feature"),
    [
        ("a.css", "@layer a { p { color: red } }", "css.at-rules.layer"),
        ("a.css", "p { inset: 0 }", "css.properties.inset"),
        ("a.css", "p:is(a) { color: red }", "css.selectors.is"),
        ("a.css", "p { color: oklch(1 2 3) }", "css.types.oklch"),
        ("a.css", "p { height: 10dvh }", "css.types.length.dvh"),
        ("a.css", "p { display: flex; gap: 1em }", "css.properties.gap.flex_context"),
        ("a.css", "p { colour: red }", "unknown.colour"),
        ("a.js", "[1].at(0);", "Array.at"),
        ("a.js", "structuredClone(1);", "structuredClone"),
        ("a.js", "document.addEventListener('scrollend', alert);", "Document.scrollend_event"),
        ("a.js", "a ||= 1;", "syntax.Unexpected token (1:4)"),
    ],
)
def test_the_judge_sees_what_is_too_new(
    newer: Newer, tmp_path: Path, name: str, text: str, feature: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert feature in newer(tmp_path / name)


def test_the_judge_lets_pass_what_the_floor_knows(newer: Newer, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p { display: grid; gap: 1em; width: min(1em, 2vw) }", encoding="utf-8")
    (tmp_path / "a.js").write_text("document.body?.closest('p')?.remove();", encoding="utf-8")
    assert newer(tmp_path / "a.css", tmp_path / "a.js") == {}
