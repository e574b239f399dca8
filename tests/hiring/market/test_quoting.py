"""What a plan would cost is what it will: the same formulas, each way, as prices rise."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from grader.strict import LARGEST_INTEGER
from hiring.lib.refused import Refused
from hiring.market.models import Licence, World
from hiring.market.pricing import Model
from hiring.market.queries import wallet_of
from hiring.market.quoting import RISES_PERCENT, Plan, Way, plan_for, price
from hiring.market.services.access import grant_access
from hiring.market.services.metering import Use, report_usage
from hiring.market.services.quoting import make_quote
from tests.fixtures.market import license_to

COUNTS = st.integers(min_value=0, max_value=10**9)
PERCENTS = st.integers(min_value=1, max_value=100)
PLANS = st.builds(
    Plan,
    size=COUNTS,
    requests=COUNTS,
    fine_tunes=COUNTS,
    inferences=COUNTS,
    retrievals=COUNTS,
    fine_tune_compute_micro=COUNTS,
    inference_compute_micro=COUNTS,
    smaller_model_percent=PERCENTS,
    smaller_sample_percent=PERCENTS,
)
PRICING = st.dictionaries(st.sampled_from(Model), COUNTS, min_size=1)
PLAN = Plan(size=10**9, requests=2, fine_tunes=3, inferences=1_000, retrievals=10)


def totals(plan: Plan, model: Model, way: Way = Way.AS_PLANNED) -> tuple[int, ...]:
    [priced] = price(plan, {model: 1_000_000})
    [found] = [one for one in priced.alternatives if one.way is way]
    return tuple(scenario.total_micro for scenario in found.scenarios)


@pytest.mark.parametrize(
    ("model", "licence_micro"),
    [
        (Model.SUBSCRIPTION, 1_000_000),
        (Model.PER_REQUEST, 2_000_000),
        (Model.PER_GIGABYTE, 1_000_000),
        (Model.PER_FINE_TUNE, 3_000_000),
        (Model.PER_INFERENCE, 1_010_000_000),
    ],
)
def test_a_rise_falls_on_the_licence_and_not_on_computing(model: Model, licence_micro: int) -> None:
    compute = 3 * 2_000_000 + 1_010 * 200
    assert totals(PLAN, model) == tuple(licence_micro * (100 + rise) // 100 + compute for rise in (0, 30, 100, 500))


def test_retrieval_fine_tunes_nothing_and_looks_up_a_row_for_each_inference() -> None:
    assert totals(PLAN, Model.PER_FINE_TUNE, Way.RETRIEVAL) == (1_010 * 200,) * 4
    assert totals(PLAN, Model.PER_INFERENCE, Way.RETRIEVAL)[0] == 1_010_000_000 + 1_010 * 200


def test_a_smaller_model_computes_less_and_a_smaller_sample_fetches_less() -> None:
    assert totals(PLAN, Model.PER_GIGABYTE, Way.SMALLER_MODEL)[0] == 1_000_000 + 3 * 500_000 + 1_010 * 50
    assert totals(PLAN, Model.PER_GIGABYTE, Way.SMALLER_SAMPLE)[0] == 100_000 + 3 * 200_000 + 1_010 * 200


def test_parts_of_a_micro_unit_are_rounded_up() -> None:
    assert [one.total_micro for one in price(Plan(size=1), {Model.PER_GIGABYTE: 1})[0].alternatives[0].scenarios] == [
        1,
        2,
        2,
        6,
    ]


@given(PLANS, PRICING)
def test_every_total_adds_up_and_only_grows_as_prices_rise(plan: Plan, pricing: dict[Model, int]) -> None:
    quoted = price(plan, pricing)
    assert sorted(one.pricing_model for one in quoted) == sorted(pricing)
    assert [one.total_micro for one in quoted] == sorted(one.total_micro for one in quoted)
    for alternatives in (one.alternatives for one in quoted):
        assert [one.way for one in alternatives] == [*Way]
        for one in alternatives:
            assert [scenario.rise_percent for scenario in one.scenarios] == [*RISES_PERCENT]
            grown = [scenario.total_micro for scenario in one.scenarios]
            assert grown == sorted(grown)
            for scenario, planned in zip(one.scenarios, alternatives[0].scenarios, strict=True):
                assert scenario.total_micro == scenario.licence_micro + one.compute_micro
                assert scenario.difference_micro == scenario.total_micro - planned.total_micro


@given(PLANS)
def test_no_other_way_computes_more_or_fetches_more(plan: Plan) -> None:
    for way in Way:
        other = plan_for(way, plan)
        assert other.size <= plan.size
        assert other.inferences + other.retrievals == plan.inferences + plan.retrievals
        assert other.fine_tune_compute_micro <= plan.fine_tune_compute_micro


@pytest.mark.parametrize("model", [one.value for one in Model])
def test_a_plan_that_is_carried_out_costs_what_was_quoted(world: World, model: str) -> None:
    plan = Plan(fine_tunes=2, inferences=500, retrievals=20)
    [quoted] = [
        one
        for one in make_quote(world=world, listing="airport-traffic", plan=plan).models
        if one.pricing_model == model
    ]
    carry_out(license_to(world, "airport-traffic", pricing_model=model), plan)
    assert wallet_of(world).spent_micro == quoted.alternatives[0].scenarios[0].licence_micro > 0


def carry_out(licence: Licence, plan: Plan) -> None:
    for _ in range(plan.requests):
        grant_access(world=licence.world, licence_id=licence.pk)
    counts = {"fine_tune": plan.fine_tunes, "inference": plan.inferences, "retrieval": plan.retrievals}
    uses = [
        Use(
            event_id=kind,
            licence=licence.pk,
            kind=kind,
            quantity=quantity,
            model="delays",
            feature="",
            occurred_at=licence.created_at,
        )
        for kind, quantity in counts.items()
    ]
    report_usage(world=licence.world, uses=uses)


def test_a_quote_charges_nothing_and_the_trail_tells_what_was_asked(world: World) -> None:
    quote = make_quote(world=world, listing="wildlife-strikes", plan=Plan(requests=3, fine_tunes=1))
    last = world.trail.latest("sequence")
    assert quote.revision.world == world
    assert quote.plan.size == 3 * quote.revision.size
    assert wallet_of(world).spent_micro == 0
    assert (last.kind, last.facts["plan"]["requests"]) == ("quote.made", 3)
    assert last.facts["total_micro"] == quote.models[0].total_micro


def test_a_plan_beyond_all_counting_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=f"more than {LARGEST_INTEGER:,} micro-units"):
        make_quote(world=world, listing="wildlife-strikes", plan=Plan(fine_tunes=10**12))
    assert not world.trail.filter(kind="quote.made").exists()
