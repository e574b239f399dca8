"""What datasets cost beside what they added, as reviewers see it: of one attempt, and of a cohort together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from hiring.accounts.models import Member
from hiring.assessments.models import Cohort
from hiring.decisions.queries.attempts import mask_of
from hiring.decisions.queries.inbox import Inboxed, inbox_of
from hiring.market.models import Listing
from hiring.market.worth import Row, Worth, worth_of


@dataclass(frozen=True, kw_only=True)
class Together:
    """One dataset in a cohort: in the middle of its ``attempts`` what it cost, of its ``measured`` what it added."""

    dataset: str
    attempts: int
    cost_micro: int
    measured: int
    added: float | None


@dataclass(frozen=True, kw_only=True)
class CohortWorth:
    """A cohort's datasets by name, the models of all compared by one ``measure``; None where no model can be."""

    measure: str | None
    models: int
    rows: Sequence[Together]

    @property
    def spots(self) -> list[tuple[int, str, int, float]]:
        """The datasets whose contribution was measured, for a figure: number in the list, name, cost, contribution."""
        numbered = enumerate(self.rows, start=1)
        return [(n, row.dataset, row.cost_micro, row.added) for n, row in numbered if row.added is not None]


def worth_for_review(attempt: Inboxed) -> Worth:
    """Return what an attempt's datasets cost and added, blind while the attempt is."""
    worth = worth_of([attempt.pk])[attempt.pk]
    if attempt.revealed:
        return worth
    mask = mask_of(attempt)
    return replace(worth, rows=[replace(row, dataset=mask.text(row.dataset)) for row in worth.rows])


def worth_in_cohort(member: Member, cohort: Cohort) -> CohortWorth:
    """Return what the datasets on offer to a whole cohort cost and added; what one attempt published is left out."""
    attempts = inbox_of(member).filter(invitation__cohort=cohort).order_by().values_list("pk", flat=True)
    worths = worth_of(list(attempts)).values()
    by_dataset: defaultdict[str, list[Row]] = defaultdict(list)
    for row in (row for worth in worths for row in worth.rows):
        by_dataset[row.dataset].append(row)
    shared = Listing.objects.filter(world=None, slug__in=by_dataset).order_by("slug").values_list("slug", flat=True)
    return CohortWorth(
        measure=next((worth.measure for worth in worths if worth.measure), None),
        models=sum(worth.models for worth in worths),
        rows=[_together(dataset, by_dataset[dataset]) for dataset in shared],
    )


def _together(dataset: str, rows: Sequence[Row]) -> Together:
    added = [row.added.difference for row in rows if row.added]
    return Together(
        dataset=dataset,
        attempts=len(rows),
        cost_micro=round(median(row.cost_micro for row in rows)),
        measured=len(added),
        added=median(added) if added else None,
    )
