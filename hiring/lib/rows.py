"""A row that whoever asks has to have; what is another's is refused as if it didn't exist."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from hiring.lib.refused import Refused

Row = TypeVar("Row", bound=Model)


def first_or_refuse(rows: QuerySet[Row], code: str, sentence: str) -> Row:
    """Return the first of ``rows``; refuse as not found, with the caller's words, when there is none."""
    row = rows.first()
    if row is None:
        raise Refused(code, sentence, status=404)
    return row
