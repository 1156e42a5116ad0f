"""The database backend, where Django looks for it."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, Cursor, OperationalError

from press.postgresql import open_connections


class PreparingCursor(Cursor[Any]):
    """A cursor whose statements PostgreSQL plans once a connection; psycopg remembers which it has."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **options | {"prepare": True})


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens no connection while the database is known to be away: each try would hold a thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not open_connections.may_be_opened():
            raise OperationalError("the database is away")
        connection: Connection[Any] = super().get_new_connection(conn_params)
        open_connections.add(connection)
        return connection

    def prepared_cursor(self) -> Any:
        """Returns a cursor for statements that are the same each time but for their values.

        Their plans are made without looking at the values (plan_cache_mode in the settings).
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparingCursor(self.connection))  # type: ignore[attr-defined]
