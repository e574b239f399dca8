"""An offer that denies is answered by another; the market says what it would allow, and the newest alone counts."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone
from hypothesis import given, strategies as st

from grader.licences import Privacy, Wish, evaluate
from hiring.lib.refused import Refused
from hiring.market.countering import Counter, Proposal, propose
from hiring.market.models import Offer, World
from hiring.market.queries import counter_to, negotiation_of
from hiring.market.services.licensing import OFFER_LASTS, accept_offer, counter_offer, make_offer
from tests.fixtures.market import TRAINING
from tests.grader.test_licences import OPEN, PRIVATE
from tests.racing import at_once

CASES = st.sampled_from(["commercial-training", "research-training", "evaluation", "retrieval"])
REGIONS = st.sampled_from(["EU", "DE", "US", "GB", "worldwide"])
TERMS = st.builds(
    replace,
    st.sampled_from([OPEN, PRIVATE]),
    licence=st.sampled_from(["CC0-1.0", "CC-BY-NC-4.0", "no licence at all"]),
    permitted_use_cases=st.frozensets(CASES),
    forbidden_use_cases=st.frozensets(CASES, max_size=1),
    opt_outs=st.frozensets(CASES, max_size=1),
    regions=st.frozensets(REGIONS),
    retention_days=st.integers(min_value=1, max_value=400),
)
NUMBERS = st.floats(min_value=0, max_value=9)
WISHES = st.builds(
    Wish,
    use_case=CASES,
    region=REGIONS,
    retention_days=st.integers(min_value=1, max_value=400),
    privacy=st.none() | st.builds(Privacy, epsilon=NUMBERS, delta=NUMBERS),
)


@given(TERMS, WISHES)
def test_what_the_market_proposes_is_allowed_and_changes_only_what_was_denied(terms: object, wish: Wish) -> None:
    proposal = propose(terms, wish)  # type: ignore[arg-type]
    if proposal is None:
        return
    assert all(clause.allowed for clause in evaluate(terms, proposal.wish))  # type: ignore[arg-type]
    for name in proposal.changed:
        put_back = replace(proposal.wish, **{name: getattr(wish, name)})
        assert not all(clause.allowed for clause in evaluate(terms, put_back))  # type: ignore[arg-type]


@given(WISHES)
def test_where_one_wish_would_be_allowed_one_is_proposed(wish: Wish) -> None:
    terms = replace(OPEN, regions=frozenset({"EU"}), retention_days=1)
    assert propose(terms, wish) is not None
    assert propose(replace(terms, regions=frozenset()), wish) is None


def test_the_nearest_use_case_shares_words_and_privacy_keeps_to_its_limits() -> None:
    terms = replace(PRIVATE, permitted_use_cases=frozenset({"analytics", "research-training"}))
    wish = replace(TRAINING, privacy=Privacy(epsilon=9.0, delta=0.5))
    assert propose(terms, wish) == Proposal(
        wish=replace(wish, use_case="research-training", privacy=Privacy(epsilon=3.0, delta=1e-5)),
        changed=("use_case", "privacy"),
    )


@pytest.fixture
def denied(world: World) -> Offer:
    """An offer of data that may not train commercial models."""
    return make_offer(world=world, listing="two-city-weather", wish=TRAINING, pricing_model="per_request")


def test_an_offer_that_denies_says_what_would_be_allowed_and_that_is_accepted(world: World, denied: Offer) -> None:
    proposal = counter_to(denied)
    assert proposal is not None
    assert (proposal.wish.use_case, proposal.changed) == ("research-training", ("use_case",))
    counter = Counter(use_case=proposal.wish.use_case, pricing_model="subscription")
    countered = counter_offer(world=world, offer_id=denied.pk, counter=counter)
    assert (countered.allowed, countered.answers, counter_to(countered)) == (True, denied, None)
    assert (countered.region, countered.pricing_model) == (TRAINING.region, "subscription")
    assert accept_offer(world=world, offer_id=countered.pk).offer == countered
    assert world.trail.filter(kind="offer.made").last().facts["answers"] == str(denied.pk)  # type: ignore[union-attr]


def test_only_the_newest_offer_of_a_negotiation_is_gone_on_with(world: World) -> None:
    first = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request")
    second = counter_offer(world=world, offer_id=first.pk, counter=Counter(retention_days=30))
    for call in (
        lambda: accept_offer(world=world, offer_id=first.pk),
        lambda: counter_offer(world=world, offer_id=first.pk, counter=Counter(retention_days=10)),
    ):
        with pytest.raises(Refused, match=f"Go on with {second.pk}"):
            call()
    third = counter_offer(world=world, offer_id=second.pk, counter=Counter(privacy=Privacy(epsilon=1.0, delta=0.0)))
    assert third.wish == replace(TRAINING, retention_days=30, privacy=Privacy(epsilon=1.0, delta=0.0))
    for each in (first, second, third):
        assert negotiation_of(world, each.pk) == [first, second, third]


def test_a_licence_is_not_negotiated_any_more(world: World) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request")
    accept_offer(world=world, offer_id=offer.pk)
    with pytest.raises(Refused, match="was accepted and is a licence now"):
        counter_offer(world=world, offer_id=offer.pk, counter=Counter(region="GB"))


def test_a_counter_that_changes_nothing_comes_too_late_or_is_a_strangers_is_refused(
    world: World, other_world: World, denied: Offer
) -> None:
    with pytest.raises(Refused, match="asks for what was asked before"):
        counter_offer(world=world, offer_id=denied.pk, counter=Counter(region=TRAINING.region))
    for who, which in ((other_world, denied.pk), (world, uuid.uuid4())):
        with pytest.raises(Refused, match="no such offer"):
            counter_offer(world=who, offer_id=which, counter=Counter(region="GB"))
    late = timezone.now() + OFFER_LASTS + timedelta(seconds=1)
    with time_machine.travel(late), pytest.raises(Refused, match="has expired"):
        counter_offer(world=world, offer_id=denied.pk, counter=Counter(region="GB"))


def test_what_was_offered_stays_as_it_was(denied: Offer) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Offer.objects.filter(pk=denied.pk).update(allowed=True)


def test_an_offer_accepted_and_countered_at_once_ends_one_way(live_database: str, world: World) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request")
    answers = at_once(
        *[lambda: accept_offer(world=world, offer_id=offer.pk)] * 2,
        *[lambda: counter_offer(world=world, offer_id=offer.pk, counter=Counter(retention_days=9))] * 2,
    )
    codes = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert codes in (["offer_accepted"] * 2, ["offer_answered"] * 3)
    assert world.licences.count() + Offer.objects.filter(answers=offer).count() == 1
