"""What is to be done with a file: how it is written, what its columns mean, and the steps its rows pass, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from grader.errors import Unreadable
from grader.schema import Schema, SchemaColumn, read_schema

Format = Literal["csv", "jsonl"]
Failing = Literal["refuse", "set_aside"]
JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Convert:
    """Write the rows in another format; the last word counts."""

    to: Format


@dataclass(frozen=True, kw_only=True)
class Validate:
    """Hold each row against a schema; one that fails ends everything, or is set aside and counted."""

    schema: Schema
    failing: Failing


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Keep ``rows`` of the rows, or each with the chance ``share``; the same seed keeps the same ones."""

    rows: int | None
    share: float | None
    seed: int


@dataclass(frozen=True, kw_only=True)
class Redact:
    """Blot out whole columns, and what has the form of these sorts of personal data wherever it stands."""

    columns: tuple[str, ...]
    sorts: tuple[str, ...]


Step: TypeAlias = Convert | Validate | Sample | Redact


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A file's format, what its dataset's card says of its columns, and the steps."""

    format: Format
    columns: Mapping[str, SchemaColumn]
    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, data: bytes) -> Plan:
        """Read what the market wrote; a schema in it is a stranger's, and refused as Unreadable where it is hostile."""
        said = json.loads(data)
        return cls(
            format=said["format"],
            columns={each["name"]: _column(each) for each in said["columns"]},
            steps=tuple(_step(each, f"/steps/{index}") for index, each in enumerate(said["steps"])),
        )

    @property
    def target(self) -> Format:
        """The format that is written in the end."""
        return next((step.to for step in reversed(self.steps) if isinstance(step, Convert)), self.format)


def _column(said: Mapping[str, Any]) -> SchemaColumn:
    kind = JSON_TYPES.get(said["type"], "string")
    return SchemaColumn(name=said["name"], types=(kind,), format=None, enum=None, nullable=True, required=True)


def _step(said: Mapping[str, Any], place: str) -> Step:
    match said["kind"]:
        case "convert":
            return Convert(to=said["to"])
        case "validate":
            return Validate(schema=_schema(said["schema"], f"{place}/schema"), failing=said["failing"])
        case "sample":
            return Sample(rows=said.get("rows"), share=said.get("share"), seed=said["seed"])
        case "redact":
            return Redact(columns=tuple(said["columns"]), sorts=tuple(said["sorts"]))
    raise ValueError(f"There is no step {said['kind']}.")


def _schema(said: Mapping[str, Any], place: str) -> Schema:
    """Read a step's schema; a fault of it is told by its place among the steps."""
    try:
        return read_schema(json.dumps(said).encode())
    except Unreadable as fault:
        where = f"{place}{(fault.place or '').removesuffix('/')}"
        raise Unreadable(fault.sentence, place=where, limit=fault.limit, remedy=fault.remedy) from fault
