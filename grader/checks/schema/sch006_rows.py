"""SCH006: every row conforms to the schema."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from grader.check import Family, Measured, check
from grader.finding import SHOWN_ROWS, Finding, Place, Severity
from grader.inputs import Inputs
from grader.rows import failures
from grader.schema import Schema
from grader.tables import shown

FIXES = {
    "type": "Write a value of the type the schema allows, or leave the cell empty where it allows null.",
    "required": "Fill the cell, or leave the row out and say so in the data card.",
    "const": "Write the value the schema gives.",
    "format": "Write the value in the format the schema names, such as 2026-05-01 for a date.",
    "pattern": "Write the value in the form of the schema's pattern.",
    "minimum": "Correct the value, or leave it empty if nobody knows it.",
    "maximum": "Correct the value, or leave it empty if nobody knows it.",
    "additionalProperties": "Leave the column out, or name it in the schema.",
}
MOST_LISTED = 12
LISTED = re.compile(r" is not one of .* or \d+ other candidates$", re.DOTALL)
NOT_LISTED = " is not one that the schema lists"
OTHER_FIX = "Correct the cells, or the schema where it is the one that is wrong."


@dataclass
class _Group:
    """All failures of one keyword in one column."""

    message: str
    rows: int = 0
    last: int = -1
    shown: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        """Count a row once, however often it fails the keyword."""
        if row == self.last:
            return
        self.rows, self.last = self.rows + 1, row
        if len(self.shown) < SHOWN_ROWS:
            self.shown.append(row)


@check("SCH006", Family.SCHEMA, needs=("schema", "sample"))
def SCH006(inputs: Inputs) -> Measured:
    """Rows conform to the schema.

    Asks whether every row of the sample is valid by `schema.json`, formats included.

    Why: whoever trains on the sample relies on the schema and writes no code for rows that break it.

    Measured: the share of rows that are valid, every row counted. CSV cells are typed by the schema and by nothing
    else: a number is what JSON calls a number; true, True and TRUE are booleans; an empty cell is null where the schema
    allows null and a missing property where it does not. JSON Lines and Parquet keep the types they carry. The
    validator is jsonschema-rs, and its word on each row is final.

    Threshold: 1, every row.

    Fix: correct the cells that are listed with file, column and row; rows are counted from 1, without the header.
    """
    sample, groups, bad, start = inputs.sample, dict[tuple[str | None, str], _Group](), 0, 0
    for part in sample.parts:
        last = -1
        for failure in failures(part, inputs.schema):
            bad, last = bad + (failure.row != last), failure.row
            group = groups.setdefault((failure.column, failure.keyword), _Group(message=failure.message))
            group.add(start + failure.row)
        start += part.rows
    if not sample.rows:
        return Measured(measure=0.0, summary="The sample has no rows.", findings=(_no_rows(inputs),))
    good = sample.rows - bad
    return Measured(
        measure=good / sample.rows,
        summary=f"{good:,} of {sample.rows:,} rows are valid by the schema.",
        findings=tuple(_finding(inputs, column, keyword, group) for (column, keyword), group in groups.items()),
    )


def _no_rows(inputs: Inputs) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message="The sample has a header and no rows.",
        fix="Put the rows you curated under the header.",
        place=Place(file=inputs.sample.parts[0].file),
    )


def _one_of(schema: Schema, column: str | None) -> str:
    """Return the values that a column may hold, the first dozen of them by name."""
    named = schema.column(column) if column else None
    values = [shown(value if isinstance(value, str) else json.dumps(value)) for value in (named and named.enum) or ()]
    if not values:
        return "Write one of the values the schema lists."
    more = f" or {len(values) - MOST_LISTED:,} more that the schema lists" if len(values) > MOST_LISTED else ""
    return f"Write one of {', '.join(values[:MOST_LISTED])}{more}."


def _finding(inputs: Inputs, column: str | None, keyword: str, group: _Group) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=f"{LISTED.sub(NOT_LISTED, group.message)}.",
        fix=_one_of(inputs.schema, column) if keyword == "enum" else FIXES.get(keyword, OTHER_FIX),
        place=inputs.sample.place(group.shown, column),
        count=group.rows,
    )
