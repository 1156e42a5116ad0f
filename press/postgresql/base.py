"""The database backend, where Django looks for it."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

from press.postgresql import lines


class DatabaseWrapper(base.DatabaseWrapper):
    """Lays no line while the database is known to be away: each would hold its thread for seconds."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not lines.may_be_laid():
            raise OperationalError("the database is away")
        connection: Connection[Any] = super().get_new_connection(conn_params)
        lines.laid(connection)
        return connection
