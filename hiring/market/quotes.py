"""Pricing a plan of use for what a world has on offer; it charges nothing and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.strict import LARGEST_INTEGER
from hiring.lib.refused import Refused
from hiring.market.catalogue import revision_on_offer
from hiring.market.models import Revision, World
from hiring.market.pricing import Model
from hiring.market.quoting import Plan, Priced, price


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What a plan of use would cost for one revision, the cheapest pricing model first."""

    revision: Revision
    plan: Plan
    models: tuple[Priced, ...]


def quote_of(*, world: World, listing: str, plan: Plan) -> Quote:
    """Price a plan for what ``world`` sees of a listing."""
    revision = revision_on_offer(world, listing)
    sized = plan if plan.size else replace(plan, size=plan.requests * revision.size)
    pricing = {Model(name): price_micro for name, price_micro in revision.pricing.items()}
    quote = Quote(revision=revision, plan=sized, models=price(sized, pricing))
    if _largest(quote) > LARGEST_INTEGER:
        raise Refused(
            "beyond_counting",
            f"This plan comes to more than {LARGEST_INTEGER:,} micro-units, the most that is counted. Plan for less.",
            status=422,
        )
    return quote


def _largest(quote: Quote) -> int:
    return max(
        max(scenario.total_micro, alternative.compute_micro)
        for priced in quote.models
        for alternative in priced.alternatives
        for scenario in alternative.scenarios
    )
