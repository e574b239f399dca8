"""The checks as pages tell of them: what each asks and who sees how it ends; no check is loaded for it."""

from __future__ import annotations

from functools import cache

from grader.contents import Entry, read_contents
from grader.families import Visibility


@cache
def contents() -> tuple[Entry, ...]:
    """Return every check, in the order of the catalogue, read once a process."""
    return read_contents()


def hidden_checks() -> list[Entry]:
    """Return every check whose outcome a candidate does not see at once."""
    return [entry for entry in contents() if entry.visibility is not Visibility.PUBLIC]
