"""Keeping the tallies that difficulty is learned from in step with the credits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias
from uuid import UUID

from django.utils import timezone

from hiring.assessments.models import Version
from hiring.reputation.models import Tally
from hiring.reputation.sittings import Added, latest_credits, seen, sittings_of, sums_of

FAMILIES: Final = ("schema", "quality", "provenance", "pipeline")
ALL_FAMILIES: Final = ""
MEASURE_UNIT: Final = 10**9

Kind: TypeAlias = tuple[str, bool]


def counted_of(attempt: UUID) -> dict[Kind, int]:
    """Return what an attempt adds to each kind of tally now, in billionths: its measure by family and audience."""
    own = latest_credits().filter(attempt=attempt)
    counted: dict[Kind, int] = {}
    for public in (False, True):
        sums = sums_of(seen(own, public=public))
        for family in (ALL_FAMILIES, *FAMILIES):
            for sitting in sittings_of(_within(sums, family), timezone.now()):
                counted[family, public] = round(sitting.measure * MEASURE_UNIT)
    return counted


def retell(version: Version, *, before: dict[Kind, int], after: dict[Kind, int]) -> None:
    """Take out of a version's tallies what an attempt counted before, and put in what it counts now.

    The rows stay locked until the caller's transaction ends, always in one order.
    """
    kinds = sorted(before.keys() | after.keys())
    Tally.objects.bulk_create(
        (Tally(version=version, family=family, public=public) for family, public in kinds), ignore_conflicts=True
    )
    tallies = list(Tally.objects.select_for_update().filter(version=version).order_by("family", "public"))
    for tally in tallies:
        kind = (tally.family, tally.public)
        tally.sittings += (kind in after) - (kind in before)
        tally.total_billionths += after.get(kind, 0) - before.get(kind, 0)
    Tally.objects.bulk_update(tallies, ("sittings", "total_billionths"))


def _within(sums: Iterable[Added], family: str) -> Iterable[Added]:
    return (one for one in sums if family in (ALL_FAMILIES, one.family))
