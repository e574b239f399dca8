"""Lines of an export read as rows; whatever is wrong with one is said with its number and its file."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import NOT_PROVIDED, Model

from grader.export import ROWS
from hiring.lib.refused import Refused
from hiring.portability.tables import Column, Table

MISREAD = (ArithmeticError, KeyError, RecursionError, TypeError, ValueError, ValidationError)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row as it is told, and where it stands."""

    table: Table
    number: int
    document: Mapping[str, Any]

    @property
    def called(self) -> str:
        """What other rows of the export call it."""
        return str(self.document[self.table.called])

    def unfit(self, fault: str, *, status: int = 422) -> Refused:
        """Return the refusal for what this line does."""
        return unfit_line(self.table, self.number, fault, status=status)

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Refuse this line for whatever goes wrong within the block."""
        try:
            yield
        except DatabaseError as problem:
            raise self.unfit(f"does not fit what is here: {said(problem)}", status=409) from problem
        except MISREAD as problem:
            raise self.unfit("holds what can't be read by this version.") from problem

    def row(self, given: Mapping[str, Any]) -> Model:
        """Return the row it tells of, of the values ``given``; what never travels has what stands in its place."""
        columns = self.table.travelling()
        if strangers := self.document.keys() - {one.name for one in columns}:
            raise self.unfit(f"holds {', '.join(sorted(strangers))}, which this version does not know.")
        values = {one.attname: self._value(one, given) for one in columns}
        return self.table.model(**values, **{name: make() for name, make in self.table.instead.items()})

    def _value(self, column: Column, given: Mapping[str, Any]) -> Any:
        """Return a field's value; what an older version did not write yet is what a new row has."""
        if column.name in given:
            try:
                return column.to_python(given[column.name])
            except MISREAD as problem:
                raise self.unfit(f"has a {column.name} that can't be read.") from problem
        if column.null or column.blank or column.default is not NOT_PROVIDED:
            return column.get_default()
        raise self.unfit(f"says no {column.name}, which this version needs.")


def read_lines(table: Table, lines: Iterable[bytes]) -> Iterator[Line]:
    """Yield each line of a table as a JSON object with the id that other rows call it by."""
    for number, line in enumerate(lines, start=1):
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise unfit_line(table, number, "can't be read as JSON.") from problem
        if not isinstance(document, dict):
            raise unfit_line(table, number, "is not a JSON object.")
        if not isinstance(document.get(table.called), str):
            raise unfit_line(table, number, f"says no {table.called}.")
        yield Line(table=table, number=number, document=document)


def signers_of(signed: Any) -> set[str]:
    """Return the ids of the keys that a token or an envelope says it is signed by; nothing of it is proven here."""
    if isinstance(signed, str):
        header = signed.partition(".")[0]
        return {str(json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])}
    return {str(each["keyid"]) for each in signed["signatures"]}


def said(problem: DatabaseError) -> str:
    """Return the first line of what the database said, which names the rule and no value."""
    return str(problem).partition("\n")[0] + "."


def unfit_line(table: Table, number: int, fault: str, *, status: int = 422) -> Refused:
    """Return the refusal for what one line of a table does."""
    return unfit(f"Line {number:,} of {ROWS}{table.name}.jsonl {fault}", status=status)


def unfit(sentence: str, *, status: int = 422) -> Refused:
    """Return the refusal of rows that can't be taken in."""
    return Refused("export_does_not_fit", f"{sentence} Nothing was taken in.", status=status)
