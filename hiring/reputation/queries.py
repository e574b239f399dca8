"""Reading standings: each attempt counts once, by the latest work handed in that was graded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.reputation.estimator import Sitting, Standing, difficulty_of, estimate
from hiring.reputation.models import Credit

FAMILIES = ("schema", "quality", "provenance", "pipeline")
LEAST_CHECKS_OVERALL = 12
LEAST_CHECKS_A_FAMILY = 4
DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Reputation:
    """A candidate's standing overall and in each family of checks."""

    overall: Standing
    families: dict[str, Standing]


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
            measure=sum(part.weighted for part in parts) / sum(part.points for part in parts),
            checks=sum(part.checks for part in parts),
            age_days=(now - max(part.earned_at for part in parts)).total_seconds() / DAY_SECONDS,
        )
        for attempt, parts in gathered.items()
    ]


def difficulty_from(sums: Iterable[Added], now: datetime) -> dict[UUID, float]:
    """Learn each version's difficulty from everyone's sittings."""
    results: dict[UUID, list[float]] = defaultdict(list)
    for sitting in sittings_of(sums, now):
        results[sitting.version].append(sitting.measure)
    return difficulty_of(results)


def standing_of(candidate: Person, *, without: Collection[str] = ()) -> Reputation:
    """Return a candidate's standing as of now, overall and by family, ``without`` what some checks earned."""
    now = timezone.now()
    counted = latest_credits().exclude(check_code__in=without)
    everyone = sums_of(counted)
    own = sums_of(counted.filter(candidate=candidate))
    families = {
        family: estimate(
            sittings_of((one for one in own if one.family == family), now),
            difficulty_from((one for one in everyone if one.family == family), now),
            least_checks=LEAST_CHECKS_A_FAMILY,
        )
        for family in FAMILIES
    }
    overall = estimate(sittings_of(own, now), difficulty_from(everyone, now), least_checks=LEAST_CHECKS_OVERALL)
    return Reputation(overall=overall, families=families)
