"""What a dataset added: models that differ in nothing but it, held beside each other by what they reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Measures from 0 to 1 of which more is better, the ones that say most first; no others are compared.
MEASURES: Final = ("accuracy", "balanced_accuracy", "macro_f1", "f1", "roc_auc", "average_precision")

Datasets = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A model: the datasets that went into it, and what it reached by the measure that is compared."""

    datasets: Datasets
    reached: float


@dataclass(frozen=True, kw_only=True)
class Added:
    """What one dataset added: the best that was reached with it, and the best of the same datasets ``without`` it."""

    reached: float
    without: float

    @property
    def difference(self) -> float:
        """How much more was reached with it; less than nothing where it did harm."""
        return self.reached - self.without


def shared_measure(stated: Sequence[Mapping[str, float]]) -> str | None:
    """Return the measure that most models state, or None where none states one that can be compared."""
    counts = {measure: sum(is_comparable(metrics, measure) for metrics in stated) for measure in MEASURES}
    most = max(MEASURES, key=counts.__getitem__)
    return most if counts[most] else None


def is_comparable(metrics: Mapping[str, float], measure: str) -> bool:
    """Say whether a model states a measure as one can be: from 0 to 1."""
    return 0 <= metrics.get(measure, -1) <= 1


def added_by(models: Iterable[Trained]) -> dict[str, list[Added]]:
    """Return what each dataset added, as it stood after each of the models, in their order, that changed it.

    Two sets of datasets that differ in one alone measure that one, each by its best model. Where several pairs measure
    a dataset, the one that reached most with it counts, and of such ones that which reached most without it. A dataset
    that no pair measures is left out.
    """
    best: dict[Datasets, float] = {}
    pairs: defaultdict[str, set[Datasets]] = defaultdict(set)
    courses: dict[str, list[Added]] = {}
    for model in models:
        if model.reached <= best.get(model.datasets, -1):
            continue
        best[model.datasets] = model.reached
        for dataset, larger in _pairs_of(model.datasets, best):
            pairs[dataset].add(larger)
            added = _counting(dataset, pairs[dataset], best)
            course = courses.setdefault(dataset, [])
            if added not in course[-1:]:
                course.append(added)
    return courses


def _pairs_of(datasets: Datasets, known: Iterable[Datasets]) -> list[tuple[str, Datasets]]:
    """Return the datasets that ``datasets`` and one known set differ in alone, each with the larger of the two."""
    apart = ((other, datasets ^ other) for other in known if abs(len(other) - len(datasets)) == 1)
    return [(dataset, max(datasets, other, key=len)) for other, (dataset, *more) in apart if not more]


def _counting(dataset: str, larger: Iterable[Datasets], best: Mapping[Datasets, float]) -> Added:
    reached, without = max((best[datasets], best[datasets - {dataset}]) for datasets in larger)
    return Added(reached=reached, without=without)
