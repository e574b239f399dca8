"""How fast the market answers over HTTP, beside a view of the bare framework and a bare file server."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.tools.telling import ASKING, FILE, FLOOR, OURS, keep, show
from bench.tools.web import served

LISTINGS, TRAIL, ROUNDS = 100_000, 1_000_000, 50
HEAD = ("", "milliseconds", "of its floor", "processor ms", "of its floor")

Took = Mapping[str, Sequence[tuple[float, float]]]


def main() -> None:
    """Start the product in a folder of its own, fill it, call it, print a table and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench market", description=__doc__)
    parser.add_argument("--listings", type=int, default=LISTINGS, help=f"datasets on offer (default {LISTINGS})")
    parser.add_argument("--trail", type=int, default=TRAIL, help=f"entries of other trails (default {TRAIL})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of every call (default {ROUNDS})")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as product:
        product.fill("large")
        product.fill("listings", str(asked.listings))
        product.fill("trails", str(asked.trail))
        took: Took = json.loads(product.call("caller", str(asked.rounds)))
    keep("market", {**vars(asked), "calls": compare(took)})


def compare(took: Took) -> dict[str, dict[str, float]]:
    """Print and return the medians of each call, and of its ratios to its floor in the same round.

    The floor of the large file is the bare file server, of everything else the empty view.
    """
    asking = median(used for _, used in took[ASKING])
    calls = {name: [(seconds, used - asking) for seconds, used in one] for name, one in took.items() if name != ASKING}
    figures = {name: measured(one, calls[FILE if name in (FILE, OURS) else FLOOR]) for name, one in calls.items()}
    show([HEAD, *((name, *(f"{figure:.2f}" for figure in one.values())) for name, one in figures.items())])
    return figures


def measured(calls: Sequence[tuple[float, float]], floor: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return a call's figures: by the clock, and by what the web process used of processors."""
    figures = {}
    for at, name in enumerate(("milliseconds", "processor_milliseconds")):
        figures[name] = median(call[at] for call in calls) * 1000
        figures[f"{name}_ratio"] = median(call[at] / other[at] for call, other in zip(calls, floor, strict=True))
    return figures


if __name__ == "__main__":
    main()
