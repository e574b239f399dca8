"""Rows of an export on their way into the database: under the ids they have, but for what is shared and here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeAlias

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from grader.export import Audience
from hiring.assessments.models import Attempt
from hiring.portability.choosing import choose
from hiring.portability.reading import MISREAD, Line, read_lines, signers_of, unfit
from hiring.portability.tables import Table, columns_of, references

BATCH = 500

Called: TypeAlias = tuple[type[Model], str]


class Arrival:
    """What has arrived so far, each row under what the export calls it, and what is still to be checked of it."""

    def __init__(self, *, keys: frozenset[str]) -> None:
        """Begin an arrival of rows in which nothing is signed but by ``keys``."""
        self._keys = keys
        self._told: set[Called] = set()
        self._here: dict[Called, Any] = {}
        self._left_behind: set[Called] = set()
        self._written: defaultdict[type[Model], set[str]] = defaultdict(set)
        self._begun: list[tuple[Table, str, dict[str, Any]]] = []

    def take_in(self, table: Table, lines: Iterable[bytes]) -> None:
        """Write the rows of one table, a batch at a time."""
        read = read_lines(table, lines)
        parents = {column.name: parent.model for column, parent in references(table)}
        while batch := list(islice(read, BATCH)):
            self._told |= {(table.model, line.called) for line in batch}
            write([(line, row) for line in batch if (row := self._new_row(line, parents)) is not None])
            if table.called != "id":
                self._note_ids(table, [line.called for line in batch])

    def refuse_strangers(self, attempt: Attempt) -> None:
        """Refuse rows that an export of the attempt would not hold; people whom only members left behind name go again.

        Children come first, since those that are refused may be why their parents can't go.
        """
        for each in reversed(choose(attempt, Audience.OPERATOR)):
            table, own = each.table, map(str, each.rows.values_list(each.table.called, flat=True))
            strangers = self._written[table.model].difference(own)
            if any((table.model, one) not in self._left_behind for one in strangers):
                raise unfit(f"Its rows of {table.name} are not all of the attempt {attempt.pk}.")
            if strangers:
                table.model._base_manager.filter(pk__in=strangers).delete()  # noqa: SLF001 - documented

    def refuse_unbalanced(self) -> None:
        """Refuse unless other rows have moved what began empty to where it was when it was exported."""
        for table, pk, expected in self._begun:
            moved = table.model._base_manager.filter(pk=pk).values(*expected).get()  # noqa: SLF001 - documented
            if moved != expected:
                raise unfit(f"The rows that move {table.name} {pk} don't add up to what it holds.")

    def _new_row(self, line: Line, parents: dict[str, type[Model]]) -> Model | None:
        """Return the row to write, or None if it is here, or goes along with one that is."""
        table = line.table
        told = line.document
        named = {name: (model, told[name]) for name, model in parents.items() if told.get(name) is not None}
        with line.blamed():
            if outside := sorted(name for name, called in named.items() if called not in self._told):
                raise line.unfit(f"refers by {', '.join(outside)} to a row that is not in the export.")
            if table.along and named[table.along] in self._here:
                self._left_behind.update(named.values())
                return None
            self._refuse_unprovable(line)
            here = {name: self._here.get(called, called[1]) for name, called in named.items()}
            row = line.row({**line.document, **here})
            if (found := find_shared(line, row)) is not None:
                self._here[table.model, line.called] = found.pk
                return None
        self._note(line, row)
        return row

    def _refuse_unprovable(self, line: Line) -> None:
        """Refuse what is signed by a key that would not be published here."""
        signed = line.document.get(line.table.signed)
        if signed and not (signers := signers_of(signed)) & self._keys:
            keys = " or ".join(sorted(signers))
            raise line.unfit(f"needs the key {keys} to be proven, which is not known here. Name it with --keys.")

    def _note(self, line: Line, row: Model) -> None:
        """Remember a row that is about to be written, and begin what others will move."""
        table = line.table
        self._written[table.model].add(str(getattr(row, table.called)))
        if table.begins:
            self._begun.append((table, line.called, {name: getattr(row, name) for name in table.begins}))
        for name, value in table.begins.items():
            setattr(row, name, value)

    def _note_ids(self, table: Table, called: Iterable[str]) -> None:
        made = table.model._base_manager.filter(**{f"{table.called}__in": called})  # noqa: SLF001 - documented
        self._here |= {(table.model, name): pk for name, pk in made.values_list(table.called, "pk")}


def find_shared(line: Line, row: Model) -> Model | None:
    """Return the row that is here already, if this one is shared; refuse one that is something else."""
    table = line.table
    if table.shared is None:
        return None
    every = table.model._base_manager.all()  # noqa: SLF001 - documented
    fields = {one.name: one.attname for one in table.travelling()}
    found: Model | None = every.filter(pk=row.pk).first()
    if found is None and table.shared.by:
        found = every.filter(**{name: getattr(row, fields[name]) for name in table.shared.by}).first()
    for name in table.shared.same if found else ():
        if getattr(found, fields[name]) != getattr(row, fields[name]):
            raise line.unfit(f"tells of {found}, which has another {name} here.", status=409)
    return found


def write(rows: list[tuple[Line, Model]]) -> None:
    """Write a batch of rows of one model; if it can't be, refuse the first line that can't."""
    try:
        with transaction.atomic():
            insert([row for _, row in rows])
    except (DatabaseError, *MISREAD):
        for line, row in rows:
            with line.blamed():
                insert([row])
        raise


def insert(rows: list[Model]) -> None:
    """Write rows with every value as it is: no clock is asked, nothing is hashed anew, nobody is told."""
    if rows:
        model, made_here = type(rows[0]), rows[0].pk is None
        query = InsertQuery(model)
        columns = [one for one in columns_of(model) if not (made_here and one.primary_key)]
        query.insert_values(columns, rows, raw=True)
        query.get_compiler(connection=connection).execute_sql()
