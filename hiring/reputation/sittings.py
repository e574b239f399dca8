"""Credits as sittings: each attempt counts once, by the latest work handed in that was graded."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum

from hiring.reputation.estimator import Sitting
from hiring.reputation.models import Credit

DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Added:
    """One attempt's credits in one family, added up."""

    attempt: UUID
    version: UUID
    family: str
    weighted: float
    points: float
    checks: int
    earned_at: datetime


def latest_credits() -> QuerySet[Credit]:
    """Return the credits of the last work graded of each attempt: handing in again replaces, it never adds.

    What was handed in last counts, whichever was graded first; of two gradings of the same work, the later.
    """
    own = Credit.objects.filter(attempt=OuterRef("attempt"))
    last_run = own.order_by("-earned_at", "-created_at", "-run").values("run")[:1]
    return Credit.objects.filter(run=Subquery(last_run))


def seen(counted: QuerySet[Credit], *, public: bool) -> QuerySet[Credit]:
    """Return all of ``counted``, or with ``public`` only what their candidates saw at once."""
    return counted.filter(public=True) if public else counted


def sums_of(chosen: QuerySet[Credit]) -> list[Added]:
    """Add credits up by attempt and family."""
    rows = chosen.values("attempt", "version", "family").annotate(
        weighted=Sum(F("measure") * F("points")), points=Sum("points"), checks=Count("pk"), at=Max("earned_at")
    )
    return [
        Added(
            attempt=row["attempt"],
            version=row["version"],
            family=row["family"],
            weighted=row["weighted"],
            points=row["points"],
            checks=row["checks"],
            earned_at=row["at"],
        )
        for row in rows
        if row["points"]
    ]


def sittings_of(sums: Iterable[Added], now: datetime) -> list[Sitting]:
    """Turn sums into one sitting an attempt."""
    gathered: dict[UUID, list[Added]] = defaultdict(list)
    for one in sums:
        gathered[one.attempt].append(one)
    return [
        Sitting(
            attempt=attempt,
            version=parts[0].version,
            measure=math.fsum(part.weighted for part in parts) / math.fsum(part.points for part in parts),
            checks=sum(part.checks for part in parts),
            age_days=(now - max(part.earned_at for part in parts)).total_seconds() / DAY_SECONDS,
        )
        for attempt, parts in gathered.items()
    ]
