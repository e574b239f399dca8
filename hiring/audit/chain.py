"""The formula of the audit chain: what a row's hash covers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from grader.digests import canonical
from hiring.audit.models import AuditRow

GENESIS = "0" * 64


def hash_of(row: AuditRow) -> str:
    """Return the SHA-256, in hexadecimal, of the hash before ``row`` and everything ``row`` says."""
    said = canonical(
        {
            "sequence": row.sequence,
            "at": in_words(row.at),
            "actor": str(row.actor) if row.actor else None,
            "organisation": str(row.organisation) if row.organisation else None,
            "verb": row.verb,
            "subject_kind": row.subject_kind,
            "subject": row.subject,
            "facts": row.facts,
        }
    )
    return hashlib.sha256(row.previous.encode() + said).hexdigest()


def in_words(moment: datetime) -> str:
    """Write ``moment`` the one way the chain hashes it: RFC 3339 in UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
