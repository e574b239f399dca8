"""The one way a moment is written in trails, tokens and statements."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """Write an aware ``moment`` in UTC with microseconds and a Z, as RFC 3339 has it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
