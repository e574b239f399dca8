"""Cells judged by jsonschema-rs, each value once: for what column expressions don't understand."""

from __future__ import annotations

import polars as pl

from grader.schema import Schema
from grader.subschemas import compile_schema
from grader.tables.cells import MISSING, value_of

ABOUT_ROWS = ("properties", "required", "additionalProperties")


def good_cells(cells: pl.Series, schema: Schema) -> pl.Series:
    """Return which written cells of a column are good by themselves.

    The root asks nothing of a row but what stands in its columns, so that a cell is good or bad whatever is beside it.
    """
    column = schema.column(cells.name)
    if column is None:
        raise ValueError(f"The schema says nothing of {cells.name}.")
    rules = {key: rule for key, rule in schema.document.items() if key not in ABOUT_ROWS}
    validator = compile_schema({**rules, "properties": {column.name: schema.document["properties"][column.name]}})
    texts = cells.unique()
    good = []
    for text in texts.to_list():
        value = value_of(text, column)
        good.append(not column.required if value is MISSING else validator.is_valid({column.name: value}))
    judged = pl.DataFrame({"cell": texts, "good": good}, schema_overrides={"good": pl.Boolean})
    return cells.to_frame("cell").join(judged, on="cell", how="left", nulls_equal=True, maintain_order="left")["good"]
