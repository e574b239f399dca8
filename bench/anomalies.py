"""How much planted fraud the detectors find among ordinary uses, and how much that is ordinary they flag."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.tools.frauds import FRAUDS
from bench.tools.telling import keep, show
from bench.tools.traffic import Traffic, ordinary
from hiring.market.anomalies.events import Kind
from hiring.market.anomalies.finding import find_anomalies

TUNING = range(20)
UNSEEN = range(1_000, 1_030)
# Fraud nobody would see is not planted among the rest; the second table says where it begins.
WEAKEST = 0.6
STRENGTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
EACH_STRENGTH = 8
ALL = "all"


@dataclass(kw_only=True)
class Counts:
    """Uses by kind: planted, flagged as that, and both; under ALL whatever kind was said."""

    planted: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    uses: int = 0

    def precision(self, kind: str) -> float:
        """The share of the flagged that was planted."""
        return self.right[kind] / max(self.flagged[kind], 1)

    def recall(self, kind: str) -> float:
        """The share of the planted that was flagged."""
        return self.right[kind] / max(self.planted[kind], 1)


def main() -> None:
    """Make traffic, look for fraud, print tables and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench anomalies", description=__doc__)
    parser.add_argument("--unseen", type=int, default=len(UNSEEN), metavar="SEEDS")
    unseen = range(UNSEEN.start, UNSEEN.start + parser.parse_args().unseen)
    figures = {"tuning": counted(map(mixed, TUNING)), "unseen": counted(map(mixed, unseen))}
    for name, counts in figures.items():
        print(f"\n{name} seeds: {counts.uses:,} uses")
        show([("kind", "planted", "flagged", "precision", "recall"), *(line(counts, kind) for kind in (*Kind, ALL))])
    steps = {str(kind): {strength: recall_at(kind, strength) for strength in STRENGTHS} for kind in Kind}
    print("\nrecall by the strength of the fraud")
    show([("kind", *map(str, STRENGTHS)), *((kind, *map("{:.2f}".format, by.values())) for kind, by in steps.items())])
    keep("anomalies", {**{name: told(counts) for name, counts in figures.items()}, "recall by strength": steps})


def mixed(seed: int) -> Traffic:
    """Return ordinary uses with fraud of every kind, of any strength from the weakest."""
    traffic = ordinary(seed)
    for fraud, (_, times) in FRAUDS.items():
        for _ in range(times):
            fraud(traffic, traffic.chance.uniform(WEAKEST, 1.0))
    return traffic


def recall_at(kind: Kind, strength: float) -> float:
    """Return the share found of fraud of one kind and strength."""
    traffic = ordinary(UNSEEN.stop + round(strength * 100))
    for fraud in (fraud for fraud, (planted, _) in FRAUDS.items() if planted is kind):
        for _ in range(EACH_STRENGTH):
            fraud(traffic, strength)
    return counted([traffic]).recall(kind)


def counted(traffics: Iterable[Traffic]) -> Counts:
    """Look for fraud and compare what was flagged with what was planted, use by use."""
    counts = Counts()
    for traffic in traffics:
        said: dict[str, set[str]] = {kind: set() for kind in Kind}
        for flag in find_anomalies(traffic.uses, traffic.licences.values()):
            said[flag.kind].update(flag.events)
        true = {kind: {event for event, planted in traffic.truth.items() if planted is kind} for kind in Kind}
        said[ALL], everything = set().union(*said.values()), set(traffic.truth)
        for kind, flagged in said.items():
            planted = true.get(Kind(kind), set()) if kind != ALL else everything
            counts.planted[kind] += len(planted)
            counts.flagged[kind] += len(flagged)
            counts.right[kind] += len(planted & flagged)
        counts.uses += len(traffic.uses)
    return counts


def line(counts: Counts, kind: str) -> tuple[str, ...]:
    """Return one line of the table."""
    shares = (f"{counts.precision(kind):.3f}", f"{counts.recall(kind):.3f}")
    return (kind, f"{counts.planted[kind]:,}", f"{counts.flagged[kind]:,}", *shares)


def told(counts: Counts) -> dict[str, dict[str, float]]:
    """Return the figures to keep."""
    return {kind: {"precision": counts.precision(kind), "recall": counts.recall(kind)} for kind in (*Kind, ALL)}


if __name__ == "__main__":
    main()
