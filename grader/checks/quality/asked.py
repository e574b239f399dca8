"""The sample's columns beside what the brief asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from grader.brief import Brief, Column
from grader.inputs import Inputs
from grader.measures.cells import Kind, counted, kind_of

KINDS = {"integer": Kind.NUMBER, "number": Kind.NUMBER, "date": Kind.DATE, "datetime": Kind.DATE}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One column of the sample as written, and the brief's word on it, None for a column the brief does not know."""

    name: str
    cells: pl.Series
    column: Column | None
    values: tuple[str, ...]

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How often each value occurs, blanks left out."""
        return counted(self.cells)

    @cached_property
    def kind(self) -> Kind:
        """What the column holds: as the brief says, else as most of its cells are."""
        return KINDS.get(self.column.type, Kind.TEXT) if self.column else kind_of(self.counts)


def columns_of(inputs: Inputs) -> Iterator[Asked]:
    """Yield the sample's columns in order; ``values`` are those the brief lists for a column, as text."""
    brief, raw = inputs.brief, inputs.sample.raw
    for name in inputs.sample.columns:
        column = brief.column(name)
        yield Asked(name=name, cells=raw[name], column=column, values=_listed(brief, name, column))


def labels_of(inputs: Inputs) -> pl.Series | None:
    """Return each row's label, null where it is none of the brief's values; None without the column."""
    label = inputs.brief.label
    if label.column not in inputs.sample.columns:
        return None
    cells = inputs.sample.raw[label.column].str.strip_chars()
    return cells.to_frame("label").select(pl.when(pl.col("label").is_in(label.values)).then("label"))["label"]


def _listed(brief: Brief, name: str, column: Column | None) -> tuple[str, ...]:
    if name == brief.label.column:
        return brief.label.values
    return tuple(_text(value) for value in column.enum) if column else ()


def _text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
