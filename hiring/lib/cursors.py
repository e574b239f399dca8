"""Cursors: where a page ended, signed, so that the next one begins there whatever was added meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing

from hiring.lib.refused import Refused


def write_cursor(place: Sequence[Any], *, of: str) -> str:
    """Return the cursor of a ``place`` in the list called ``of``."""
    return signing.dumps(list(place), salt=of)


def read_cursor(cursor: str, *, of: str) -> list[Any]:
    """Return the place a cursor of that list stands at; refuse any other text."""
    try:
        place: list[Any] = signing.loads(cursor, salt=of)
    except signing.BadSignature as problem:
        raise bad_cursor() from problem
    return place


def bad_cursor() -> Refused:
    """Return the refusal of a cursor that belongs elsewhere."""
    return Refused("bad_cursor", "cursor: it is not from a page of this list. Begin again without one.", status=400)
