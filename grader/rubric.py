"""The rubric: how a bundle is weighed, by criteria and the checks that feed them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.errors import Unreadable
from grader.formats import read_format

FILE = "rubric.json"


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One check and the points it can bring to its criterion."""

    code: str
    points: float


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that is weighed; ``weight`` is its share of the whole score, in whatever unit all criteria share."""

    id: str
    title: str
    family: str
    weight: float
    checks: tuple[Weighed, ...]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """All criteria, and the score from 0 to 100 that passes."""

    version: int
    criteria: tuple[Criterion, ...]
    pass_mark: float

    @classmethod
    def parse(cls, data: bytes) -> Rubric:
        """Return the rubric in ``data``; raise Unreadable naming the pointer and the reason when it can't be one."""
        document = read_format("rubric.v1", data, file=FILE)
        criteria = tuple(
            Criterion(**{**criterion, "checks": tuple(Weighed(**check) for check in criterion["checks"])})
            for criterion in document["criteria"]
        )
        _refuse_repeats([criterion.id for criterion in criteria], "criterion")
        _refuse_repeats([check.code for criterion in criteria for check in criterion.checks], "check")
        return cls(version=document["version"], criteria=criteria, pass_mark=document["pass_mark"])


def _refuse_repeats(names: list[str], what: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise Unreadable(
                f"The {what} {name} stands in it {times} times.",
                file=FILE,
                place="/criteria",
                remedy=f"Weigh every {what} once.",
            )
