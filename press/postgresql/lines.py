"""The lines of this process to PostgreSQL: cut when it hangs, and none laid while it is away."""

import os
import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from psycopg import Connection, Error

_lines: "WeakSet[Connection[Any]]" = WeakSet()
_changing = threading.Lock()
_only_for: int | None = None


def laid(line: "Connection[Any]") -> None:
    with _changing:
        _lines.add(line)


def may_be_laid() -> bool:
    """Whether this thread may connect."""
    return _only_for is None or _only_for == threading.get_ident()


def refuse_but(thread: int) -> None:
    """From now on that thread alone connects: the one that looks whether the database is back."""
    global _only_for
    _only_for = thread


def allow() -> None:
    global _only_for
    _only_for = None


def cut() -> None:
    """Ends every line, so that whoever waits at one has an OperationalError at once."""
    with _changing:
        lines = list(_lines)
    for line in lines:
        with suppress(Error, OSError):
            _cut(line)


def _cut(line: "Connection[Any]") -> None:
    number = line.pgconn.socket
    with socket.socket(fileno=os.dup(number)) as end:
        # Still the line's own: else its thread closed it just now, and the number may be another's.
        if line.pgconn.socket == number:
            end.shutdown(socket.SHUT_RDWR)
