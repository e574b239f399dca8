"""Kinds of damage that add a row: a record that stands twice, and an event that was reported twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from grader.planting.table import Row


class RowDamage(Protocol):
    """One kind of added row; with ``renumber`` it gets a key of its own."""

    @property
    def renumber(self) -> bool:
        """Say whether the added row has its own key."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns this kind changes."""

    def repeat(self, row: Row) -> Row | None:
        """Return the row that is added beside ``row``, or None where this kind doesn't fit it."""


@dataclass(frozen=True, kw_only=True)
class ExactDuplicate:
    """The same record once more, under the same key or its own."""

    renumber: bool
    columns: tuple[str, ...] = field(default=(), init=False)

    def repeat(self, row: Row) -> Row | None:
        """Return the record as it is."""
        return dict(row)


@dataclass(frozen=True, kw_only=True)
class NearDuplicate:
    """A second, poorer report of the same event, under its own key.

    ``blank`` columns are left empty, ``rounded`` ones written as the nearest multiple, and ``coarsen`` maps a column
    to what each of its values becomes when less was known. A row fits only if every one of these changes it.
    """

    blank: tuple[str, ...] = ()
    rounded: Mapping[str, int] = field(default_factory=dict)
    coarsen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    renumber: bool = field(default=True, init=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns this report knows less of."""
        return (*self.blank, *self.rounded, *self.coarsen)

    def repeat(self, row: Row) -> Row | None:
        """Return the poorer report."""
        poorer = dict.fromkeys(self.blank, "")
        for column, base in self.rounded.items():
            poorer[column] = str(base * round(int(row[column]) / base)) if row[column].isdecimal() else row[column]
        for column, becomes in self.coarsen.items():
            poorer[column] = becomes.get(row[column], row[column])
        return None if any(row[column] == cell for column, cell in poorer.items()) else {**row, **poorer}
