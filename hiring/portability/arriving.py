"""Rows of an export on their way into the database: under the ids they have, but for what is shared and here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from django.db.models.sql import InsertQuery

from hiring.lib.refused import Refused
from hiring.portability.lines import plain
from hiring.portability.tables import Column, Table, columns_of, references

BATCH = 500

Document = Mapping[str, Any]


class Arrival:
    """What has arrived so far: ids that rows go by here where these differ, and balances to be reached by entries."""

    def __init__(self) -> None:
        self._here: dict[tuple[type[Model], str], Any] = {}
        self._found: set[tuple[type[Model], str]] = set()
        self._begun: list[tuple[Table, str, dict[str, Any]]] = []

    def take_in(self, table: Table, documents: Iterator[Document]) -> None:
        """Write the rows of one table, a batch at a time."""
        while batch := [self._with_ids_of_here(table, document) for document in islice(documents, BATCH)]:
            insert(table.model, [self._row(table, each) for each in batch if not self._is_here(table, each)])
            if table.called != "id":
                self._note_ids(table, [each[table.called] for each in batch])

    def refuse_unbalanced(self) -> None:
        """Refuse unless other rows have moved what began empty to where it was when it was exported."""
        for table, pk, expected in self._begun:
            moved = table.model._base_manager.filter(pk=pk).values(*expected).get()  # noqa: SLF001 - documented
            if moved != expected:
                raise unfit(f"The rows that move {table.name} {pk} don't add up to what it holds.")

    def _with_ids_of_here(self, table: Table, document: Document) -> dict[str, Any]:
        parents = {column.name: parent.model for column, parent in references(table)}
        return {
            name: self._here.get((parents[name], value), value) if name in parents else value
            for name, value in document.items()
        }

    def _is_here(self, table: Table, document: Document) -> bool:
        """Say whether a row stays as it is here: what is shared and found, and what goes along with that."""
        if table.along:
            parents = {column.name: parent.model for column, parent in references(table)}
            return (parents[table.along], str(document[table.along])) in self._found
        found = find_shared(table, document)
        if found is None:
            return False
        self._here[table.model, document["id"]] = found.pk
        self._found.add((table.model, str(found.pk)))
        return True

    def _row(self, table: Table, document: Document) -> Model:
        columns = table.travelling()
        if strangers := document.keys() - {one.name for one in columns}:
            raise unfit(f"This version knows no {', '.join(sorted(strangers))} of {table.name}.")
        values = {one.attname: value_for(one, document, table) for one in columns}
        if table.begins:
            self._begun.append((table, document["id"], {name: values[name] for name in table.begins}))
        stands = {name: make() for name, make in table.instead.items()}
        return table.model(**{**values, **table.begins, **stands})

    def _note_ids(self, table: Table, called: Iterable[str]) -> None:
        made = table.model._base_manager.filter(**{f"{table.called}__in": called})  # noqa: SLF001 - documented
        self._here |= {(table.model, name): pk for name, pk in made.values_list(table.called, "pk")}


def value_for(column: Column, document: Document, table: Table) -> Any:
    """Return a field's value; what an older version did not write yet is what a new row has."""
    if column.name in document:
        return column.to_python(document[column.name])
    if column.null or column.blank or column.default is not NOT_PROVIDED:
        return column.get_default()
    raise unfit(f"It says no {column.name} of {table.name}, which this version needs.")


def find_shared(table: Table, document: Document) -> Model | None:
    """Return the row that is here already, if this one is shared; refuse one that is something else."""
    if table.shared is None:
        return None
    every = table.model._base_manager.all()  # noqa: SLF001 - documented
    found: Model | None = every.filter(pk=document["id"]).first()
    if found is None and table.shared.by:
        found = every.filter(**{name: document[name] for name in table.shared.by}).first()
    for one in table.travelling() if found else ():
        if one.name in table.shared.same and plain(getattr(found, one.attname)) != plain(document[one.name]):
            raise unfit(f"Here the {table.name} called {found} has another {one.name}.", status=409)
    return found


def insert(model: type[Model], rows: list[Model]) -> None:
    """Write rows with every value as it is: no clock is asked, nothing is hashed anew, nobody is told."""
    if rows:
        query = InsertQuery(model)
        made_here = rows[0].pk is None
        columns = [one for one in columns_of(model) if not (made_here and one.primary_key)]
        query.insert_values(columns, rows, raw=True)
        query.get_compiler(connection=connection).execute_sql()


def unfit(sentence: str, *, status: int = 422) -> Refused:
    """Return the refusal of rows that can't be taken in."""
    return Refused("export_does_not_fit", f"{sentence} Nothing was taken in.", status=status)
