"""What each dataset cost an attempt beside what it added to the models that the attempt registered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from hiring.market.contribution import Added, Datasets, Trained, added_by, is_comparable, shared_measure
from hiring.market.invoices import dataset_paid_for
from hiring.market.models import Account, Entry, ModelSource, RegisteredModel


@dataclass(frozen=True, kw_only=True)
class Row:
    """One dataset: what it cost, how many of the compared models it went into, and what it added as models came in.

    ``course`` is empty where no two of them differ in it alone: then what it added was not measured.
    """

    dataset: str
    cost_micro: int
    models: int
    course: Sequence[Added]

    @property
    def added(self) -> Added | None:
        """What it added, as it stands now."""
        return self.course[-1] if self.course else None

    @property
    def differences(self) -> list[float]:
        """What it added, each time that the answer changed."""
        return [added.difference for added in self.course]


@dataclass(frozen=True, kw_only=True)
class Worth:
    """An attempt's datasets, what was paid for or used, by name; ``measure`` is None where no model can be compared."""

    measure: str | None
    models: int
    rows: Sequence[Row]

    @property
    def unmeasured(self) -> bool:
        """Whether what some dataset added was not measured."""
        return any(row.added is None for row in self.rows)

    @property
    def spots(self) -> list[tuple[int, str, int, float]]:
        """The datasets whose contribution was measured, for a figure: number in the list, name, cost, contribution."""
        numbered = ((number, row) for number, row in enumerate(self.rows, start=1))
        return [(n, row.dataset, row.cost_micro, row.added.difference) for n, row in numbered if row.added]


@dataclass(frozen=True, kw_only=True)
class Model:
    """A registered model of an attempt: its datasets, and whatever it states that it reached."""

    attempt: UUID
    datasets: Datasets
    metrics: Mapping[str, float]


def worth_of(attempts: Collection[UUID]) -> dict[UUID, Worth]:
    """Return what each of these attempts' datasets cost and added, in as many queries for many as for one.

    All are compared by the measure that most of their models state.
    """
    costs = _costs(attempts)
    models = list(_models(attempts))
    measure = shared_measure([model.metrics for model in models])
    trained: defaultdict[UUID, list[Trained]] = defaultdict(list)
    for model in models:
        if measure is not None and is_comparable(model.metrics, measure):
            trained[model.attempt].append(Trained(datasets=model.datasets, reached=model.metrics[measure]))
    return {attempt: _worth(costs[attempt], trained[attempt], measure) for attempt in attempts}


def _worth(costs: Mapping[str, int], trained: Sequence[Trained], measure: str | None) -> Worth:
    courses = added_by(trained)
    names = sorted({*costs, *(dataset for model in trained for dataset in model.datasets)})
    rows = [
        Row(
            dataset=name,
            cost_micro=costs.get(name, 0),
            models=sum(name in model.datasets for model in trained),
            course=courses.get(name, []),
        )
        for name in names
    ]
    return Worth(measure=measure if trained else None, models=len(trained), rows=rows)


def _costs(attempts: Iterable[UUID]) -> Mapping[UUID, dict[str, int]]:
    paid = Entry.objects.filter(account__world__attempt__in=attempts, account__kind=Account.Kind.WALLET)
    told = paid.annotate(dataset=dataset_paid_for()).exclude(dataset=None).order_by()
    costs: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for attempt, dataset, amount in told.values_list("account__world__attempt", "dataset").annotate(
        amount=-Sum("amount_micro")
    ):
        costs[attempt][dataset] = amount
    return costs


def _models(attempts: Iterable[UUID]) -> Iterator[Model]:
    """Yield the models of these attempts in the order in which they were registered."""
    registered = RegisteredModel.objects.filter(world__attempt__in=attempts).order_by("created_at", "pk")
    sources: defaultdict[UUID, set[str]] = defaultdict(set)
    made_of = ModelSource.objects.filter(model__in=registered.order_by()).order_by()
    for model, dataset in made_of.values_list("model", "licence__revision__listing__slug"):
        sources[model].add(dataset)
    for model, attempt, manifest in registered.values_list("pk", "world__attempt", "manifest"):
        # Read here and not by the database, which refuses a whole query for one manifest that it can't read.
        yield Model(attempt=attempt, datasets=frozenset(sources[model]), metrics=json.loads(manifest)["metrics"])
