"""Where an attempt stands among those who sat the same: scores, and each criterion's middle half."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from hiring.accounts.models import Member
from hiring.decisions.queries.inbox import Inboxed, inbox_of

FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class CohortFigures:
    """What a cohort's latest submissions came to: ``scores`` of 100, and by criterion the ``shares`` of its points."""

    scores: tuple[float, ...]
    shares: dict[str, tuple[float, ...]]

    @property
    def enough(self) -> bool:
        """Whether there are enough to compare with."""
        return len(self.scores) >= FEWEST

    def middle_half(self, criterion: str) -> tuple[float, float] | None:
        """Return the lower and upper quartile of a criterion's shares; None where there are too few."""
        shares = self.shares.get(criterion, ())
        if len(shares) < FEWEST:
            return None
        lower, _, upper = quantiles(shares, n=4, method="inclusive")
        return lower, upper


def cohort_figures(member: Member, attempt: Inboxed) -> CohortFigures:
    """Return the figures of everyone in an attempt's cohort who has a score, itself among them."""
    scored = inbox_of(member).filter(invitation__cohort=attempt.invitation.cohort, score__isnull=False).order_by()
    rows = list(scored.values_list("score", "criteria"))
    return CohortFigures(scores=tuple(score for score, _ in rows), shares=shares_by_criterion(c for _, c in rows))


def shares_by_criterion(rows: Iterable[list[dict[str, Any]]]) -> dict[str, tuple[float, ...]]:
    """Gather, for each criterion, the share of its points that each report earned, where it had any to earn."""
    shares: dict[str, list[float]] = {}
    for criterion in (criterion for criteria in rows for criterion in criteria):
        if criterion["of"]:
            shares.setdefault(criterion["id"], []).append(criterion["points"] / criterion["of"])
    return {criterion: tuple(found) for criterion, found in shares.items()}
