"""Before `.venv` is there, what `make` starts has the standard library alone. All else: `lint-imports`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Run in .venv by the others.
IN_VENV = {"catalogues.py", "prepare.py", "reloading.py", "source_archive.py", "words.py"}


def imported(path: Path) -> Iterator[str]:
    """Yields the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_what_make_starts_needs_nothing_but_python() -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in (ROOT / "tools").glob("*.py")
        if path.name not in IN_VENV
        for name in imported(path)
        if name.split(".")[0] not in {"tools", *sys.stdlib_module_names}
        or any(name.startswith(f"tools.{module.removesuffix('.py')}") for module in IN_VENV)
    ]
    assert wrong == []
