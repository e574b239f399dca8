"""What is on offer as a buyer weighs it: each clause of its terms against a use, and its prices, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.licences import Clause, Terms, Wish, evaluate
from hiring.market.models import Revision
from hiring.market.pricing import Model
from hiring.market.quoting import Plan, Priced, price

USUAL = Plan(fine_tunes=1, inferences=1_000, fine_tune_compute_micro=0, inference_compute_micro=0)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One revision on offer, each of its clauses answered for a use; ``prices`` are for ``USUAL`` use."""

    revision: Revision
    clauses: tuple[Clause, ...]
    prices: tuple[Priced, ...]

    @property
    def permits(self) -> bool:
        """Whether every clause allows the use."""
        return all(clause.allowed for clause in self.clauses)


def weigh(revisions: Iterable[Revision], wish: Wish) -> list[Weighed]:
    """Weigh revisions for a use; their terms are read in one query, and nothing is written."""
    listed = list(revisions)
    terms = dict(Revision.objects.filter(pk__in=[one.pk for one in listed]).values_list("pk", "terms"))
    return [
        Weighed(revision=one, clauses=evaluate(Terms.parse(terms[one.pk]), wish), prices=prices_of(one))
        for one in listed
    ]


def prices_of(revision: Revision) -> tuple[Priced, ...]:
    """Return each pricing model of a revision with what it asks for ``USUAL`` use, the cheapest first."""
    return price(
        replace(USUAL, size=revision.size), {Model(name): price_micro for name, price_micro in revision.pricing.items()}
    )
