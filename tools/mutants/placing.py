"""Puts a mutant into the running project: each function object that has the old code gets the new one.

So decorators need no care: whatever wraps the function, holds it or has taken it apart still calls it.
"""

import ast
import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tools.mutants.making import Function, Mutant, definition


class Unfit(Exception):
    """This mutant can't be put in its place."""


Living = dict[str, list[FunctionType]]


def living(files: list[Path]) -> Living:
    """Returns the function objects that came from each of these files, before `gc.freeze` hides them."""
    found: Living = {str(file): [] for file in files}
    for thing in gc.get_objects():
        # Not `isinstance`: lazy objects would wake up to answer.
        if type(thing) is FunctionType and thing.__code__.co_filename in found:
            found[thing.__code__.co_filename].append(thing)
    return found


def objects_of(function: Function, root: Path, alive: Living) -> list[FunctionType]:
    """Returns the objects of the function itself and of those inside it."""
    return [
        each
        for each in alive[str(root / function.file)]
        if each.__code__.co_qualname.startswith(f"{function.name}.<locals>.")
        or (each.__code__.co_qualname, each.__code__.co_firstlineno) == (function.name, function.first_line)
    ]


def place(mutant: Mutant, root: Path, alive: Living) -> None:
    """Gives all objects of the function the mutant's code and defaults. Raises Unfit."""
    function = mutant.function
    objects = objects_of(function, root, alive)
    tree = ast.parse(mutant.source)
    _keep_free_names(tree, objects)
    codes = list(_codes(compile(tree, str(root / function.file), "exec")))
    for each in objects:
        same = [code for code in codes if code.co_qualname == each.__code__.co_qualname]
        same.sort(key=lambda code: abs(code.co_firstlineno - each.__code__.co_firstlineno))
        try:
            each.__code__ = same[0]
        except (IndexError, ValueError) as error:
            raise Unfit(str(error)) from error
        if mutant.is_of_the_head() and each.__code__.co_qualname == function.name:
            _set_defaults(each, definition(mutant.source, function.name, function.first_line))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _keep_free_names(tree: ast.Module, objects: list[FunctionType]) -> None:
    """A function may be given only code with the same free names: `if 0` uses them, and is never run."""
    wanted = {(each.__name__, each.__code__.co_firstlineno): each.__code__.co_freevars for each in objects}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if names := wanted.get((node.name, first)):
                node.body += ast.parse(f"if 0: ({', '.join(names)},)").body
    ast.fix_missing_locations(tree)


def _set_defaults(function: FunctionType, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    def value(expression: ast.expr) -> object:
        try:
            return ast.literal_eval(expression)
        except ValueError:
            code = compile(ast.Expression(expression), function.__code__.co_filename, "eval")
            return eval(code, function.__globals__)  # noqa: S307 - an expression of our own source

    arguments = node.args
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    try:
        positional = tuple(map(value, arguments.defaults))
        by_name = {argument.arg: value(default) for argument, default in named if default}
    except Exception as error:
        raise Unfit(str(error)) from error
    function.__defaults__, function.__kwdefaults__ = positional or None, by_name or None
