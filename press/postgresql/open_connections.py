"""The connections of this process to PostgreSQL: closed when it hangs, none opened while it is away."""

import os
import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from psycopg import Connection, Error

_connections: "WeakSet[Connection[Any]]" = WeakSet()
_changing = threading.Lock()
_only_for: int | None = None


def add(connection: "Connection[Any]") -> None:
    with _changing:
        _connections.add(connection)


def may_be_opened() -> bool:
    """Whether this thread may connect."""
    return _only_for is None or _only_for == threading.get_ident()


def refuse_all_but(thread: int) -> None:
    """From now on that thread alone connects: the one that looks whether the database is back."""
    global _only_for
    _only_for = thread


def allow() -> None:
    global _only_for
    _only_for = None


def close_all() -> None:
    """Closes every connection, so that whoever waits at one has an OperationalError at once."""
    with _changing:
        connections = list(_connections)
    for connection in connections:
        with suppress(Error, OSError):
            _shut_down(connection)


def _shut_down(connection: "Connection[Any]") -> None:
    number = connection.pgconn.socket
    with socket.socket(fileno=os.dup(number)) as end:
        # Still the connection's own: else its thread closed it just now, and the number may be another's.
        if connection.pgconn.socket == number:
            end.shutdown(socket.SHUT_RDWR)
