"""The small changes: each operator yields edits of the source for one node of its syntax tree.

Left out, so that what survives says something: annotations, decorators, docstrings, `assert`, `if
TYPE_CHECKING`, the arguments of loggers, and translated sentences. f-strings are changed as a whole.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip
OTHER: dict[type[ast.AST], str] = {
    ast.And: "or", ast.Or: "and",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "/", ast.Pow: "*",
    ast.BitOr: "&", ast.BitAnd: "|", ast.BitXor: "&", ast.LShift: ">>", ast.RShift: "<<",
}  # fmt: skip
OTHER_NAMES = {
    "any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list", "filter": "exclude",
    "exclude": "filter", "first": "last", "last": "first", "startswith": "endswith", "lower": "upper",
}  # fmt: skip
# Links of a chain that can be taken out of it: `.filter(…)`, `.strip()`.
LINKS = {"filter", "exclude", "order_by", "distinct", "strip", "lower", "casefold", "replace", "removeprefix"}
# They save time and change nothing: taking one of their names away would always survive.
HASTE = {"select_related", "prefetch_related", "only", "defer"}
TRANSLATING = {"_"} | {
    f"{kind}gettext{lazy}" for kind in ("", "n", "p", "np") for lazy in ("", "_lazy", "_noop")
}
LOGGERS = {"logger", "logging"}
UNDIVIDED = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.JoinedStr, ast.List, ast.Dict,
    ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip


class Edit(NamedTuple):
    """The bytes from start to end of the source become `new`."""

    start: int
    end: int
    new: str


class Text:
    """A source by the places of its syntax tree, which count in bytes."""

    def __init__(self, source: str) -> None:
        self.content = source.encode()
        self._lines: list[int] = [0]
        for line in self.content.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def start(self, node: Any) -> int:
        return self._lines[int(node.lineno) - 1] + int(node.col_offset)

    def end(self, node: Any) -> int:
        return self._lines[int(node.end_lineno) - 1] + int(node.end_col_offset)

    def of(self, node: ast.AST) -> str:
        return self.content[self.start(node) : self.end(node)].decode()

    def as_operand(self, node: ast.AST) -> str:
        return self.of(node) if isinstance(node, UNDIVIDED) else f"({self.of(node)})"

    def instead(self, node: ast.AST, new: str) -> Edit:
        return Edit(self.start(node), self.end(node), new)

    def after(self, edit: Edit) -> str:
        return (self.content[: edit.start] + edit.new.encode() + self.content[edit.end :]).decode()

    def without_each(self, parts: Sequence[tuple[int, int]], closing: int) -> Iterator[Edit]:
        """Yields an edit that takes out each of the parts of a list that ends at `closing`."""
        for number, (start, end) in enumerate(parts):
            if number + 1 < len(parts):
                yield Edit(start, parts[number + 1][0], "")
            elif number:
                yield Edit(parts[number - 1][1], end, "")
            else:
                yield Edit(start, closing, "")


def edits(node: ast.AST, text: Text, parent: ast.AST | None = None) -> Iterator[Edit]:
    """Yields every edit within the node; what does not compile is among them."""
    if _is_left_out(node):
        return
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node, text, parent)
    if isinstance(node, ast.JoinedStr) or _is_a_call_of(node, LOGGERS):
        return
    for field, value in ast.iter_fields(node):
        if field not in {"annotation", "returns", "decorator_list"}:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from edits(child, text, node)


def _is_left_out(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.If(test=ast.Name("TYPE_CHECKING")) | ast.Expr(ast.Constant()):
            return True
        case ast.Call(func=ast.Name(name)):
            return name in TRANSLATING
    return False


def _is_a_call_of(node: ast.AST, owners: set[str]) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(ast.Name(owner))):
            return owner in owners
    return False


def _comparison(node: ast.Compare, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    operands = [text.as_operand(each) for each in (node.left, *node.comparators)]
    for changed in range(len(node.ops)):
        signs = [COMPARED[type(each)][number == changed] for number, each in enumerate(node.ops)]
        rest = [f" {sign} {operand}" for sign, operand in zip(signs, operands[1:], strict=True)]
        yield text.instead(node, operands[0] + "".join(rest))


def _both_or_either(node: ast.BoolOp, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    same = "and" if isinstance(node.op, ast.And) else "or"
    operands = [text.as_operand(value) for value in node.values]
    yield text.instead(node, f" {OTHER[type(node.op)]} ".join(operands))
    for left_out in range(len(operands)):
        yield text.instead(node, f" {same} ".join(operands[:left_out] + operands[left_out + 1 :]))


def _sign(node: ast.UnaryOp, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    yield text.instead(node, text.as_operand(node.operand))


def _calculation(node: ast.BinOp, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    if isinstance(node.op, ast.Mod) and _is_left_out(node.left):
        return
    new = f"{text.as_operand(node.left)} {OTHER[type(node.op)]} {text.as_operand(node.right)}"
    yield text.instead(node, new)


def _constant(node: ast.Constant, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    match node.value:
        case bool() | None:
            if not isinstance(parent, ast.Compare):
                yield text.instead(node, "False" if node.value else "True")
        case int() | float():
            yield text.instead(node, repr(node.value + 1))
        case str():
            yield text.instead(node, repr(f"XX{node.value}XX" if node.value else "XX"))
        case bytes():
            yield text.instead(node, repr(b"XX" + node.value))


def _whole_text(node: ast.JoinedStr, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    yield text.instead(node, '"XX"')


def _answer(node: ast.Return, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    match node.value:
        case None:
            yield text.instead(node, "pass")
        case ast.Constant(value=bool() | None):
            pass
        case value:
            yield text.instead(value, "None")


def _yielded(node: ast.Yield, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    if node.value:
        yield text.instead(node.value, "None")


def _condition(node: ast.If | ast.While | ast.IfExp, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    yield from _always_and_never(node.test, text)


def _conditions(node: ast.comprehension, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    for condition in node.ifs:
        yield from _always_and_never(condition, text)


def _always_and_never(condition: ast.expr, text: Text) -> Iterator[Edit]:
    if isinstance(condition, ast.Constant):
        return
    binds = any(isinstance(node, ast.NamedExpr) for node in ast.walk(condition))
    for word, value in (("or", "True"), ("and", "False")):
        yield text.instead(condition, f"(({text.of(condition)}) {word} {value})" if binds else value)


def _statement(node: ast.stmt, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    match node, parent:
        case ast.Expr(ast.Call()) | ast.Delete() | ast.AugAssign() | ast.Break(), _:
            yield text.instead(node, "pass")
        case ast.Continue(), _:
            yield text.instead(node, "break")
        case ast.Raise(), ast.If(body=[only]) if only is node:  # its condition never holds: the same
            pass
        case ast.Raise(), _:
            yield text.instead(node, "pass")


def _assignment(node: ast.Assign | ast.AnnAssign, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is None:
        return
    if any(isinstance(each, ast.Name) for target in targets for each in ast.walk(target) if _is_set(each)):
        # Without it the name would not be there at all, which anything notices.
        yield text.instead(node.value, "None")
    else:
        yield text.instead(node, "pass")
    if len(targets) > 1:
        for number, target in enumerate(targets):
            following = targets[number + 1] if number + 1 < len(targets) else node.value
            yield Edit(text.start(target), text.start(following), "")
    if isinstance(targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        for element in node.value.elts:
            yield text.instead(element, "None")


def _is_set(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _changed_in_place(node: ast.AugAssign, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    yield text.instead(node, f"{text.of(node.target)} {OTHER[type(node.op)]}= {text.of(node.value)}")


def _call(node: ast.Call, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    if _is_a_call_of(node, LOGGERS):
        return
    named = [each for each in node.keywords if each.arg]
    yield from (text.instead(each.value, "None") for each in named)
    given: list[ast.expr | ast.keyword] = sorted([*node.args, *node.keywords], key=text.start)
    parts = [(text.start(each), text.end(each)) for each in given]
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    for each, edit in zip(given, text.without_each(parts, text.end(node) - 1), strict=True):
        # Of arguments by position the last may be one that can be left out, and texts are often in a row.
        may_go = isinstance(each, ast.Constant) or each in node.args[-1:]
        if each in named or (may_go and len(given) > 1 and name not in HASTE):
            yield edit
    if name in LINKS and isinstance(node.func, ast.Attribute):
        yield text.instead(node, text.of(node.func.value))
    if name in OTHER_NAMES and isinstance(node.func, ast.Attribute):
        yield Edit(text.end(node.func.value), text.end(node.func), f".{OTHER_NAMES[name]}")


def _name(node: ast.Name, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    if node.id in OTHER_NAMES and isinstance(parent, ast.Call):
        yield text.instead(node, OTHER_NAMES[node.id])


def _slice(node: ast.Slice, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    for bound in (node.lower, node.upper, node.step):
        if bound:
            yield text.instead(bound, "")


def _elements(node: ast.List | ast.Set, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    if not _is_set(node):
        parts = [(text.start(each), text.end(each)) for each in node.elts]
        yield from text.without_each(parts, text.end(node) - 1)


def _pairs(node: ast.Dict, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    pairs = list(zip(node.keys, node.values, strict=True))
    parts = [(text.start(key) if key else text.start(value) - 2, text.end(value)) for key, value in pairs]
    yield from text.without_each(parts, text.end(node) - 1)


def _tuple(node: ast.Tuple, text: Text, parent: ast.AST | None) -> Iterator[Edit]:
    unpacked = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple)
    if unpacked or _is_set(node) or isinstance(parent, ast.Subscript | ast.BinOp):
        return
    for left_out in node.elts:
        kept = [text.of(each) for each in node.elts if each is not left_out]
        yield text.instead(node, f"({', '.join(kept)}{',' * (len(kept) == 1)})")


Operator = Callable[[Any, Text, ast.AST | None], Iterator[Edit]]
OPERATORS: tuple[tuple[Any, Operator], ...] = (
    (ast.Compare, _comparison), (ast.BoolOp, _both_or_either), (ast.UnaryOp, _sign),
    (ast.BinOp, _calculation),
    (ast.Constant, _constant), (ast.JoinedStr, _whole_text), (ast.Return, _answer), (ast.Yield, _yielded),
    (ast.If | ast.While | ast.IfExp, _condition), (ast.comprehension, _conditions), (ast.stmt, _statement),
    (ast.Assign | ast.AnnAssign, _assignment), (ast.AugAssign, _changed_in_place), (ast.Call, _call),
    (ast.Name, _name), (ast.Slice, _slice), (ast.List | ast.Set, _elements), (ast.Dict, _pairs),
    (ast.Tuple, _tuple),
)  # fmt: skip
