"""Checks that could not be asked for one and the same cause, told once and not check by check."""

from __future__ import annotations

from dataclasses import dataclass

from grader.render.plain import clean, number
from grader.report import Outcome, Report, Status, first_cause

FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Checks that were skipped for one ``cause``, themselves or by a check they require."""

    cause: str
    outcomes: tuple[Outcome, ...]

    @property
    def said(self) -> str:
        """How many they are, and what that costs."""
        of = sum(one.of for one in self.outcomes)
        return f"{len(self.outcomes)} checks could not be asked{f' (0 of {number(of)})' if of else ''}"

    @property
    def codes(self) -> str:
        """Which they are."""
        return ", ".join(one.code for one in self.outcomes)


def gather(report: Report) -> tuple[tuple[Outcome, ...], tuple[Gathered, ...]]:
    """Return the outcomes to tell one by one, and those to tell together."""
    alike: dict[str, list[Outcome]] = {}
    for one in report.outcomes:
        if one.status is Status.SKIPPED:
            alike.setdefault(first_cause(one), []).append(one)
    gathered = tuple(
        Gathered(cause=clean(cause), outcomes=tuple(outcomes))
        for cause, outcomes in alike.items()
        if len(outcomes) >= FEWEST
    )
    together = {one.code for group in gathered for one in group.outcomes}
    return tuple(one for one in report.outcomes if one.code not in together), gathered
