"""The score: measures weighed by the rubric, exactly, with an interval where sampling makes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.families import Family
from grader.rubric import Criterion, Rubric, Weighed

USUAL_WEIGHTS = {Family.SCHEMA: 20, Family.QUALITY: 35, Family.PROVENANCE: 20, Family.PIPELINE: 25}
USUAL_PASS_MARK = 65
WHOLE = 100
DECIMALS = 6


@dataclass(frozen=True, kw_only=True)
class Graded:
    """What one check brings: its measure, and the points it can bring (0 leaves it out of the score).

    ``left_out`` are points of the rubric that it can't bring, since it could not be asked or is not shown.
    """

    criterion: str | None
    measure: float
    interval: tuple[float, float] | None
    of: float
    left_out: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One criterion as the score sees it."""

    id: str
    title: str
    family: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class CriterionScore:
    """One criterion with the points its checks brought and could have brought."""

    id: str
    title: str
    family: str
    weight: float
    points: float
    of: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """The whole score from 0 to 100 with one decimal, what passes, and what it is at the ends of the checks' intervals.

    ``low`` and ``high`` hold what the number of cases lets single checks say, at 90 % each, and nothing else. ``asked``
    tells on how many of the rubric's hundred points it stands.
    """

    value: float
    low: float
    high: float
    pass_mark: float
    asked: float = float(WHOLE)


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What one check's points are of the whole hundred: those that count, and those it has in the rubric."""

    asked: Fraction
    whole: Fraction


def worths_of(criteria: Sequence[CriterionScore]) -> dict[str, float]:
    """Return how many of the hundred one point of each criterion brings, those with nothing weighed left out."""
    counted = [one for one in criteria if one.of > 0]
    total = sum(one.weight for one in counted)
    return {one.id: WHOLE * one.weight / total / one.of for one in counted}


def usual_rubric(checks: Iterable[tuple[str, str]]) -> Rubric:
    """Return the rubric used when none is given, of ``(code, family)`` pairs: a point a check, a criterion a family."""
    codes: dict[str, list[Weighed]] = {}
    for code, family in checks:
        codes.setdefault(family, []).append(Weighed(code=code, points=1))
    criteria = tuple(
        Criterion(id=family, title=family.title(), family=family, weight=weight, checks=tuple(codes[family]))
        for family, weight in USUAL_WEIGHTS.items()
        if family in codes
    )
    return Rubric(version=1, criteria=criteria, pass_mark=USUAL_PASS_MARK)


def weights_of(rubric: Rubric) -> tuple[Weight, ...]:
    """Return the criteria of a rubric without their checks."""
    return tuple(Weight(id=one.id, title=one.title, family=one.family, weight=one.weight) for one in rubric.criteria)


def weighed_in(rubric: Rubric) -> Mapping[str, tuple[str, float]]:
    """Return ``(criterion, points)`` of every check the rubric weighs, by code."""
    return {check.code: (one.id, check.points) for one in rubric.criteria for check in one.checks}


def points_of(measure: float, of: float) -> float:
    """Return the points that a measure brings of those it can bring."""
    return round(measure * of, DECIMALS)


def score_criteria(weights: Sequence[Weight], graded: Sequence[Graded]) -> tuple[CriterionScore, ...]:
    """Return every criterion with its points, in the order of the rubric."""
    return tuple(
        CriterionScore(
            id=one.id,
            title=one.title,
            family=one.family,
            weight=one.weight,
            points=_total(_points(check) for check in graded if check.criterion == one.id),
            of=_total(_exact(check.of) for check in graded if check.criterion == one.id),
        )
        for one in weights
    )


def score_whole(weights: Sequence[Weight], graded: Sequence[Graded], *, pass_mark: float) -> Score | None:
    """Return the score, or None when no check of any criterion counts.

    Criteria are averaged by weight, those without a check that counts left out. Checks measure one sample, and nobody
    knows how their errors go together; so the distances of their intervals from their measures are added up, each side
    by itself, which holds however they do.
    """
    shares = _shares(weights, graded)
    if not shares:
        return None
    value = sum((share * _exact(check.measure) for check, share in shares), Fraction(0))
    below, above = (
        sum(
            (
                share * abs(_exact(check.interval[side]) - _exact(check.measure))
                for check, share in shares
                if check.interval
            ),
            Fraction(0),
        )
        for side in (0, 1)
    )
    return Score(
        value=_rounded(value),
        low=_rounded(max(Fraction(0), value - below)),
        high=_rounded(min(Fraction(WHOLE), value + above)),
        pass_mark=pass_mark,
        asked=_rounded(sum((stake.asked for stake in stakes_of(weights, graded)), Fraction(0))),
    )


def stakes_of(weights: Sequence[Weight], graded: Sequence[Graded]) -> tuple[Stake, ...]:
    """Return what each check has of the rubric's hundred points, and how much of that counts."""
    given = {
        one.id: sum((_given(check) for check in graded if check.criterion == one.id), Fraction(0)) for one in weights
    }
    total = sum((_exact(one.weight) for one in weights if given[one.id] > 0), Fraction(0))
    worth = {one.id: WHOLE * _exact(one.weight) / total / given[one.id] for one in weights if given[one.id] > 0}
    each = [(check, worth.get(check.criterion or "", Fraction(0))) for check in graded]
    return tuple(Stake(asked=_exact(check.of) * point, whole=_given(check) * point) for check, point in each)


def _shares(weights: Sequence[Weight], graded: Sequence[Graded]) -> list[tuple[Graded, Fraction]]:
    """Return every check that counts with the part of the whole hundred its full measure would bring."""
    possible = {
        one.id: sum((_exact(check.of) for check in graded if check.criterion == one.id), Fraction(0)) for one in weights
    }
    counted = {one.id: _exact(one.weight) for one in weights if possible[one.id] > 0}
    total = sum(counted.values(), Fraction(0))
    return [
        (check, WHOLE * counted[check.criterion] / total * _exact(check.of) / possible[check.criterion])
        for check in graded
        if check.criterion in counted and check.of > 0
    ]


def _given(check: Graded) -> Fraction:
    return _exact(check.of) + _exact(check.left_out)


def _points(check: Graded) -> Fraction:
    return _exact(check.measure) * _exact(check.of)


def _exact(number: float) -> Fraction:
    """Return the decimal number that a report shows, so that anybody can add up its points by hand."""
    return Fraction(str(round(number, DECIMALS)))


def _total(points: Iterable[Fraction]) -> float:
    return float(round(sum(points, Fraction(0)), DECIMALS))


def _rounded(value: Fraction) -> float:
    """Round to one decimal, a half to the even side, by the exact value; not quite all never becomes all."""
    return min(round(value * 10), 10 * WHOLE - (value < WHOLE)) / 10
