"""Double-entry play money in integer micro-units; the database itself keeps the books.

An entry moves its account's balance by a trigger, nothing else can, and a transaction whose transfers don't sum to zero
does not commit. So every balance is the sum of its entries, and the sum over all accounts is always zero.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.lib.records import Record
from hiring.market.models.worlds import Credential, World


class Account(Record):
    """An account of one world: the candidate's wallet, a creator's earnings, the market's fees or the mint."""

    class Kind(models.TextChoices):
        WALLET = "wallet"
        CREATOR = "creator"
        FEES = "fees"
        MINT = "mint"

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True)
    balance_micro = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("world", "kind", "name"), name="one_account_per_name"),
            models.CheckConstraint(condition=Q(kind="mint") | Q(balance_micro__gte=0), name="no_balance_below_zero"),
        )
        triggers = (
            pgtrigger.Protect(
                name="opens_empty",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.balance_micro <> 0"),
            ),
            pgtrigger.Protect(
                name="moved_by_entries",
                operation=pgtrigger.UpdateOf("balance_micro"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Transfer(Record):
    """One business fact that moved money; its entries sum to zero. ``credential`` is who spent it, where one did."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="transfers")
    reason = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, null=True, related_name="transfers")

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.reason


class Entry(Record):
    """One line of a transfer; never changed."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount_micro = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        triggers = (
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="moves_the_balance",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE market_account SET balance_micro = balance_micro + NEW.amount_micro
                    WHERE id = NEW.account_id;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="sums_to_zero",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT SUM(amount_micro) FROM market_entry WHERE transfer_id = NEW.transfer_id) <> 0 THEN
                        RAISE EXCEPTION 'the entries of transfer % do not sum to zero', NEW.transfer_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_micro:+d} {self.account}"
