"""The book always balances: the database sees to it, whatever is spent and in whatever order."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import F, Sum
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hiring.lib.refused import Refused
from hiring.market.locking import lock_world
from hiring.market.models import Account, Entry, Licence, Transfer, World
from hiring.market.queries import wallet_entries, wallet_of
from hiring.market.services.ledger import Charge, Line, bill_wallet, pay, post_transfer


def account(world: World, kind: str) -> Account:
    return world.accounts.get(kind=kind)


def post(world: World, *amounts: tuple[str, int]) -> Transfer:
    lines = tuple(Line(account=account(world, kind), amount_micro=amount) for kind, amount in amounts)
    return post_transfer(world=world, reason="test", subject=uuid.uuid4(), lines=lines)


def charge(licence: Licence, *amounts: int) -> None:
    charges = [Charge(licence=licence, amount_micro=amount, reason="usage", subject=uuid.uuid4()) for amount in amounts]
    with transaction.atomic():
        lock_world(licence.world)
        pay(bill_wallet(world=licence.world, charges=charges))


def test_a_charge_goes_to_the_creator_and_the_market_to_the_last_micro_unit(licence: Licence) -> None:
    charge(licence, 1_000_001)
    creator = Account.objects.get(world=licence.world, kind="creator")
    assert creator.name == licence.revision.listing.creator
    assert (creator.balance_micro, account(licence.world, "fees").balance_micro) == (850_000, 150_001)
    assert [entry.amount_micro for entry in wallet_entries(licence.world)] == [-1_000_001, 60_000_000]


def test_charges_that_are_too_much_together_are_refused_together(licence: Licence) -> None:
    with pytest.raises(Refused, match="costs 30,000,001 micro-units and the wallet holds 30,000,000"):
        charge(licence, 30_000_000, 30_000_001)
    assert wallet_of(licence.world).spent_micro == 0


def test_a_transfer_that_does_not_add_up_never_commits(world: World) -> None:
    post(world, ("wallet", -5), ("fees", 4))
    with pytest.raises(ProgrammingError, match="do not sum to zero"):
        connection.check_constraints()


def test_a_transfer_that_does_not_add_up_is_not_there_afterwards(live_database: str, world: World) -> None:
    with pytest.raises(ProgrammingError, match="do not sum to zero"):
        post(world, ("wallet", -5), ("fees", 4))
    assert not Transfer.objects.filter(reason="test").exists()
    assert wallet_of(world).spent_micro == 0


def test_no_wallet_goes_below_zero_whoever_asks(world: World) -> None:
    with pytest.raises(IntegrityError, match="no_balance_below_zero"), transaction.atomic():
        post(world, ("wallet", -60_000_001), ("fees", 60_000_001))


def test_balances_move_by_entries_and_by_nothing_else(world: World) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Account.objects.update(balance_micro=F("balance_micro") + 1)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Entry.objects.update(amount_micro=0)
    with pytest.raises(ProgrammingError, match="Cannot insert"), transaction.atomic():
        Account.objects.create(world=world, kind="creator", name="x", balance_micro=5)


class Spending(RuleBasedStateMachine):
    """Charges of every size, up to and over what is left, within one transaction that is rolled back."""

    licence: Licence

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.left = wallet_of(self.licence.world).balance_micro

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @rule(amount=st.integers(min_value=0, max_value=70_000_000))
    def charge(self, amount: int) -> None:
        self.spend(amount)

    @rule(over=st.sampled_from([-1, 0, 1]))
    def charge_all_that_is_left(self, over: int) -> None:
        self.spend(max(self.left + over, 0))

    def spend(self, amount: int) -> None:
        entries = Entry.objects.count()
        try:
            charge(self.licence, amount)
        except Refused:
            assert amount > self.left
            assert Entry.objects.count() == entries
        else:
            self.left -= amount

    @invariant()
    def the_book_balances(self) -> None:
        connection.check_constraints()
        accounts = self.licence.world.accounts.annotate(entered=Sum("entries__amount_micro", default=0))
        balances = {each.pk: (each.kind, each.balance_micro, each.entered) for each in accounts}
        assert sum(balance for _, balance, _ in balances.values()) == 0
        assert all(balance == entered for _, balance, entered in balances.values())
        assert all(balance >= 0 for kind, balance, _ in balances.values() if kind != "mint")
        assert wallet_of(self.licence.world).balance_micro == self.left


def test_whatever_is_spent_the_book_balances(licence: Licence) -> None:
    machine = type("SpendingOfAlice", (Spending,), {"licence": licence})
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=12, deadline=None))
