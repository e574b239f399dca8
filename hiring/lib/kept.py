"""Statements written once and asked again with other values: writing one takes longer than having it answered.

Only what nearly every request of the market asks is kept. Django writes each like any other statement, but has no
public way to keep what it wrote, so this module alone knows how its compiler and its rows fit together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
New = TypeVar("New", bound=Model)

_database: Any = connection


class Kept(Generic[Row]):
    """A query for rows and what it selects along with them, or for some of their values.

    ``write`` makes it of the ``slots``, each a value of the right type that occurs nowhere else in it; they stand for
    the values that are asked for.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Row]], *slots: Any) -> None:
        self._write = write
        self._slots = slots

    def all(self, *values: Any) -> list[Row]:
        """Return the rows there are for ``values``, which take the places of the slots."""
        with _database.prepared_cursor() as cursor:
            made = self._execute(cursor, values)
            return made(cursor.fetchall())

    def first(self, *values: Any) -> Row | None:
        """Return the first of them, if there are any."""
        return next(iter(self.all(*values)), None)

    def run(self, *values: Any) -> None:
        """Have it done for ``values``, and look at nothing of what it gives."""
        with _database.prepared_cursor() as cursor:
            self._execute(cursor, values)

    def _execute(self, cursor: Any, values: Sequence[Any]) -> Callable[[Sequence[Any]], list[Row]]:
        statement, parameters, made = self._written
        given = dict(zip(self._slots, values, strict=True))
        cursor.execute(statement, [given.get(one, one) for one in parameters])
        return made

    @cached_property
    def _written(self) -> tuple[str, Sequence[Any], Callable[[Sequence[Any]], list[Row]]]:
        """The statement, its parameters, and what makes rows of the columns it gives."""
        compiler = self._write(*self._slots).query.get_compiler(connection=connection)
        statement, parameters = compiler.as_sql()
        return statement, parameters, _maker(compiler)


def _maker(compiler: SQLCompiler) -> Callable[[Sequence[Any]], list[Any]]:
    converters = compiler.get_converters([column[0] for column in compiler.select])
    if not compiler.query.default_cols:
        return lambda rows: [tuple(columns) for columns in compiler.apply_converters(rows, converters)]
    shape: dict[str, Any] = compiler.klass_info or {}
    kind: type[Model] = shape["model"]
    begin, end = shape["select_fields"][0], shape["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[begin:end]]
    along: list[Any] = get_related_populators(shape, compiler.select, connection.alias)  # type: ignore[call-arg]

    def made(columns: Sequence[Any]) -> Any:
        row = kind.from_db(connection.alias, names, columns[begin:end])
        for populator in along:
            populator.populate(columns, row)
        return row

    return lambda rows: [made(columns) for columns in compiler.apply_converters(rows, converters)]


@contextmanager
def together() -> Iterator[None]:
    """Send what is inserted inside without waiting, and wait once at the end; what is wrong with it is raised there.

    For inserts alone: what is changed inside doesn't learn how many rows it found.
    """
    with _database.wrap_database_errors, _database.connection.pipeline():
        yield


def insert(rows: list[New]) -> list[New]:
    """Write new rows of one kind, whose ids they have already, and return them."""
    if not rows:
        return rows
    into, places = _insertion(type(rows[0]))
    statement = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 - names of our own
    with _database.prepared_cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, _values_of(rows[0]))
        else:
            cursor.executemany(statement, [_values_of(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - documented
    return rows


def insert_while(row: Model, condition: str, *values: Any) -> bool:
    """Write a new row if the ``condition``, a query about ``values``, finds one; say whether that was done.

    Nothing is written where another row stands in its place.
    """
    into, places = _insertion(type(row))
    statement = (
        f"WITH condition AS ({condition}) INSERT INTO {into} SELECT {places} FROM condition "  # noqa: S608 - our own
        "ON CONFLICT DO NOTHING RETURNING TRUE"
    )
    with _database.prepared_cursor() as cursor:
        cursor.execute(statement, [*values, *_values_of(row)])
        return cursor.fetchone() is not None


def _values_of(row: Model) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in _fields_of(type(row))]


@cache
def _insertion(kind: type[Model]) -> tuple[str, str]:
    """Return what a row of a kind is written into, and places for its values."""
    quoted, fields = connection.ops.quote_name, _fields_of(kind)
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    return f"{quoted(kind._meta.db_table)} ({columns})", ", ".join(["%s"] * len(fields))  # noqa: SLF001 - documented


@cache
def _fields_of(kind: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in kind._meta.concrete_fields if not field.generated]  # noqa: SLF001 - documented
