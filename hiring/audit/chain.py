"""The formula of the audit chain: what a row's hash covers."""

from __future__ import annotations

import hashlib

from grader.digests import canonical
from hiring.audit.models import AuditRow
from hiring.lib.moments import rfc3339

GENESIS = "0" * 64


def hash_of(row: AuditRow) -> str:
    """Return the SHA-256, in hexadecimal, of the hash before ``row`` and everything ``row`` says."""
    said = canonical(
        {
            "sequence": row.sequence,
            "at": rfc3339(row.at),
            "actor": str(row.actor) if row.actor else None,
            "organisation": str(row.organisation) if row.organisation else None,
            "verb": row.verb,
            "subject_kind": row.subject_kind,
            "subject": row.subject,
            "facts": row.facts,
        }
    )
    return hashlib.sha256(row.previous.encode() + said).hexdigest()
