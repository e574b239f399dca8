"""A finding: one thing a check saw, with its place and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.errors import Unreadable

SHOWN_ROWS = 20


class Severity(StrEnum):
    """How much a finding matters: an error costs points, a warning may, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a finding is.

    ``rows`` are 1-based numbers of data rows within ``file`` (a CSV header is not counted), at most twenty;
    ``values`` are the cells seen there, one per row, shortened for display; ``key`` are the columns that name a row,
    and ``keys`` their cells, for every row as many; ``pointer`` is a JSON pointer into ``file``; ``entries`` are
    sequence numbers of the trail.
    """

    file: str | None = None
    column: str | None = None
    rows: tuple[int, ...] = ()
    values: tuple[str, ...] = ()
    pointer: str | None = None
    entries: tuple[int, ...] = ()
    key: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a check saw: a sentence, its place, how often (``count``, every row, shown or not), and the fix."""

    severity: Severity
    message: str
    fix: str
    place: Place = field(default_factory=Place)
    count: int = 1
    limit: str | None = None


def found(error: Unreadable, *, severity: Severity = Severity.ERROR) -> Finding:
    """Return the finding that tells what could not be read, and why."""
    sentence = f"{error.sentence} (At {error.place}.)" if error.place else error.sentence
    return Finding(
        severity=severity, message=sentence, fix=error.remedy, place=Place(file=error.file), limit=error.limit
    )
