"""Prints a benchmark's figures as a table and keeps them as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.tools.processes import ROOT, Took, median_of, ratios_of

FLOOR, DOOR = "an empty view", "an empty view behind our door"
FRAMEWORKS_DOOR = "an empty view behind the framework's"
ASKING, LARGE = "asking what was used", "bench-large"
FILE, OURS = "64 MiB from a bare file server", "64 MiB by a signed URL"
FOLDER = ROOT / ".cache" / "bench"
HEAD = ("", "seconds", "processor seconds", "peak MiB")


def keep(name: str, figures: Mapping[str, Any]) -> None:
    """Write a benchmark's figures where the next run will replace them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nAlso in {path.relative_to(ROOT)}.")


def compare(title: str, took: Mapping[str, Sequence[Took]], *, ours: str) -> dict[str, Any]:
    """Print the medians of each command and the ratios of ours to every other; return both."""
    medians = {name: median_of(runs) for name, runs in took.items()}
    ratios = {name: ratios_of(took[ours], runs) for name, runs in took.items() if name != ours}
    print(f"\n{title}")
    show([HEAD, *(row(name, figures, "{:.2f}") for name, figures in medians.items())])
    show(
        [
            (f"{ours}, as a multiple of", *HEAD[1:]),
            *(row(name, figures, "{:.2f} ×") for name, figures in ratios.items()),
        ]
    )
    return {
        "medians": {name: vars(figures) for name, figures in medians.items()},
        "ratios": {name: vars(figures) for name, figures in ratios.items()},
    }


def row(name: str, figures: Took, form: str) -> tuple[str, ...]:
    """Return one line of a table."""
    return (name, *(form.format(figure) for figure in vars(figures).values()))


def show(lines: Iterable[Sequence[str]]) -> None:
    """Print lines of cells, the first column to the left and the others to the right."""
    lines = list(lines)
    first = max(len(line[0]) for line in lines)
    for name, *cells in lines:
        print("  ".join([f"  {name:<{first}}", *(f"{cell:>17}" for cell in cells)]))
