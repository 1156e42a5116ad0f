"""Finds the functions of a room and makes their mutants."""

import ast
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.mutants.operators import Edit, Text, edits
from tools.mutants.rooms import Room

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function or method, with those inside it: they change together. `file` is from the root."""

    file: str
    name: str
    node: Definition
    text: Text

    @cached_property
    def digest(self) -> str:
        """Says whether it is the function that was tested: moved within its file it still is."""
        return hashlib.sha256(f"{self.file}\n{self.name}\n{self.text.of(self.node)}".encode()).hexdigest()[
            :16
        ]

    @property
    def first_line(self) -> int:
        return min([self.node.lineno, *(each.lineno for each in self.node.decorator_list)])

    @cached_property
    def mutants(self) -> "list[Mutant]":
        """Each that compiles and is another program than the function and the mutants before it."""
        seen = {ast.dump(self.node)}
        return [Mutant(self, edit) for edit in edits(self.node, self.text) if self._is_another(edit, seen)]

    def _is_another(self, edit: Edit, seen: set[str]) -> bool:
        try:
            changed = definition(self.text.after(edit), self.name, self.first_line)
            compile(ast.Module([changed], []), self.file, "exec")
        except SyntaxError:
            return False
        written = ast.dump(changed)
        return written not in seen and not seen.add(written)  # type: ignore[func-returns-value]

    def why_none(self) -> str:
        """Says why there are no mutants."""
        said = [each for each in self.node.body if not isinstance(each, ast.Expr | ast.Pass | ast.Assert)]
        return "no operator changes what is in it" if said else "nothing but words and narrowed types in it"


@dataclass(frozen=True)
class Mutant:
    """One edit of one function."""

    function: Function
    edit: Edit

    @property
    def key(self) -> str:
        start, end, new = self.edit
        begin = self.function.text.start(self.function.node)
        return f"{self.function.digest} {start - begin}-{end - begin} {new}"

    @property
    def source(self) -> str:
        return self.function.text.after(self.edit)

    @property
    def line(self) -> int:
        return self.function.text.content.count(b"\n", 0, self.edit.start) + 1

    @property
    def lines(self) -> range:
        """Returns the lines of the statement that is changed (of a compound one, its head), or the body's."""
        first, last = self.line, self.function.text.content.count(b"\n", 0, self.edit.end) + 1
        body = self.function.node.body
        if self.is_of_the_head():
            return range(body[0].lineno, (body[-1].end_lineno or last) + 1)
        around = [_head(each) for each in ast.walk(self.function.node) if isinstance(each, ast.stmt)]
        holding = [each for each in around if each.start <= first and last < each.stop]
        return min(holding, key=len, default=range(first, last + 1))

    def is_of_the_head(self) -> bool:
        """Whether a default is changed, which the function's code does not hold."""
        return self.edit.end <= self.function.text.start(self.function.node.body[0])

    def diff(self) -> list[str]:
        """Returns what goes and what comes, each in one line, as in a unified diff."""
        was, now = self.function.text.content.decode().splitlines(), self.source.splitlines()
        lines = list(difflib.unified_diff(was, now, n=0, lineterm=""))[3:]
        parts = {sign: [line[1:].strip() for line in lines if line[0] == sign] for sign in "-+"}
        return [f"{sign} {' '.join(part)}" for sign, part in parts.items() if part]


def _head(statement: ast.stmt) -> range:
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if isinstance(body, list) and body:
        # A case of `match` has no place of its own; its pattern has.
        first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        return range(statement.lineno, max(first.lineno, statement.lineno + 1))
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def definition(source: str, name: str, first_line: int) -> Definition:
    """Returns that function of the source; raises SyntaxError where there is none."""
    for found, node in _definitions(ast.parse(source).body, ""):
        if found == name and first_line in {node.lineno, *(each.lineno for each in node.decorator_list)}:
            return node
    raise SyntaxError(name)


def _definitions(body: list[ast.stmt], inside: str) -> Iterator[tuple[str, Definition]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inside + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _definitions(node.body, f"{inside}{node.name}.")
        else:
            for field in ("body", "orelse", "handlers", "finalbody"):
                yield from _definitions(getattr(node, field, []), inside)


def source_files(room: Room, root: Path) -> list[Path]:
    """Returns the Python files of the room."""
    paths = [root / each for each in room.sources]
    return sorted({file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])})


def functions(room: Room, root: Path) -> Iterator[Function]:
    """Yields every function of the room."""
    for file in source_files(room, root):
        source = file.read_text(encoding="utf-8")
        text = Text(source)
        for name, node in _definitions(ast.parse(source).body, ""):
            yield Function(str(file.relative_to(root)), name, node, text)
