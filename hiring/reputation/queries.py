"""Reading standings: a candidate's own credits, beside the tallies that difficulty is learned from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.reputation.estimator import Learned, Standing, difficulty_of, estimate
from hiring.reputation.models import Tally
from hiring.reputation.sittings import latest_credits, seen, sittings_of, sums_of
from hiring.reputation.tallies import ALL_FAMILIES, FAMILIES, MEASURE_UNIT

LEAST_CHECKS_OVERALL = 12
LEAST_CHECKS_A_FAMILY = 4


@dataclass(frozen=True, kw_only=True)
class Reputation:
    """A candidate's standing overall and in each family of checks."""

    overall: Standing
    families: dict[str, Standing]


def standing_of(candidate: Person, *, public: bool = False) -> Reputation:
    """Return a candidate's standing as of now, overall and by family; with ``public``, by what the candidate saw.

    It reads this candidate's credits and a row for each version; how many others were graded costs nothing.
    """
    now = timezone.now()
    own = sums_of(seen(latest_credits().filter(candidate=candidate), public=public))
    difficulty = _difficulty_by_family({one.version for one in own}, public=public)
    families = {
        family: estimate(
            sittings_of((one for one in own if one.family == family), now),
            difficulty[family],
            least_checks=LEAST_CHECKS_A_FAMILY,
        )
        for family in FAMILIES
    }
    overall = estimate(sittings_of(own, now), difficulty[ALL_FAMILIES], least_checks=LEAST_CHECKS_OVERALL)
    return Reputation(overall=overall, families=families)


def _difficulty_by_family(versions: Iterable[UUID], *, public: bool) -> dict[str, dict[UUID, float]]:
    tallies = Tally.objects.filter(public=public)
    everyone = {
        family: _learned(sittings, total)
        for family, sittings, total in tallies.values_list("family").annotate(Sum("sittings"), Sum("total_billionths"))
    }
    known: dict[str, dict[UUID, Learned]] = {family: {} for family in (ALL_FAMILIES, *FAMILIES)}
    for tally in tallies.filter(version__in=versions):
        known[tally.family][tally.version_id] = _learned(tally.sittings, tally.total_billionths)
    return {family: difficulty_of(own, everyone.get(family, _learned(0, 0))) for family, own in known.items()}


def _learned(sittings: int, total_billionths: int) -> Learned:
    return Learned(sittings=sittings, total=total_billionths / MEASURE_UNIT)
