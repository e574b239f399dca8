"""Writing the audit log: one row at a time, each chained to the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from hiring.audit.chain import GENESIS, hash_of
from hiring.audit.models import AuditRow

Fact: TypeAlias = "bool | int | str | list[Fact] | dict[str, Fact] | None"

# One number that means "the audit log" among the database's advisory locks.
LOCK = 0x617564_6974


@transaction.atomic
def record(
    *,
    actor: UUID | None,
    organisation: UUID | None,
    verb: str,
    subject_kind: str,
    subject: str,
    facts: Mapping[str, Fact],
) -> AuditRow:
    """Append one row to the audit log, in the caller's transaction.

    The log stays locked until that transaction ends, so record late in it, after the rows it speaks of are locked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditRow.objects.order_by("-sequence").only("sequence", "hash").first()
    row = AuditRow(
        sequence=last.sequence + 1 if last else 1,
        at=timezone.now(),
        actor=actor,
        organisation=organisation,
        verb=verb,
        subject_kind=subject_kind,
        subject=subject,
        facts=dict(facts),
        previous=last.hash if last else GENESIS,
    )
    row.hash = hash_of(row)
    row.save(force_insert=True)
    return row
