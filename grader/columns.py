"""The sample's columns beside what the brief asks of them; what several checks need of a column is worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from grader.brief import Brief, Column
from grader.measures.cells import Kind, counted, kind_of, number
from grader.measures.keys import content
from grader.measures.missing import Placeholders, placeholders
from grader.measures.personal import Exposed, personal, secrets
from grader.tables import Sample

KINDS = {"integer": Kind.NUMBER, "number": Kind.NUMBER, "date": Kind.DATE, "datetime": Kind.DATE}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One column of the sample as written, and the brief's word on it, None for a column the brief does not know.

    ``values`` are those the brief lists for it, as text; ``named`` what it calls placeholders.
    """

    name: str
    cells: pl.Series
    column: Column | None
    values: tuple[str, ...]
    named: tuple[str, ...]

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How often each value occurs, blanks left out."""
        return counted(self.cells)

    @cached_property
    def kind(self) -> Kind:
        """What the column holds: as the brief says, else as most of its cells are."""
        return KINDS.get(self.column.type, Kind.TEXT) if self.column else kind_of(self.counts)

    @cached_property
    def numbers(self) -> pl.Series:
        """Each cell as a number, null where it is none."""
        return self.cells.to_frame("cell").select(number(pl.col("cell")))["cell"]

    @cached_property
    def placeholders(self) -> Placeholders:
        """The values that stand for a missing one."""
        return placeholders(self.counts, declared=self.named, allowed=self.values, kind=self.kind)

    @cached_property
    def content(self) -> pl.Series:
        """A number for what each cell says, whatever type a writer gave it."""
        return content(self.cells)

    @cached_property
    def people(self) -> tuple[Exposed, ...]:
        """The values that hold personal data, by sort."""
        return personal(self.counts, column=self.name)

    @cached_property
    def secrets(self) -> tuple[Exposed, ...]:
        """The values that hold what looks like a live secret, by kind."""
        return secrets(self.counts)

    @property
    def is_private(self) -> bool:
        """Whether its cells must not be repeated in a report."""
        return bool(self.people or self.secrets)

    @property
    def said(self) -> pl.DataFrame:
        """The counts without placeholders."""
        return self.counts.filter(~pl.col("value").is_in(self.placeholders.all().implode()))


def columns_of(sample: Sample, brief: Brief) -> tuple[Asked, ...]:
    """Return the sample's columns in order."""
    return tuple(
        Asked(
            name=name,
            cells=sample.raw[name],
            column=brief.column(name),
            values=_listed(brief, name),
            named=brief.placeholders,
        )
        for name in sample.columns
    )


def labels_of(sample: Sample, brief: Brief) -> pl.Series | None:
    """Return each row's label, null where it is none of the brief's values; None without the column."""
    if brief.label.column not in sample.columns:
        return None
    cells = sample.raw[brief.label.column].str.strip_chars()
    return cells.to_frame("label").select(pl.when(pl.col("label").is_in(brief.label.values)).then("label"))["label"]


def _listed(brief: Brief, name: str) -> tuple[str, ...]:
    if name == brief.label.column:
        return brief.label.values
    column = brief.column(name)
    return tuple(_text(value) for value in column.enum) if column else ()


def _text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
