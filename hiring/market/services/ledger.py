"""Moving play money within a world."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from hiring.lib.refused import Refused
from hiring.market.locking import lock_world
from hiring.market.models import Account, Entry, Licence, Transfer, World
from hiring.market.pricing import split
from hiring.market.services.trail import append_trail


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a transfer: how much goes to an account, or from it when negative."""

    account: Account
    amount_micro: int


@transaction.atomic
def open_accounts(*, world: World) -> Account:
    """Open the accounts of a new world and fund its wallet with its budget; return the wallet."""
    wallet = Account.objects.create(world=world, kind=Account.Kind.WALLET)
    mint = Account.objects.create(world=world, kind=Account.Kind.MINT)
    Account.objects.create(world=world, kind=Account.Kind.FEES)
    post_transfer(
        world=world,
        reason="budget",
        subject=world.attempt_id,
        lines=(
            Line(account=mint, amount_micro=-world.budget_micro),
            Line(account=wallet, amount_micro=world.budget_micro),
        ),
    )
    return wallet


@transaction.atomic
def charge_wallet(*, licence: Licence, amount_micro: int, reason: str, subject: UUID) -> None:
    """Pay for a use of a licensed dataset: from the wallet to its creator and the market.

    Nothing is moved for nothing. A charge that the wallet can't meet is refused whole, before any of it is taken.
    """
    if amount_micro == 0:
        return
    world = licence.world
    lock_world(world)
    wallet = refuse_over_budget(world=world, amount_micro=amount_micro)
    creator, _ = world.accounts.get_or_create(kind=Account.Kind.CREATOR, name=licence.revision.listing.creator)
    fees = world.accounts.get(kind=Account.Kind.FEES)
    parts = split(amount_micro)
    transfer = post_transfer(
        world=world,
        reason=reason,
        subject=subject,
        lines=(
            Line(account=wallet, amount_micro=-amount_micro),
            Line(account=creator, amount_micro=parts.creator_micro),
            Line(account=fees, amount_micro=parts.fee_micro),
        ),
    )
    facts = {"amount_micro": amount_micro, "reason": reason, "licence": str(licence.pk), "spent_micro": _spent(wallet)}
    append_trail(world=world, kind="money.charged", facts={"transfer": str(transfer.pk), **facts})


def refuse_over_budget(*, world: World, amount_micro: int) -> Account:
    """Return the wallet if it can meet a charge; refuse one that it can't."""
    wallet = world.accounts.get(kind=Account.Kind.WALLET)
    if amount_micro > wallet.balance_micro:
        raise Refused("over_budget", _over_budget(amount_micro, wallet.balance_micro), status=402)
    return wallet


@transaction.atomic
def post_transfer(*, world: World, reason: str, subject: UUID, lines: tuple[Line, ...]) -> Transfer:
    """Write one business fact into the book; the database moves the balances and refuses lines that don't add up."""
    lock_world(world)
    transfer = Transfer.objects.create(world=world, reason=reason, subject=subject)
    Entry.objects.bulk_create(
        Entry(transfer=transfer, account=line.account, amount_micro=line.amount_micro)
        for line in lines
        if line.amount_micro
    )
    return transfer


def _spent(wallet: Account) -> int:
    spent: int = wallet.entries.filter(amount_micro__lt=0).aggregate(total=Sum("amount_micro"))["total"] or 0
    return -spent


def _over_budget(amount_micro: int, balance_micro: int) -> str:
    return (
        f"This costs {amount_micro:,} micro-units and the wallet holds {balance_micro:,}. "
        "Nothing was charged. Choose a cheaper dataset or pricing model, or use less."
    )
