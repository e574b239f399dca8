"""How fast datasets are found among a thousand and among a hundred thousand, beside a view that does nothing."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.tools.telling import DOOR, FLOOR, keep, show
from bench.tools.web import Served, served

SIZES = (1_000, 100_000)
ROUNDS = 10
HEAD = ("listings", "median ms", "p95 ms", "slow search ms", "of an empty view", "of our door", "first p95 ms")


def main() -> None:
    """Start the product, measure at each size, print a table and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench discovery", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many listings are on offer")
    sizes = sorted(parser.parse_args().sizes)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as product:
        figures = {size: told(measure(product, size)) for size in sizes}
    lines = [(f"{size:,}", *(f"{figure:.2f}" for figure in one.values())) for size, one in figures.items()]
    show([(*HEAD, "read anew s", "slow of empty"), *lines])
    smallest, largest = figures[sizes[0]], figures[sizes[-1]]
    ratio = largest["slow_of_floor"] / smallest["slow_of_floor"]
    print(f"\nA slow search among {sizes[-1]:,} is {ratio:.2f} × one among {sizes[0]:,}, each by its own empty view.")
    keep("discovery", {"rounds": ROUNDS, "sizes": figures})


def measure(product: Served, size: int) -> dict[str, Any]:
    """Offer so many listings, and let a candidate search."""
    product.fill("listings", str(size))
    said: dict[str, Any] = json.loads(product.call("searcher", str(ROUNDS)))
    return said


def told(said: dict[str, Any]) -> dict[str, float]:
    """Return the figures of one size; milliseconds, but for the seconds it took to read the catalogue anew.

    A slow search is the slowest but for one in twenty, by medians, which tell searches apart on a busy machine.
    """
    took = said["took"]
    searches = [seconds for name, seconds in took.items() if name not in (FLOOR, DOOR)]
    pooled = [one * 1000 for seconds in searches for one in seconds]
    slow = quantiles([median(seconds) * 1000 for seconds in searches], n=20)[-1]
    return {
        "median": median(pooled),
        "p95": quantiles(pooled, n=20)[-1],
        "slow": slow,
        "of_floor": beside(searches, took[FLOOR]),
        "of_door": beside(searches, took[DOOR]),
        "first_p95": quantiles([one * 1000 for one in said["first"]], n=20)[-1],
        "read_anew": said["read_anew"],
        "slow_of_floor": slow / (median(took[FLOOR]) * 1000),
    }


def beside(searches: Sequence[Sequence[float]], other: Sequence[float]) -> float:
    """Return the median ratio of every search to what was called in the same round."""
    return median(one / floor for seconds in searches for one, floor in zip(seconds, other, strict=True))


if __name__ == "__main__":
    main()
