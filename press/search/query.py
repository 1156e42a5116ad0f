"""Words of a text as conditions of the database: read in each text, or asked of an index of words."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

# For what the index finds: with less PostgreSQL forgets which texts of a page of the table were meant.
_WORK_MEM = "64MB"


def is_word(word: str) -> bool:
    """Whether it has a letter or digit: other signs are no words for an index."""
    return any(map(str.isalnum, word))


def matches_text(words: Iterable[str]) -> Q:
    """Returns the condition that `search_text` has each word, folded as it is, at the beginning of one."""
    condition = Q()
    for word in words:
        condition &= Q(search_text__contains=word)
        if is_word(word):
            condition &= Q(search_text__regex=rf"(^|\W){re.escape(word)}")
    return condition


def matches_index(words: Iterable[str]) -> Q:
    """Returns the same for the index `edition_words`, which PostgreSQL alone has. One word must be spoken.

    The index takes "74-72" for two words in a row; only the text itself knows what stands between them.
    """
    condition = Q()
    for word in words:
        if word.isalnum():
            condition &= Q(_TextMatches("search_text", Value(f"{word}:*")))
            continue
        condition &= Q(search_text__contains=word)
        if is_word(word):
            condition &= Q(_TextMatchesPhrase("search_text", Value(word)))
    return condition


def select_from_index(editions: QuerySet[Any, Any], rest: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Returns the rows of `SELECT … FROM found …`, where `found` are those editions: values, `indexed`.

    PostgreSQL finds them before it plans the rest. Left to plan both together, it takes a word that it does
    not know for one that hundreds have, and walks past a million releases to find them.
    """
    found, its_own = editions.order_by().query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [_WORK_MEM])
        cursor.execute(f"WITH found AS MATERIALIZED ({found}) {rest}", [*its_own, *parameters])
        return list(cursor.fetchall())


def rows_of(values: Iterable[int] | Iterable[str]) -> RawSQL:
    """Returns the values as the rows of a subquery, to be asked for with `__in`.

    They are one parameter: to write and to read a statement with thousands of them costs more than to find
    the rows.
    """
    every = list(values)
    if connection.vendor != "postgresql":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(every)])
    kind = "text" if any(isinstance(value, str) for value in every) else "bigint"
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [every])  # noqa: S611


class _TextMatches(Func):
    """Whether a text has what a tsquery asks for, spelled as the index is."""

    output_field = BooleanField()
    arity = 2
    template = "(to_tsvector('simple'::regconfig, %(expressions)s))"
    arg_joiner = ") @@ to_tsquery('simple'::regconfig, "


class _TextMatchesPhrase(_TextMatches):
    arg_joiner = ") @@ phraseto_tsquery('simple'::regconfig, "
