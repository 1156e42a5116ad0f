"""The database backend, where Django looks for it."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

from press.postgresql import open_connections


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens no connection while the database is known to be away: each try would hold a thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not open_connections.may_be_opened():
            raise OperationalError("the database is away")
        connection: Connection[Any] = super().get_new_connection(conn_params)
        open_connections.add(connection)
        return connection
