"""Moving play money within a world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from hiring.lib.kept import Kept, insert
from hiring.lib.refused import Refused
from hiring.market.locking import lock_world
from hiring.market.models import Account, Credential, Entry, Licence, Transfer, World
from hiring.market.pricing import split
from hiring.market.services.trail import Deed

_ACCOUNTS = Kept(lambda world: Account.objects.filter(world=world), uuid4())


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a use of a licensed dataset costs, and what it was."""

    licence: Licence
    amount_micro: int
    reason: str
    subject: UUID


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a transfer: how much goes to an account, or from it when negative."""

    account: Account
    amount_micro: int


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A transfer with its lines, not yet in the book."""

    transfer: Transfer
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What charges come to: the transfers that pay them, not yet in the book, and what the trail says of each charge,
    None where nothing is paid."""

    postings: Sequence[Posting]
    told: Sequence[Deed | None]


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The accounts that a charge touches; ``creators`` are by name."""

    wallet: Account
    fees: Account
    creators: dict[str, Account]


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


def bill_wallet(*, world: World, charges: Sequence[Charge], credential: Credential | None = None) -> Bill:
    """Work out who is paid for uses of licensed datasets, in their order: each creator and the market, by the wallet.

    The caller holds the world's lock, pays the bill and writes what it tells into the trail. Charges that the wallet or
    the cap of the ``credential`` can't meet are refused, all of them, before anything is written.
    """
    due = [charge for charge in charges if charge.amount_micro]
    if not due:
        return Bill(postings=(), told=[None] * len(charges))
    accounts = _accounts_of(world, due)
    left = accounts.wallet.balance_micro
    postings: list[Posting] = []
    told: list[Deed | None] = []
    for charge in charges:
        if charge.amount_micro > left:
            raise Refused("over_budget", _over_budget(charge.amount_micro, left), status=402)
        left -= charge.amount_micro
        posting = _posting_of(charge, accounts, credential) if charge.amount_micro else None
        told.append(_told(charge, posting.transfer, spent_micro=world.budget_micro - left) if posting else None)
        postings += [posting] if posting else []
    if credential is not None and credential.cap_micro is not None:
        _spend_key(credential, accounts.wallet.balance_micro - left)
    return Bill(postings=postings, told=told)


def pay(bill: Bill) -> None:
    """Write what a bill comes to into the book; the database moves the balances."""
    _post(bill.postings)


@transaction.atomic
def post_transfer(*, world: World, reason: str, subject: UUID, lines: tuple[Line, ...]) -> Transfer:
    """Write one business fact into the book; the database moves the balances and refuses lines that don't add up."""
    lock_world(world)
    transfer = Transfer(world=world, reason=reason, subject=subject)
    _post([Posting(transfer=transfer, lines=lines)])
    return transfer


def _accounts_of(world: World, charges: Iterable[Charge]) -> Accounts:
    """Return the accounts of ``charges``, opening those of creators who get their first money from this world."""
    known = {(account.kind, account.name): account for account in _ACCOUNTS.all(world.pk)}
    kind = Account.Kind.CREATOR
    names = {charge.licence.revision.listing.creator for charge in charges}
    opened = Account.objects.bulk_create(
        Account(world=world, kind=kind, name=name) for name in sorted(names) if (kind, name) not in known
    )
    known |= {(kind, account.name): account for account in opened}
    return Accounts(
        wallet=known[Account.Kind.WALLET, ""],
        fees=known[Account.Kind.FEES, ""],
        creators={name: known[kind, name] for name in names},
    )


def _spend_key(key: Credential, amount_micro: int) -> None:
    """Count what a metered key spends; refuse what goes beyond its cap, or comes after its end."""
    keys = Credential.objects.filter(pk=key.pk)
    within = keys.filter(revoked_at=None, spent_micro__lte=F("cap_micro") - amount_micro)
    if within.update(spent_micro=F("spent_micro") + amount_micro):
        return
    now = keys.get()
    if now.revoked_at is not None:
        raise Refused("key_revoked", "This key was revoked. Nothing was charged; use another one.", status=403)
    raise Refused("over_cap", _over_cap(now, amount_micro), status=402)


def _posting_of(charge: Charge, accounts: Accounts, credential: Credential | None) -> Posting:
    parts = split(charge.amount_micro)
    creator = accounts.creators[charge.licence.revision.listing.creator]
    return Posting(
        transfer=Transfer(
            world_id=accounts.wallet.world_id, reason=charge.reason, subject=charge.subject, credential=credential
        ),
        lines=(
            Line(account=accounts.wallet, amount_micro=-charge.amount_micro),
            Line(account=creator, amount_micro=parts.creator_micro),
            Line(account=accounts.fees, amount_micro=parts.fee_micro),
        ),
    )


def _post(postings: Sequence[Posting]) -> None:
    insert([posting.transfer for posting in postings])
    insert(
        [
            Entry(transfer=posting.transfer, account=line.account, amount_micro=line.amount_micro)
            for posting in postings
            for line in posting.lines
            if line.amount_micro
        ]
    )


def _told(charge: Charge, transfer: Transfer, *, spent_micro: int) -> Deed:
    facts = {
        "transfer": str(transfer.pk),
        "amount_micro": charge.amount_micro,
        "reason": charge.reason,
        "licence": str(charge.licence.pk),
        "spent_micro": spent_micro,
        **({"key": transfer.credential.client_id} if transfer.credential else {}),
    }
    return Deed(kind="money.charged", facts=facts)


def _over_budget(amount_micro: int, balance_micro: int) -> str:
    return (
        f"This costs {amount_micro:,} micro-units and the wallet holds {balance_micro:,}. "
        "Nothing was charged. Choose a cheaper dataset or pricing model, or use less."
    )


def _over_cap(key: Credential, amount_micro: int) -> str:
    left = (key.cap_micro or 0) - key.spent_micro
    return (
        f"This costs {amount_micro:,} micro-units and the key {key.label!r} may spend {left:,} more of its "
        f"{key.cap_micro:,}. Nothing was charged. Use less, or spend with another key."
    )
