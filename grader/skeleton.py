"""A bundle to begin with: every part of it, shaped by a brief where there is one, for people to fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping

from grader.brief import Brief, Column
from grader.digests import Json

TYPES = {"date": "string", "datetime": "string"}
FORMATS = {"date": "date", "datetime": "date-time"}
EXAMPLE_SCHEMA: dict[str, Json] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "One row of the sample",
    "type": "object",
    "required": ["id", "text", "label"],
    "properties": {
        "id": {"type": "string", "description": "Names the row."},
        "text": {"type": "string", "minLength": 1},
        "label": {"enum": ["yes", "no"]},
    },
    "additionalProperties": False,
}
EXAMPLE_SAMPLE = "id,text,label\nr1,The first example.,yes\nr2,The second example.,no\n"
SECTIONS = {
    "Origin": "Where the data come from, and who made them.",
    "Collection": "How and when they were collected and fetched.",
    "Annotation": "How labels were made, by whom, and how odd cases were settled.",
    "Composition": "Rows, columns, classes, dates and gaps of the sample.",
    "Intended use": "What the sample is for.",
    "Forbidden use": "What nobody should use it for.",
    "Limits": "Known gaps, biases and errors.",
    "Maintenance": "Who keeps it, and how errors are reported and mended.",
}
RUN: dict[str, Json] = {
    "version": 1,
    "command": ["python", "pipeline.py"],
    "inputs": ["fetched.csv"],
    "outputs": ["data/sample.csv"],
}
PIPELINE = '''"""Reads what was fetched and writes the sample."""

from pathlib import Path

if __name__ == "__main__":
    Path("data").mkdir(exist_ok=True)
    Path("data/sample.csv").write_bytes(Path("fetched.csv").read_bytes())
'''


def skeleton(brief: Brief | None) -> Mapping[str, bytes]:
    """Return the files of a new bundle by name, all but the manifest, which is made of them."""
    schema = schema_of(brief) if brief else EXAMPLE_SCHEMA
    sample = ",".join(column.name for column in _columns(brief)) + "\n" if brief else EXAMPLE_SAMPLE
    title = brief.title if brief else "The dataset's name"
    card = f"# {title}\n" + "".join(f"\n## {name}\n\n{hint}\n" for name, hint in SECTIONS.items())
    questions = brief.questions if brief else ()
    answers = "\n".join(f"## {question.id}\n\n{question.text}\n" for question in questions)
    return {
        "schema.json": _written(schema),
        "data/sample.csv": sample.encode(),
        "DATACARD.md": card.encode(),
        "pipeline/run.json": _written(RUN),
        "pipeline/pipeline.py": PIPELINE.encode(),
        "answers.md": (answers or "The brief asks no questions.\n").encode(),
    }


def schema_of(brief: Brief) -> dict[str, Json]:
    """Return the JSON Schema that asks of every column exactly what the brief asks; leaking columns are left out."""
    columns = _columns(brief)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": brief.title,
        "type": "object",
        "required": [column.name for column in columns if not column.nullable],
        "properties": {column.name: _property(column) for column in columns},
        "additionalProperties": False,
    }


def _columns(brief: Brief) -> list[Column]:
    return [column for column in brief.columns if column.required and not column.known_after_outcome]


def _property(column: Column) -> dict[str, Json]:
    kind = TYPES.get(column.type, column.type)
    rules: dict[str, Json] = {
        "description": column.description,
        "type": [kind, "null"] if column.nullable else kind,
    }
    optional: dict[str, Json] = {
        "format": FORMATS.get(column.type),
        "enum": [*column.enum, *([None] if column.nullable else [])] if column.enum else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern,
    }
    return rules | {name: value for name, value in optional.items() if value is not None}


def _written(document: Mapping[str, Json]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
