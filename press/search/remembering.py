"""What a page of results asks the database more than once, asked once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("_answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Has each `remembered` function asked once with the same arguments until the end."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_remembering() -> bool:
    return _answers.get() is not None


def remembered(ask: Callable[P, R]) -> Callable[P, R]:
    """Returns the same function, of which nobody may change an answer. It takes arguments by position."""

    @wraps(ask)
    def answer(*arguments: P.args, **names: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None or names:
            return ask(*arguments, **names)
        key = (ask, arguments)
        if key not in answers:
            answers[key] = ask(*arguments)  # type: ignore[call-arg]
        return answers[key]  # type: ignore[no-any-return]

    return answer
