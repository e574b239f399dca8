"""Reading the audit log, and proving that nobody changed it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hiring.audit.chain import GENESIS, hash_of
from hiring.audit.models import AuditRow


@dataclass(frozen=True, kw_only=True)
class Verification:
    """How far the chain holds: ``rows`` sound ones ending in ``head``, then, if it breaks, where and why."""

    rows: int
    head: str
    broken_at: int | None = None
    why: str = ""


def rows_of(organisation: UUID) -> QuerySet[AuditRow]:
    """Return what happened in one organisation, latest first."""
    return AuditRow.objects.filter(organisation=organisation).order_by("-sequence")


def verify() -> Verification:
    """Walk the whole log in order and stop at the first row that its chain does not bear out."""
    sound, head = 0, GENESIS
    for row in AuditRow.objects.order_by("sequence").iterator(chunk_size=2000):
        why = _fault_in(row, sequence=sound + 1, previous=head)
        if why:
            return Verification(rows=sound, head=head, broken_at=row.sequence, why=why)
        sound, head = sound + 1, row.hash
    return Verification(rows=sound, head=head)


def _fault_in(row: AuditRow, *, sequence: int, previous: str) -> str:
    if row.sequence != sequence:
        return f"Row {sequence} is missing before it."
    if row.previous != previous:
        return "It does not follow from the row before it."
    if row.hash != hash_of(row):
        return "Its contents are not those its hash was taken of."
    return ""
