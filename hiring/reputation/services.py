"""Writing credits: what a graded run says of a candidate, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Version
from hiring.reputation.models import Credit
from hiring.reputation.tallies import counted_of, retell


@dataclass(frozen=True, kw_only=True)
class Earned:
    """One check's result in a run: its measure from 0 to 1, the points it weighs, whether the candidate sees it."""

    code: str
    family: str
    measure: float
    points: float
    public: bool


@transaction.atomic
def credit(
    *, candidate: Person, version: Version, attempt: UUID, run: UUID, earned_at: datetime, earned: Iterable[Earned]
) -> list[Credit]:
    """Append what one run earned for work handed in at ``earned_at``; the same run and check are refused twice.

    What difficulty is learned from changes with it: the attempt counts as it stands afterwards, not as it stood before.
    """
    Attempt.objects.select_for_update(no_key=True).get(pk=attempt)  # of two runs of one attempt, one after the other
    before = counted_of(attempt)
    appended = Credit.objects.bulk_create(
        Credit(
            candidate=candidate,
            version=version,
            attempt=attempt,
            run=run,
            check_code=one.code,
            family=one.family,
            measure=one.measure,
            points=one.points,
            public=one.public,
            earned_at=earned_at,
        )
        for one in earned
    )
    retell(version, before=before, after=counted_of(attempt))
    return appended


@transaction.atomic
def count_arrived(*, attempt: Attempt) -> None:
    """Count an attempt whose credits came from another installation among those that difficulty is learned from."""
    version = Version.objects.get(cohorts__invitations__attempt=attempt)
    retell(version, before={}, after=counted_of(attempt.pk))
