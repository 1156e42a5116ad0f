"""What an entry must have, as both databases are asked: a tsquery of PostgreSQL, a MATCH of SQLite's FTS5."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Lookup

from press.models.search import LexemesField


@dataclass(frozen=True, slots=True)
class Lexeme:
    text: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts; of none, nothing has it."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class But:
    """What has the one and not the other."""

    wanted: "Expression"
    unwanted: "Expression"


Expression = Lexeme | All | AnyOf | But

# No word is written so: every lexeme begins with a language.
NOTHING = Lexeme("-")


def any_of(parts: Iterable[Expression]) -> Expression:
    """Returns what has one of them, each said once."""
    different = tuple(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else AnyOf(different or (NOTHING,))


def all_of(parts: Iterable[Expression]) -> Expression:
    """Returns what has each of them; there must be one."""
    different = tuple(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else All(different)


def at_least(number: int, parts: Sequence[Expression]) -> Expression:
    """Returns what has so many of the parts, of which there are no fewer.

    So many of one half, the rest of the other: each choice written out is too large for PostgreSQL.
    """
    if number == 1:
        return any_of(parts)
    if number == len(parts):
        return all_of(parts)
    one, other = parts[: len(parts) // 2], parts[len(parts) // 2 :]
    return any_of(
        all_of(at_least(some, half) for some, half in ((first, one), (number - first, other)) if some)
        for first in range(max(0, number - len(other)), min(number, len(one)) + 1)
    )


def as_tsquery(expression: Expression) -> str:
    match expression:
        case Lexeme(text):
            return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
        case All(parts):
            return f"({' & '.join(map(as_tsquery, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(as_tsquery, parts))})"
        case But(wanted, unwanted):
            return f"({as_tsquery(wanted)} & !{as_tsquery(unwanted)})"


def as_match(expression: Expression) -> str:
    match expression:
        case Lexeme(text):
            return '"' + text.replace('"', '""') + '"'
        case All(parts):
            return f"({' AND '.join(map(as_match, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(as_match, parts))})"
        case But(wanted, unwanted):
            return f"({as_match(wanted)} NOT {as_match(unwanted)})"


@LexemesField.register_lookup
class Matches(Lookup):
    """`lexemes__matches=expression`."""

    lookup_name = "matches"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*parameters, as_tsquery(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        table = self.lhs.alias
        key = f"{compiler.quote_name_unless_alias(table)}.{connection.ops.quote_name('edition_id')}"
        found = "SELECT rowid FROM press_searchindex WHERE press_searchindex MATCH %s"
        return f"{key} IN ({found})", [as_match(self.rhs)]


@Field.register_lookup
class Among(Lookup):
    """`word__among=words`: as `in`, but one parameter has all: thousands take Django long to write."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, list(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        among = "IN (SELECT value FROM json_each(%s))"
        return f"{column} {among}", [*parameters, json.dumps(list(self.rhs))]
