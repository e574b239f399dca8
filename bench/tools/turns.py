"""Takes several measurements in turns, so that what disturbs the machine disturbs all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

Figure = TypeVar("Figure")


def in_turns(measures: Mapping[str, Callable[[], Figure]], *, rounds: int, warm_up: int = 1) -> dict[str, list[Figure]]:
    """Measure everything once in each round, each round beginning with another; rounds of ``warm_up`` don't count."""
    names = list(measures)
    taken: dict[str, list[Figure]] = {name: [] for name in names}
    for turn in range(warm_up + rounds):
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            figure = measures[name]()
            if turn >= warm_up:
                taken[name].append(figure)
    return taken
