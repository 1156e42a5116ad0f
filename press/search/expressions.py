"""What an entry must have, as both databases are asked: a tsquery of PostgreSQL, a MATCH of SQLite's FTS5."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Field, Lookup

from press.models.search import LexemesField


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


# A lexeme is its own text.
Expression = str | All | AnyOf | But

# No word is written so: every lexeme begins with a language.
NOTHING = "-"


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


class _Syntax(NamedTuple):
    """How a database is asked: a lexeme in its quotes, and the signs between the parts."""

    quote: Callable[[str], str]
    both: str
    either: str
    but: str


def _write(expression: Expression, syntax: _Syntax) -> str:
    match expression:
        case str():
            return syntax.quote(expression)
        case All(parts):
            return f"({syntax.both.join(_write(part, syntax) for part in parts)})"
        case AnyOf(parts):
            return f"({syntax.either.join(_write(part, syntax) for part in parts)})"
        case But(wanted, unwanted):
            return f"({_write(wanted, syntax)}{syntax.but}{_write(unwanted, syntax)})"


def _quote_for_tsquery(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _quote_for_match(lexeme: str) -> str:
    return '"' + lexeme.replace('"', '""') + '"'


_TSQUERY = _Syntax(_quote_for_tsquery, both=" & ", either=" | ", but=" & !")
_MATCH = _Syntax(_quote_for_match, both=" AND ", either=" OR ", but=" NOT ")


def as_tsquery(expression: Expression) -> str:
    return _write(expression, _TSQUERY)


def as_match(expression: Expression) -> str:
    return _write(expression, _MATCH)


def write(expression: Expression) -> str:
    """Returns it as the database is asked (`lexemes__matches`)."""
    return as_tsquery(expression) if connection.vendor == "postgresql" else as_match(expression)


@LexemesField.register_lookup
class Matches(Lookup):
    """`lexemes__matches=write(expression)`."""

    lookup_name = "matches"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*parameters, self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        table = self.lhs.alias
        key = f"{compiler.quote_name_unless_alias(table)}.{connection.ops.quote_name('edition_id')}"
        found = "SELECT rowid FROM press_searchindex WHERE press_searchindex MATCH %s"
        return f"{key} IN ({found})", [self.rhs]


@Field.register_lookup
class Among(Lookup):
    """`key__among=keys`: as `in`, but one parameter has all: thousands take Django long to write."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, list(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        among = "IN (SELECT value FROM json_each(%s))"
        return f"{column} {among}", [*parameters, json.dumps(list(self.rhs))]


@CharField.register_lookup
class AmongWords(Lookup):
    """`word__among_words="one another"`: the same of words, which one text has: a prepared query takes it.

    A space parts two words; a word is of letters, digits and the signs within one.
    """

    lookup_name = "among_words"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(string_to_array(%s, ' '))", [*parameters, self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        among = """IN (SELECT value FROM json_each('["' || replace(%s, ' ', '","') || '"]'))"""
        return f"{column} {among}", [*parameters, self.rhs]
