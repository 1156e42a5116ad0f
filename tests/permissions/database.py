"""What a request left in the database: nothing, or which columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# A session is the visitor's own, the audit only says what was done, and every password tried is counted.
_NOT_COMPARED = {
    "press_session", "press_auditentry", "press_passwordattempts", "django_admin_log", "django_migrations",
}  # fmt: skip

# What SQLite keeps of its index of the search itself follows from the entries, by triggers.
_OF_AN_INDEX = "press_searchindex"
# What belongs to an edition, and has its number.
_BY_EDITION = {"press_searchentry", "press_contentcheck"}

Row = dict[str, Any]
Tables = dict[str, dict[Any, Row]]


def snapshot() -> Tables:
    """Returns all rows of all tables, by table and key."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        compared = [each for each in names if each not in _NOT_COMPARED and not each.startswith(_OF_AN_INDEX)]
        return {name: _rows(cursor, name) for name in compared}


def _rows(cursor: Any, table: str) -> dict[Any, Row]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own name
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    key = "edition_id" if table in _BY_EDITION else "id"
    return {row.get(key, tuple(map(str, row.values()))): row for row in rows}


def changed_columns(before: Tables, after: Tables) -> set[str]:
    """Returns `table.column` of each that is other than before; `+table` and `-table` for whole rows."""
    found = set()
    for table, rows in after.items():
        was = before.get(table, {})
        found |= {f"+{table}" for key in rows.keys() - was.keys()}
        found |= {f"-{table}" for key in was.keys() - rows.keys()}
        for key in rows.keys() & was.keys():
            found |= {f"{table}.{name}" for name, value in rows[key].items() if value != was[key][name]}
    return found


def added_keys(before: Tables, after: Tables, table: str) -> set[Any]:
    return after[table].keys() - before[table].keys()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
