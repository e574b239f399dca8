"""Reading what became of letters."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from hiring.letters.models import Letter
from hiring.lib.leases import FAILED


def given_up_about(subjects: Collection[UUID]) -> set[UUID]:
    """Return those of ``subjects`` whose latest letter could not be delivered."""
    latest = Letter.objects.filter(subject__in=subjects).order_by("subject", "-created_at").distinct("subject")
    return {letter.subject for letter in latest if letter.state == FAILED}
