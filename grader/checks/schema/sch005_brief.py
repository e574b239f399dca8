"""SCH005: the schema asks of every column what the brief asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.brief import Column
from grader.check import Family, Measured, check
from grader.errors import Unreadable
from grader.finding import Finding, Place, Severity, found
from grader.formats import pointer_of
from grader.inputs import Inputs
from grader.schema import Schema, SchemaColumn
from grader.subschemas import NAME

FORMATS = {"date": "date", "datetime": "date-time"}
LOWEST = ("minimum", "exclusiveMinimum")
HIGHEST = ("maximum", "exclusiveMaximum")


@check("SCH005", Family.SCHEMA, needs=("bundle",))
def SCH005(inputs: Inputs) -> Measured:
    """The schema meets the brief.

    Asks whether `schema.json` is a JSON Schema (draft 2020-12) that is safe to check by, and whether it names every
    column the brief asks for, with its type, whether cells may be empty, its listed values and its bounds, and no
    column the brief does not know.

    Why: rows are held to your schema. One that is laxer than the brief would let through what was ruled out.

    Measured: the mean over columns of the share of what the brief asks of each that the schema asks too. A column that
    is missing, or that the brief does not know, counts as nothing. A schema may be stricter than the brief. 0 when the
    schema can't be read, or refers to anything but `#/…`.

    Threshold: 1.

    Fix: write under `properties` what the brief says of each column; `assay init --brief brief.json` does it for you.
    """
    try:
        schema = inputs.schema
    except Unreadable as refusal:
        return Measured(measure=0.0, summary=f"The schema can't be used. {refusal}", findings=(found(refusal),))
    named = {column.name for column in schema.columns}
    asked = [column for column in inputs.brief.columns if column.required or column.name in named]
    shares, findings = [], []
    for column in asked:
        faults = list(_faults(column, schema))
        shares.append(1 - sum(weight for weight, _ in faults))
        findings += [finding for _, finding in faults]
    strangers = [column.name for column in schema.columns if not inputs.brief.column(column.name)]
    findings += [_stranger(name) for name in strangers]
    return Measured(
        measure=max(0.0, sum(shares) / (len(shares) + len(strangers))) if asked else 0.0,
        summary=f"{sum(share == 1 for share in shares)} of {len(asked)} columns are as the brief asks.",
        findings=tuple(findings),
    )


def _faults(asked: Column, schema: Schema) -> Iterator[tuple[float, Finding]]:
    """Yield each thing the brief asks of a column and the schema does not, with its share of the column."""
    column = schema.column(asked.name)
    if column is None:
        yield 1.0, _finding(asked.name, "The brief asks for this column, and the schema does not name it.", root=True)
        return
    facets = list(_facets(asked, column, schema.rules(asked.name)))
    for holds, message in facets:
        if not holds:
            yield 1 / len(facets), _finding(asked.name, message)


def _facets(asked: Column, column: SchemaColumn, rules: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[bool, str]]:
    yield _has_type(asked, column), f"The brief asks for {asked.type}, and the schema allows {_described(column)}."
    if not asked.nullable:
        strict = column.required and not column.nullable
        yield strict, "The brief allows no empty cell here: list the column as required, and don't allow null."
    if asked.enum:
        listed = column.enum is not None and all(value is None or value in asked.enum for value in column.enum)
        yield listed, f"The brief allows {_listing(asked.enum)}, and the schema allows other values."
    if asked.minimum is not None:
        least = max((rule[key] for rule in rules for key in LOWEST if key in rule), default=None)
        yield least is not None and least >= asked.minimum, f"The brief asks for at least {asked.minimum:g}."
    if asked.maximum is not None:
        most = min((rule[key] for rule in rules for key in HIGHEST if key in rule), default=None)
        yield most is not None and most <= asked.maximum, f"The brief asks for at most {asked.maximum:g}."
    if asked.pattern is not None:
        yield (
            any("pattern" in rule for rule in rules) or bool(column.enum),
            (f"The brief asks for values of the form {asked.pattern}, and the schema gives no pattern."),
        )


def _has_type(asked: Column, column: SchemaColumn) -> bool:
    if asked.type in FORMATS:
        return column.type == "string" and column.format == FORMATS[asked.type]
    return column.type == asked.type or (asked.type == "number" and column.type == "integer")


def _described(column: SchemaColumn) -> str:
    kinds = " or ".join(column.types) or "anything"
    return f"{kinds} with format {column.format}" if column.format else kinds


def _listing(values: tuple[Any, ...]) -> str:
    shown = ", ".join(str(value) for value in values[:8])
    return f"only {shown}" if len(values) <= 8 else f"only {len(values)} values, {shown} and so on"


def _stranger(name: str) -> Finding:
    return _finding(name, "The brief does not know this column.", fix="Leave it out of the sample and of the schema.")


def _finding(
    column: str, message: str, *, root: bool = False, fix: str = "Say in schema.json what the brief says of it."
) -> Finding:
    pointer = "/properties" if root else pointer_of(["properties", column])
    return Finding(
        severity=Severity.ERROR, message=message, fix=fix, place=Place(file=NAME, column=column, pointer=pointer)
    )
