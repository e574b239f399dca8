"""Writing credits: what a graded run says of a candidate, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Version
from hiring.reputation.models import Credit


@dataclass(frozen=True, kw_only=True)
class Earned:
    """One check's result in a run: its measure from 0 to 1 and the points it weighs."""

    code: str
    family: str
    measure: float
    points: float


@transaction.atomic
def credit(*, candidate: Person, version: Version, attempt: UUID, run: UUID, earned: Iterable[Earned]) -> list[Credit]:
    """Append what one run earned; the database refuses to hear of the same run and check twice."""
    now = timezone.now()
    return Credit.objects.bulk_create(
        Credit(
            candidate=candidate,
            version=version,
            attempt=attempt,
            run=run,
            check_code=one.code,
            family=one.family,
            measure=one.measure,
            points=one.points,
            earned_at=now,
        )
        for one in earned
    )
