"""Which rows travel with an attempt: its own, and those that they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from grader.export import Audience
from hiring.assessments.models import Attempt
from hiring.portability.lines import plain
from hiring.portability.tables import TABLES, Table, references


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The rows of one table that travel, in their order."""

    table: Table
    rows: QuerySet[Model]

    def documents(self, audience: Audience) -> Iterator[dict[str, Any]]:
        """Yield each row as a JSON object of the fields that ``audience`` is told, some at a time."""
        columns, calls = self.table.told_to(audience), calls_of(self.table)
        paths = [f"{one.name}__{calls[one.name]}" if one.name in calls else one.attname for one in columns]
        names = [one.name for one in columns]
        for values in self.rows.values_list(*paths).iterator(chunk_size=500):
            yield dict(zip(names, map(plain, values), strict=True))

    def digests(self, audience: Audience) -> Iterator[str]:
        """Yield the digests of the stored files that go with the rows."""
        if audience is Audience.OPERATOR or self.table.their_files:
            for path in self.table.files:
                yield from filter(None, self.rows.order_by().values_list(path, flat=True).distinct())


def choose(attempt: Attempt, audience: Audience) -> list[Chosen]:
    """Return the rows of every table that travel, parents first.

    They are looked for children first, since of what is shared those travel that a child refers to.
    """
    referred: dict[type[Model], set[Any]] = defaultdict(set)
    chosen = []
    for table in reversed(TABLES):
        rows = _travelling(table, attempt, referred[table.model])
        for column, parent in references(table):
            if parent.shared is not None:
                referred[parent.model].update(rows.values_list(column.attname, flat=True).distinct())
        told = rows if audience is Audience.OPERATOR else rows.filter(table.theirs_where(attempt))
        if table.told_to(audience):
            chosen.append(Chosen(table=table, rows=told.order_by(*table.order)))
    return chosen[::-1]


def _travelling(table: Table, attempt: Attempt, referred: set[Any]) -> QuerySet[Model]:
    every = table.model._base_manager.all()  # noqa: SLF001 - documented
    own = Q(pk__in=every.filter(**{table.of: attempt.pk}).values("pk")) if table.of else Q(pk__in=())
    return every.filter(own | Q(pk__in=referred - {None}) if table.shared else own)


def calls_of(table: Table) -> dict[str, str]:
    """Return, of each field that refers to rows which don't go by their id, what these go by."""
    return {column.name: parent.called for column, parent in references(table) if parent.called != "id"}
