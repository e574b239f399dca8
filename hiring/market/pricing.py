"""What a use of a dataset costs, as pure formulas over integer micro-units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

GIGABYTE = 10**9
CREATORS_SHARE_PERCENT = 85
ROYALTY_PERCENT = 20


class Model(StrEnum):
    """The pricing models; a licence has one, chosen with its offer."""

    PER_GIGABYTE = "per_gigabyte"
    PER_REQUEST = "per_request"
    PER_FINE_TUNE = "per_fine_tune"
    PER_INFERENCE = "per_inference"
    SUBSCRIPTION = "subscription"


class Fact(StrEnum):
    """What may cost something."""

    LICENCE = "licence"
    ACCESS = "access"
    FINE_TUNE = "fine_tune"
    INFERENCE = "inference"
    RETRIEVAL = "retrieval"


CHARGED_FOR: Mapping[Model, frozenset[Fact]] = {
    Model.PER_GIGABYTE: frozenset({Fact.ACCESS}),
    Model.PER_REQUEST: frozenset({Fact.ACCESS}),
    Model.PER_FINE_TUNE: frozenset({Fact.FINE_TUNE}),
    Model.PER_INFERENCE: frozenset({Fact.INFERENCE, Fact.RETRIEVAL}),
    Model.SUBSCRIPTION: frozenset({Fact.LICENCE}),
}


@dataclass(frozen=True, kw_only=True)
class Split:
    """How a charge is shared; the two parts always add up to it."""

    creator_micro: int
    fee_micro: int


@dataclass(frozen=True, kw_only=True)
class Earned:
    """How what buyers paid for an attempt's own listing is shared; ``royalties`` are by the creators of its sources."""

    owed_micro: int
    fee_micro: int
    royalties: Mapping[str, int]

    @property
    def gross_micro(self) -> int:
        """What buyers pay."""
        return self.owed_micro + self.fee_micro + sum(self.royalties.values())

    def part(self, owed_micro: int) -> Earned:
        """Return what goes along when only so much of what is owed is released: fee and royalties in proportion."""
        if not self.owed_micro:
            return self
        return Earned(
            owed_micro=owed_micro,
            fee_micro=self.fee_micro * owed_micro // self.owed_micro,
            royalties={name: each * owed_micro // self.owed_micro for name, each in self.royalties.items()},
        )


def charge(model: Model, price_micro: int, fact: Fact, *, quantity: int = 1, size: int = 0) -> int:
    """Return what ``fact`` costs under ``model`` at ``price_micro``, in micro-units.

    ``quantity`` counts fine-tunes, inferences or retrievals; ``size`` is that of the file, in bytes. A part of a
    gigabyte costs its part of the price, rounded up to a micro-unit.
    """
    if fact not in CHARGED_FOR[model]:
        return 0
    if model is Model.PER_GIGABYTE:
        return -(-size * price_micro // GIGABYTE)
    return quantity * price_micro


def split(amount_micro: int) -> Split:
    """Share a charge between the dataset's creator and the market, which takes the odd micro-unit."""
    creator = amount_micro * CREATORS_SHARE_PERCENT // 100
    return Split(creator_micro=creator, fee_micro=amount_micro - creator)


def share_earnings(gross_micro: int, sources: Sequence[str]) -> Earned:
    """Share what buyers paid: the market's fee as ever, and of the creator's part a royalty to each source alike."""
    parts = split(gross_micro)
    each = parts.creator_micro * ROYALTY_PERCENT // 100 // len(sources) if sources else 0
    royalties = dict.fromkeys(sources, each)
    owed = parts.creator_micro - sum(royalties.values())
    return Earned(owed_micro=owed, fee_micro=parts.fee_micro, royalties=royalties)
