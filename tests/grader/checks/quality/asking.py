"""Asks one check about a sample given as rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.answer_key import AnswerKey, CleanTable, Defect, Equivalent
from grader.check import Check, Measured
from tests.grader.factories import Row, hand_in, make_brief, make_csv, make_rows

SCHEMA: Mapping[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}


def ask(check: Check, tmp_path: Path, rows: Sequence[Row] | None = None, **changed: Any) -> Measured:
    """Return what ``check`` measures of ``rows`` under a brief with some members ``changed``."""
    key = changed.pop("answer_key", None)
    handed = hand_in(tmp_path, rows=rows, schema=SCHEMA, manifest=changed.pop("manifest", None), brief=changed)
    measured = check.run(handed.inputs(answer_key=key.to_json() if key else None))
    assert isinstance(measured, Measured)
    return measured


def with_cells(cells: Mapping[int, Mapping[str, object]], *, count: int = 1000) -> list[dict[str, object]]:
    """Return clean rows with some cells written over, by place from 0."""
    rows = make_rows(count)
    for place, changed in cells.items():
        rows[place].update(changed)
    return rows


def asked_columns(*columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of the usual brief, those of the same name replaced and others added."""
    document = brief_document()
    replaced = {column["name"]: column for column in document["columns"]}
    described = ({"type": "string", "description": "As the register has it.", **column} for column in columns)
    return list({**replaced, **{column["name"]: dict(column) for column in described}}.values())


def brief_document() -> dict[str, Any]:
    """Return the usual brief as a document."""
    document: dict[str, Any] = json.loads(make_brief())
    return document


def make_key(
    rows: Sequence[Row], *defects: Defect, equivalents: tuple[Equivalent, ...] = (), key: str = "strike_id"
) -> AnswerKey:
    """Return the answer key of an exercise whose clean table is ``rows``."""
    names = tuple(rows[0])
    return AnswerKey(
        version=1,
        listing="wildlife-strikes",
        revision="sha256:" + "0" * 64,
        seed="sha256:" + "1" * 64,
        key=(key,),
        defects=defects,
        equivalents=equivalents,
        clean=CleanTable(columns=names, rows=len(rows), csv=make_csv(rows)),
    )


def make_defect(row: Row, column: str | None, clean: str | None, **members: Any) -> Defect:
    """Return a defect of ``row``; its kind is a typo unless told."""
    usual: dict[str, Any] = {"id": "d1", "kind": "typo", "difficulty": "easy", "dirty": "x"}
    return Defect(key=(str(row["strike_id"]),), column=column, clean=clean, **{**usual, **members})
