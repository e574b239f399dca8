"""The report: every outcome, the score, and the digests of all inputs, as one canonical JSON document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from grader.answer import Answer
from grader.digests import canonical
from grader.families import Visibility
from grader.finding import Finding, Place, Severity
from grader.formats import read_format
from grader.scoring import (
    DECIMALS,
    CriterionScore,
    Graded,
    Score,
    Stake,
    Weight,
    points_of,
    score_criteria,
    score_whole,
    stakes_of,
)

FORMAT = "report.v1"
FILE = "report.json"
MAX_BYTES = 32 << 20
HIDDEN_INPUTS = {"answer_key": "answer_key.json", "watermarks": "watermarks.json"}
NOTHING_COUNTS = "None of the checks the rubric weighs could be asked."
LEAST_ASKED = Fraction(1, 2)
THROUGH_OTHERS = re.compile(r"^(?:[A-Z]{3}\d{3} was skipped: )+")


class Status(StrEnum):
    """How a check ended; hidden says that it did, and not how."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CRASHED = "crashed"
    HIDDEN = "hidden"


class Blame(StrEnum):
    """Whose doing it is that a check was not answered; only the bundle's costs points."""

    BUNDLE = "bundle"
    INPUTS = "inputs"
    US = "us"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one check ended.

    ``points`` of ``of`` were given to ``criterion``; ``cause`` says why a check was skipped, crashed or hidden, and
    ``blame`` whose doing that was; ``left_out`` are points the rubric gives it that count on neither side, because of
    that; ``unshown`` counts the findings beyond those listed.
    """

    code: str
    family: str
    title: str
    status: Status
    visibility: Visibility
    criterion: str | None = None
    measure: float | None = None
    interval: tuple[float, float] | None = None
    points: float = 0.0
    of: float = 0.0
    left_out: float = 0.0
    summary: str = ""
    cause: str = ""
    blame: Blame | None = None
    findings: tuple[Finding, ...] = ()
    unshown: int = 0


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the gate says of one bundle; ``score`` is None when there is none, and ``not_scored`` says why."""

    grader: str
    inputs: Mapping[str, str]
    outcomes: tuple[Outcome, ...]
    criteria: tuple[CriterionScore, ...]
    score: Score | None
    not_scored: str | None
    unread: tuple[Finding, ...]
    answers: tuple[Answer, ...] = ()
    version: int = 1

    @property
    def hidden(self) -> int:
        """How many checks ended in a way that is not shown."""
        return sum(outcome.status is Status.HIDDEN for outcome in self.outcomes)


def compose_report(
    *,
    grader: str,
    inputs: Mapping[str, str],
    outcomes: tuple[Outcome, ...],
    weights: tuple[Weight, ...],
    pass_mark: float,
    not_scored: str | None,
    unread: tuple[Finding, ...],
    answers: tuple[Answer, ...] = (),
) -> Report:
    """Return the report of these outcomes, its points and score added up."""
    graded = [
        Graded(
            criterion=one.criterion,
            measure=one.measure or 0.0,
            interval=one.interval,
            of=one.of,
            left_out=one.left_out,
        )
        for one in outcomes
    ]
    not_scored = not_scored or _too_few(outcomes, stakes_of(weights, graded))
    score = None if not_scored else score_whole(weights, graded, pass_mark=pass_mark)
    return Report(
        grader=grader,
        inputs=dict(sorted(inputs.items())),
        outcomes=outcomes,
        criteria=score_criteria(weights, graded),
        score=score,
        not_scored=not_scored or (None if score else NOTHING_COUNTS),
        unread=unread,
        answers=answers,
    )


def _too_few(outcomes: Sequence[Outcome], stakes: Sequence[Stake]) -> str | None:
    """Say why there is no score when less than half of what everyone sees could be asked: a part is not the whole."""
    seen = [pair for pair in zip(outcomes, stakes, strict=True) if pair[0].visibility is Visibility.PUBLIC]
    asked = sum((stake.asked for _, stake in seen), Fraction(0))
    whole = sum((stake.whole for _, stake in seen), Fraction(0))
    if not asked or asked >= LEAST_ASKED * whole:
        return None
    causes = dict.fromkeys(first_cause(one) for one, _ in seen if one.left_out)
    return (
        f"Not scored: {float(asked):.0f} of the {float(whole):.0f} points that everyone sees could be asked, and a "
        f"score needs half. {' '.join(causes)}"
    )


