"""The candidate's doors: their own attempt or submission, or nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from hiring.accounts.access import person_of
from hiring.assessments.queries import attempt_for_candidate
from hiring.assessments.sittings import Sitting, sitting_of


def own_sitting(request: HttpRequest, attempt_id: UUID) -> Sitting:
    """Return the attempt in the address if it is the visitor's own; refuse any other as if it didn't exist."""
    return sitting_of(attempt_for_candidate(person_of(request), attempt_id))
