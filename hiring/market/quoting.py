"""What a plan of use would cost, as pure formulas: each way to go about it, by each pricing model, as prices rise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hiring.market.pricing import Fact, Model, charge

RISES_PERCENT = (0, 30, 100, 500)


class Way(StrEnum):
    """How the work may be gone about."""

    AS_PLANNED = "as_planned"
    RETRIEVAL = "retrieval"
    SMALLER_MODEL = "smaller_model"
    SMALLER_SAMPLE = "smaller_sample"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What someone means to do with a dataset while one licence lasts, and what computing costs them elsewhere.

    ``size`` is what all ``requests`` fetch together, in bytes; none stands for the whole file with each of them. The
    percentages say how much of the computing a smaller model takes, and how much of the rows a smaller sample has.
    """

    size: int = 0
    requests: int = 1
    fine_tunes: int = 0
    inferences: int = 0
    retrievals: int = 0
    fine_tune_compute_micro: int = 2_000_000
    inference_compute_micro: int = 200
    smaller_model_percent: int = 25
    smaller_sample_percent: int = 10


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What it comes to once the licence costs ``rise_percent`` more; ``difference_micro`` is to doing as planned."""

    rise_percent: int
    licence_micro: int
    total_micro: int
    difference_micro: int


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One way under one pricing model."""

    way: Way
    compute_micro: int
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A plan under one pricing model, the plan as it is first."""

    pricing_model: Model
    price_micro: int
    alternatives: tuple[Alternative, ...]

    @property
    def total_micro(self) -> int:
        """What the plan costs as it is, today."""
        return self.alternatives[0].scenarios[0].total_micro


def price(plan: Plan, pricing: Mapping[Model, int]) -> tuple[Priced, ...]:
    """Price a plan under each model of ``pricing``, the cheapest first.

    A part of a gigabyte, of a rise, of a smaller model's or sample's computing is rounded up to a micro-unit.
    """
    priced = (_priced(plan, model, price_micro) for model, price_micro in pricing.items())
    return tuple(sorted(priced, key=lambda one: (one.total_micro, one.pricing_model)))


def plan_for(way: Way, plan: Plan) -> Plan:
    """Return what a plan becomes when it is gone about another way."""
    if way is Way.RETRIEVAL:
        return replace(plan, fine_tunes=0, inferences=0, retrievals=plan.retrievals + plan.inferences)
    if way is Way.SMALLER_MODEL:
        return replace(
            plan,
            fine_tune_compute_micro=_share(plan.fine_tune_compute_micro, plan.smaller_model_percent),
            inference_compute_micro=_share(plan.inference_compute_micro, plan.smaller_model_percent),
        )
    if way is Way.SMALLER_SAMPLE:
        return replace(
            plan,
            size=_share(plan.size, plan.smaller_sample_percent),
            fine_tune_compute_micro=_share(plan.fine_tune_compute_micro, plan.smaller_sample_percent),
        )
    return plan


def _priced(plan: Plan, model: Model, price_micro: int) -> Priced:
    planned = _totals(plan, model, price_micro)
    alternatives = (_alternative(way, plan_for(way, plan), model, price_micro, planned) for way in Way)
    return Priced(pricing_model=model, price_micro=price_micro, alternatives=tuple(alternatives))


def _alternative(way: Way, plan: Plan, model: Model, price_micro: int, planned: tuple[int, ...]) -> Alternative:
    compute_micro = _compute(plan)
    totals = _totals(plan, model, price_micro)
    return Alternative(
        way=way,
        compute_micro=compute_micro,
        scenarios=tuple(
            Scenario(
                rise_percent=rise,
                licence_micro=total - compute_micro,
                total_micro=total,
                difference_micro=total - before,
            )
            for rise, total, before in zip(RISES_PERCENT, totals, planned, strict=True)
        ),
    )


def _totals(plan: Plan, model: Model, price_micro: int) -> tuple[int, ...]:
    licence_micro, compute_micro = _licence(plan, model, price_micro), _compute(plan)
    return tuple(_share(licence_micro, 100 + rise) + compute_micro for rise in RISES_PERCENT)


def _licence(plan: Plan, model: Model, price_micro: int) -> int:
    used = {
        Fact.LICENCE: 1,
        Fact.ACCESS: plan.requests,
        Fact.FINE_TUNE: plan.fine_tunes,
        Fact.INFERENCE: plan.inferences,
        Fact.RETRIEVAL: plan.retrievals,
    }
    return sum(charge(model, price_micro, fact, quantity=count, size=plan.size) for fact, count in used.items())


def _compute(plan: Plan) -> int:
    answers = plan.inferences + plan.retrievals
    return plan.fine_tunes * plan.fine_tune_compute_micro + answers * plan.inference_compute_micro


def _share(amount: int, percent: int) -> int:
    return -(-amount * percent // 100)