def public_part(report: Report, *, audience: Visibility = Visibility.PUBLIC) -> Report:
    """Return what ``audience`` may see of a report: the very report the gate writes for them."""
    secrets = {} if audience is Visibility.REVIEWERS else HIDDEN_INPUTS
    was_scored = report.score is not None or report.not_scored == NOTHING_COUNTS
    return compose_report(
        grader=report.grader,
        inputs={name: digest for name, digest in report.inputs.items() if name not in secrets},
        outcomes=tuple(one if sees(audience, one.visibility) else hide(one) for one in report.outcomes),
        weights=tuple(
            Weight(id=one.id, title=one.title, family=one.family, weight=one.weight) for one in report.criteria
        ),
        pass_mark=report.score.pass_mark if report.score else 0,
        not_scored=None if was_scored else report.not_scored,
        unread=tuple(finding for finding in report.unread if finding.place.file not in secrets.values()),
        answers=report.answers,
    )


def adds_up(report: Report) -> bool:
    """Tell whether the points and the score of a report are those of its outcomes."""
    right = all(one.points == points_of(one.measure or 0.0, one.of) for one in report.outcomes)
    return right and public_part(report, audience=Visibility.REVIEWERS) == report


def sees(audience: Visibility, visibility: Visibility) -> bool:
    """Tell whether ``audience`` may see outcomes of that visibility."""
    order = list(Visibility)
    return order.index(visibility) <= order.index(audience)


def hide(outcome: Outcome) -> Outcome:
    """Return an outcome that says that it is hidden, and nothing else."""
    seen = "after the deadline" if outcome.visibility is Visibility.AFTER_DEADLINE else "by reviewers only"
    return Outcome(
        code=outcome.code,
        family=outcome.family,
        title=outcome.title,
        visibility=outcome.visibility,
        criterion=outcome.criterion,
        left_out=round(outcome.of + outcome.left_out, DECIMALS),
        status=Status.HIDDEN,
        cause=f"Its outcome is seen {seen}.",
    )


def first_cause(outcome: Outcome) -> str:
    """Return why a check was skipped, and not merely which check that it requires was skipped before it."""
    return THROUGH_OTHERS.sub("", outcome.cause)


def to_json(report: Report) -> bytes:
    """Return the report in its published form, canonical JSON."""
    return canonical({**asdict(report), "hidden": report.hidden})


def parse_report(data: bytes) -> Report:
    """Return the report in ``data``; raise Unreadable with its first fault."""
    document = read_format(FORMAT, data, file=FILE, limit=MAX_BYTES)
    return Report(
        version=document["version"],
        grader=document["grader"],
        inputs=document["inputs"],
        outcomes=tuple(_outcome(one) for one in document["outcomes"]),
        criteria=tuple(CriterionScore(**one) for one in document["criteria"]),
        score=Score(**document["score"]) if document["score"] else None,
        not_scored=document["not_scored"],
        unread=tuple(_finding(one) for one in document["unread"]),
        answers=tuple(Answer(**one) for one in document.get("answers", ())),
    )


def _outcome(item: dict[str, Any]) -> Outcome:
    return Outcome(
        **{
            **item,
            "status": Status(item["status"]),
            "visibility": Visibility(item["visibility"]),
            "blame": Blame(item["blame"]) if item["blame"] else None,
            "interval": tuple(item["interval"]) if item["interval"] else None,
            "findings": tuple(_finding(one) for one in item["findings"]),
        }
    )


def _finding(item: dict[str, Any]) -> Finding:
    seen = item["place"]
    lists = {name: tuple(seen.get(name, ())) for name in ("rows", "values", "entries", "key")}
    lists["keys"] = tuple(tuple(row) for row in seen.get("keys", ()))
    return Finding(**{**item, "severity": Severity(item["severity"]), "place": Place(**{**seen, **lists})})
