"""Querysets whose SQL is made once.

Django writes the SQL of a queryset anew each time it is read: on a page of a dozen small queries that is half
of the time. `@prepared` has it written once a thread, and then only binds the values. `@planned_once` has
PostgreSQL plan it once a connection as well (docs/adr/0006): for what is asked by keys and read by an index,
where no value would make another plan a better one.
"""

import datetime
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

R = TypeVar("R")
P = ParamSpec("P")

# A list of another length is another statement: a page of a list has at most so many.
LONGEST_LIST = 30


def prepared(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Returns a function that reads what the queryset of `build` finds, without its `prefetch_related`.

    Of one with `values_list` the rows.

    `build` takes moments, days, whole numbers, texts and lists of them, by position. It may only put them
    into the query: it is called once for all that have the same types and lengths, with stand-ins for them.
    Raises TypeError for arguments of another type, and where the query does not have one of them as it is.
    """
    return _prepare(build, _Statement)


def planned_once(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Returns what `prepared` does, of a statement whose plan PostgreSQL makes without the values."""
    return _prepare(build, _PlannedStatement)


def _prepare(build: Callable[P, QuerySet[Any, R]], make: "type[_Statement]") -> Callable[P, list[R]]:
    known = _Known()

    @wraps(build)
    def read(*arguments: P.args, **names: P.kwargs) -> list[R]:
        if names:
            raise TypeError(f"{build.__qualname__} takes its arguments by position")
        kind = tuple((type(one), len(one)) if isinstance(one, list) else type(one) for one in arguments)
        if any(isinstance(one, list) and len(one) > LONGEST_LIST for one in arguments):
            return list(build(*arguments))  # type: ignore[call-arg]
        statement = known.statements.get(kind)
        if statement is None or not statement.is_of_this_thread():
            statement = known.statements[kind] = make(build, arguments)
        return statement.read(arguments)

    return read


class _Known(threading.local):
    """What this thread has prepared: a statement belongs to its thread's connection."""

    def __init__(self) -> None:
        self.statements: dict[Any, _Statement] = {}


class _Bound(NamedTuple):
    """A parameter of a statement that is one of the arguments, and how the database wants it."""

    argument: int
    adapt: Callable[[Any], Any]


class _Statement:
    """One queryset with its SQL, and how its rows become objects: as in Django's `ModelIterable`."""

    def __init__(self, build: Callable[..., QuerySet[Any]], arguments: Sequence[Any]) -> None:
        stand_ins = [_stand_in(one, number) for number, one in enumerate(_flat(arguments))]
        rest = iter(stand_ins)
        shaped = ([next(rest) for _ in one] if isinstance(one, list) else next(rest) for one in arguments)
        queryset = build(*shaped)
        self._database = queryset.db
        self._connection = connections[queryset.db]
        compiler: Any = queryset.query.get_compiler(using=queryset.db)
        try:
            self._sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # what is looked for in an empty list is never found
            if [] not in arguments:  # too small a column for the stand-ins
                raise TypeError(f"{build.__qualname__} asks for a number in a column of small ones") from None
            self._parameters = None
            return
        self._parameters = [self._bound(parameter, stand_ins) for parameter in parameters]
        self._bound_once = {each for each in self._parameters if isinstance(each, _Bound)}
        used = {each.argument for each in self._bound_once}
        if used != set(range(len(stand_ins))):
            raise TypeError(f"{build.__qualname__} does more with its arguments than put them into the query")
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._is_of_rows = queryset._fields is not None  # type: ignore[attr-defined]
        if self._is_of_rows:
            return
        self._model = compiler.klass_info["model"]
        own = compiler.klass_info["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [column.target.attname for column, *_ in compiler.select[self._own]]
        self._annotations = compiler.annotation_col_map
        self._selected_beside = get_related_populators(  # type: ignore[call-arg]  # stubs of a later Django
            compiler.klass_info, compiler.select, queryset.db
        )

    def is_of_this_thread(self) -> bool:
        return self._connection is connections[self._database]

    def read(self, arguments: Sequence[Any]) -> list[Any]:
        if self._parameters is None:
            return []
        values = list(_flat(arguments))
        adapted = {each: each.adapt(values[each.argument]) for each in self._bound_once}
        bound = [adapted[each] if isinstance(each, _Bound) else each for each in self._parameters]
        with self._cursor() as cursor:
            cursor.execute(self._sql, bound)
            rows = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return list(map(tuple if self._is_of_rows else self._object, rows))

    def _cursor(self) -> Any:
        return self._connection.cursor()

    def _object(self, row: Sequence[Any]) -> Any:
        instance = self._model.from_db(self._database, self._names, row[self._own])
        for each in self._selected_beside:
            each.populate(row, instance)
        for name, column in self._annotations.items():
            setattr(instance, name, row[column])
        return instance

    def _bound(self, parameter: Any, stand_ins: Sequence[Any]) -> Any:
        for number, stand_in in enumerate(stand_ins):
            if isinstance(stand_in, datetime.datetime):
                moment = self._connection.ops.adapt_datetimefield_value
                if parameter == moment(stand_in):
                    return _Bound(number, moment)
            elif isinstance(stand_in, datetime.date):
                day = self._connection.ops.adapt_datefield_value
                if parameter == day(stand_in):
                    return _Bound(number, day)
            elif parameter == stand_in:
                return _Bound(number, type(parameter))  # psycopg has a type for each width of a number
        return parameter


class _PlannedStatement(_Statement):
    def _cursor(self) -> Any:
        prepared_cursor = getattr(self._connection, "prepared_cursor", None)  # PostgreSQL's alone
        return prepared_cursor() if prepared_cursor else super()._cursor()


def _flat(arguments: Sequence[Any]) -> Iterator[Any]:
    for one in arguments:
        if isinstance(one, list):
            yield from one
        else:
            yield one


def _stand_in(value: Any, number: int) -> Any:
    """Returns a value of the same type that no query has by itself."""
    if type(value) is datetime.datetime:
        return datetime.datetime(8999, 1, 1, microsecond=number, tzinfo=datetime.UTC)
    if type(value) is datetime.date:
        return datetime.date(8999, 1, 1) + datetime.timedelta(days=number)
    if type(value) is int:
        return 2**62 + number
    if type(value) is str:
        return f"\U000f0000{number}"  # for private use: fields of texts leave it as it is
    raise TypeError(f"A prepared queryset takes no {type(value).__name__}")
