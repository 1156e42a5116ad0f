"""Imports run one way: config → both apps, press → accessibility; inside press from right to left alone."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("accessibility", "config", "press", "tools")

# A room may import those to its left, never its neighbours of the same step.
STEPS = (
    ("addresses", "groups", "languages", "numbers", "postgresql", "prepared", "richtext", "transliteration"),
    ("models",),
    ("illustrations", "ledger", "readership", "revisions"),
    ("pagecache",),
    ("publication",),
    ("workflow",),
    ("importing", "sample"),
    ("views",),
    ("api", "feeds", "sitemaps"),
    ("admin",),
    ("management", "templatetags", "middleware", "apps", "urls", "urls_machines"),
)
# These read models through `live()` and change nothing.
READING = {"api", "feeds", "sitemaps", "views"}
READ_BY_THEM = {
    "addresses",
    "languages",
    "numbers",
    "prepared",
    "richtext",
    "transliteration",
    "models",
    "illustrations",
    "readership",
    "pagecache",
    "views",
}


def modules() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imported(path: Path) -> Iterator[str]:
    """Yields the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room(path: Path) -> str:
    return path.relative_to(ROOT / "press").parts[0].removesuffix(".py")


@pytest.mark.parametrize(
    ("package", "may_import"),
    [
        ("accessibility", {"accessibility"}),
        ("press", {"accessibility", "press"}),
        ("config", {"accessibility", "config", "press"}),
        ("tools", {"accessibility", "press", "tools"}),  # a benchmark may import what it measures
    ],
)
def test_packages_import_one_way(package: str, may_import: set[str]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules()
        if path.is_relative_to(ROOT / package)
        for name in imported(path)
        if name.split(".")[0] in set(PACKAGES) - may_import
    ]
    assert wrong == []


def test_a_room_of_press_imports_only_those_to_its_left() -> None:
    place = {name: number for number, names in enumerate(STEPS) for name in names}
    wrong = []
    for path in modules():
        if not path.is_relative_to(ROOT / "press") or path == ROOT / "press" / "__init__.py":
            continue
        own = room(path)
        assert own in place, f"press/{own} has no place in the order yet"
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "press" or len(parts) < 2 or parts[1] == own:
                continue
            other = parts[1]
            left = place[other] < place[own]
            if not left or (own in READING and other not in READ_BY_THEM):
                wrong.append(f"{path.relative_to(ROOT)} imports press.{other}")
    assert wrong == []


def test_what_make_starts_needs_nothing_but_python() -> None:
    """Before .venv is there only the standard library is."""
    in_venv = {"bench_display.py", "catalogues.py", "prepare.py", "words.py"}
    wrong = [
        f"{path.name} imports {name}"
        for path in (ROOT / "tools").glob("*.py")
        if path.name not in in_venv
        for name in imported(path)
        if name.split(".")[0] not in {"tools", *sys.stdlib_module_names}
        or any(name.startswith(f"tools.{module.removesuffix('.py')}") for module in in_venv)
    ]
    assert wrong == []
