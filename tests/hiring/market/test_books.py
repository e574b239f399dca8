"""Whatever is asked of the market, in whatever order, its books balance after every step."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from grader.trail import parse_trail
from hiring.accounts.models import Person
from hiring.accounts.services import person_with_email
from hiring.assessments.models import Cohort
from hiring.assessments.services.inviting import invite
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.market.countering import Counter
from hiring.market.models import Credential, Entry, Licence, Offer, Receipt, UsageEvent, World
from hiring.market.pricing import Model
from hiring.market.queries import trail_document, wallet_of, world_of
from hiring.market.services.access import grant_access
from hiring.market.services.keys import issue_key
from hiring.market.services.licensing import accept_offer, counter_offer, make_offer, revoke_licence
from hiring.market.services.metering import MOST_AT_ONCE, Use, report_usage
from hiring.market.services.worlds import start_attempt
from tests.fixtures.market import TRAINING
from tests.hiring.market.books import assert_whole

CAP_MICRO = 20_000_000
LISTINGS = ("wildlife-strikes", "airport-traffic", "two-city-weather", "county-habitat")
USES = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(UsageEvent.Kind.values),
    st.sampled_from([1, 2, 1_000, 10_000, MOST_AT_ONCE]),
)


class Trade(RuleBasedStateMachine):
    """Candidates who trade by the real services, within one transaction that is rolled back."""

    cohort: Cohort
    recruiter: Person

    worlds = Bundle[World]("worlds")
    offers = Bundle[Offer]("offers")
    licences = Bundle[Licence]("licences")

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.opened: list[World] = []
        self.keys: dict[UUID, Credential] = {}
        self.receipts: dict[tuple[UUID, str], UUID] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(target=worlds)
    def open_a_market(self) -> World:
        return self.start()

    @precondition(lambda self: len(self.opened) < 3)
    @rule(target=worlds)
    def open_another_market(self) -> World:
        return self.start()

    def start(self) -> World:
        candidate = person_with_email(email=f"candidate-{len(self.opened)}@example.com")
        invitation, _ = invite(cohort=self.cohort, email=candidate.email, name="", by=self.recruiter)
        attempt, _ = start_attempt(invitation=invitation, candidate=candidate)
        world = world_of(attempt)
        self.opened.append(world)
        self.keys[world.pk] = issue_key(world=world, label="x", cap_micro=CAP_MICRO, scopes=["usage:write"]).key
        return world

    @rule(target=offers, world=worlds, listing=st.sampled_from(LISTINGS), model=st.sampled_from(Model))
    def offer(self, world: World, listing: str, model: Model) -> Offer:
        return make_offer(world=world, listing=listing, wish=TRAINING, pricing_model=model)

    @rule(target=licences, offer=offers)
    def accept(self, offer: Offer) -> Licence | MultipleResults[Licence]:
        before = Licence.objects.filter(offer=offer).first()
        dear = offer.pricing_model == Model.SUBSCRIPTION and offer.price_micro > wallet_of(offer.world).balance_micro
        try:
            licence = accept_offer(world=offer.world, offer_id=offer.pk)
        except Refused:
            assert before is None
            assert dear or not offer.allowed
            return multiple()
        assert before in (None, licence)
        return multiple() if licence.revoked_at else licence

    @rule(target=offers, offer=consumes(offers), days=st.sampled_from([9, 90]))
    def counter(self, offer: Offer, days: int) -> Offer | MultipleResults[Offer]:
        try:
            return counter_offer(world=offer.world, offer_id=offer.pk, counter=Counter(retention_days=days))
        except Refused:
            assert days == offer.retention_days or Licence.objects.filter(offer=offer).exists()
            return multiple()

    @rule(licence=licences, by_key=st.booleans())
    def access(self, licence: Licence, by_key: bool) -> None:
        wallet, entries = wallet_of(licence.world), Entry.objects.count()
        key = self.keys[licence.world_id] if by_key else None
        try:
            grant_access(world=licence.world, licence_id=licence.pk, credential=key)
        except Refused:
            assert by_key or wallet.balance_micro < licence.offer.price_micro
            assert Entry.objects.count() == entries

    @rule(licence=licences, uses=st.lists(USES, min_size=1, max_size=4), by_key=st.booleans())
    def report(self, licence: Licence, uses: list[tuple[str, str, int]], by_key: bool) -> None:
        self.report_uses(licence, [use_of(licence, *use) for use in uses], by_key=by_key)

    @rule(licence=licences, event=st.sampled_from("ghij"), over=st.sampled_from([-1, 0, 1]))
    def spend_to_the_edge(self, licence: Licence, event: str, over: int) -> None:
        left, price = wallet_of(licence.world).balance_micro, licence.offer.price_micro
        kind = "inference" if licence.offer.pricing_model == Model.PER_INFERENCE else "fine_tune"
        self.report_uses(licence, [use_of(licence, event, kind, max(1, left // price + over))], by_key=False)

    @rule(licence=consumes(licences))
    def revoke(self, licence: Licence) -> None:
        revoke_licence(licence=licence, reason="Its creator withdrew the dataset.")
        with pytest.raises(Refused, match="This licence was revoked: Its creator withdrew"):
            grant_access(world=licence.world, licence_id=licence.pk)

    def report_uses(self, licence: Licence, uses: list[Use], *, by_key: bool) -> None:
        entries, key = Entry.objects.count(), self.keys[licence.world_id] if by_key else None
        try:
            given = report_usage(world=licence.world, uses=uses, credential=key)
        except Refused:
            assert Entry.objects.count() == entries
            return
        for use, receipt in zip(uses, given, strict=True):
            assert self.receipts.setdefault((licence.world_id, use.event_id), receipt.pk) == receipt.pk

    @invariant()
    def the_books_balance(self) -> None:
        connection.check_constraints()
        with connection.cursor() as cursor:
            assert_whole(cursor)
        assert Receipt.objects.count() == len(self.receipts)

    @invariant()
    def every_trail_is_proven(self) -> None:
        for world in self.opened:
            trail = parse_trail(trail_document(world.attempt), file="trail.json", jwks=jwks())
            assert trail.spent_micro == wallet_of(world).spent_micro


def use_of(licence: Licence, event_id: str, kind: str, quantity: int) -> Use:
    return Use(
        event_id=event_id,
        licence=licence.pk,
        kind=kind,
        quantity=quantity,
        model="damage",
        feature="",
        occurred_at=licence.created_at,
    )


@pytest.mark.usefixtures("catalogue", "planted_once")
def test_whatever_is_traded_the_books_balance_after_every_step(cohort: Cohort, bob: Person) -> None:
    machine = type("TradeOfCandidates", (Trade,), {"cohort": cohort, "recruiter": bob})
    run_state_machine_as_test(machine, settings=settings(max_examples=5, stateful_step_count=14, deadline=None))
