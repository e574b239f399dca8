"""PIP008: what the pipeline spent stays within the brief's budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Trail

CREDIT = 1_000_000


@check("PIP008", Family.PIPELINE, needs=("brief", "trail"))
def PIP008(inputs: Inputs) -> Measured:
    """The cost is within the budget.

    Asks whether the play money spent in the market, on licences, access and use, stays within the brief's budget.
    Licences that were paid for and never put to use are noted; they cost no points by themselves.

    Why: data is bought with somebody's money, and a pipeline that costs more than its result is worth is not done.

    Measured: 1 up to the budget, then the budget divided by what was spent. Money is counted in whole millionths of
    a credit, from the trail.

    Threshold: 1, the budget of the brief.

    Fix: read the prices on the cards, ask for offers under more than one pricing model, and buy what the sample needs.
    """
    budget, spent = inputs.brief.budget_micro, inputs.trail.spent_micro
    return Measured(
        measure=budget / spent if spent > budget else 1.0,
        summary=f"{_credits(spent)} of {_credits(budget)} credits were spent.",
        findings=(*_overspent(inputs.trail, budget), *_idle(inputs.trail)),
    )


def _overspent(trail: Trail, budget: int) -> Iterator[Finding]:
    if trail.spent_micro > budget:
        beyond = [entry for entry in trail.of_kind("money.charged") if entry.facts["spent_micro"] > budget]
        yield Finding(
            severity=Severity.ERROR,
            message=f"{_credits(trail.spent_micro)} credits were spent, and the budget is {_credits(budget)}.",
            fix="Buy less, or under a pricing model that fits the use.",
            place=Place(entries=tuple(entry.sequence for entry in beyond)),
            limit=f"{_credits(budget)} credits",
        )


def _idle(trail: Trail) -> Iterator[Finding]:
    paid = Counter[str]()
    for entry in trail.of_kind("money.charged"):
        paid[str(entry.facts.get("licence"))] += entry.facts["amount_micro"]
    in_use = {licence.name for licence in trail.put_to_use}
    for licence in trail.licences.values():
        if paid[licence.name] > 0 and licence.name not in in_use:
            cost = _credits(paid[licence.name])
            yield Finding(
                severity=Severity.NOTE,
                message=f"{cost} credits were paid for {licence.listing}, and nothing was fetched of it.",
                fix="Buy a licence when the data is about to be fetched.",
                place=Place(entries=(licence.issued.sequence,)),
            )


def _credits(micro: int) -> str:
    return f"{micro / CREDIT:,.2f}"
