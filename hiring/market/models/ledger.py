"""Double-entry play money in integer micro-units; the sum over all accounts is always zero."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.lib.records import Record
from hiring.market.models.worlds import World


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

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Transfer(Record):
    """One business fact that moved money; its entries sum to zero."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="transfers")
    reason = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.reason


class Entry(Record):
    """One line of a transfer; never changed."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount_micro = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.amount_micro:+d} {self.account}"
