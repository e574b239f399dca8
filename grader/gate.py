"""The gate: every check asked of one bundle, in order, as a function of its inputs and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from traceback import walk_tb

import polars as pl

from grader import __version__
from grader.answering import answers_in
from grader.catalogue import CHECKS
from grader.check import Check, Measured, NotAsked
from grader.errors import Absent, Unreadable
from grader.families import Visibility
from grader.finding import Finding, Place, Severity, found
from grader.inputs import Inputs
from grader.naming import name_rows
from grader.report import HIDDEN_INPUTS, Blame, Outcome, Report, Status, compose_report, hide, sees
from grader.rubric import FILE as RUBRIC, Rubric
from grader.scoring import DECIMALS, points_of, usual_rubric, weighed_in, weights_of

MOST_FINDINGS = 20
VITAL = ("rubric", "manifest", "schema", "sample")
OTHERS = ("datacard", "lineage", "model", "pipeline", "answers", "brief", "trail")


def run_gate(
    inputs: Inputs,
    *,
    audience: Visibility = Visibility.PUBLIC,
    only: Collection[str] = (),
    most_findings: int = MOST_FINDINGS,
    checks: Sequence[Check] = CHECKS,
    tell: Callable[[Check], None] = lambda _: None,
) -> Report:
    """Ask every check of a bundle and return the report that ``audience`` may see.

    ``only`` names codes or families to report on; there is then no score. At most ``most_findings`` of each check are
    listed, all of them for 0; ``tell`` is called before each check is asked.
    """
    rubric = _rubric(inputs, checks)
    weighed = weighed_in(rubric)
    outcomes: dict[str, Outcome] = {}
    for check in _asked(checks, only):
        tell(check)
        blank = _blank(check, weighed)
        seen = sees(audience, check.visibility)
        outcomes[check.code] = _answer(check, blank, inputs, outcomes) if seen else hide(blank)
    return compose_report(
        grader=__version__,
        inputs={name: value for name, value in inputs.digests.items() if name not in _unseen_inputs(audience)},
        outcomes=tuple(_shorten(one, most=most_findings) for one in outcomes.values() if _is_shown(one, only)),
        weights=weights_of(rubric),
        pass_mark=rubric.pass_mark,
        not_scored="Only some of the checks were asked for." if only else _not_scored(inputs),
        unread=tuple(_unread(inputs, audience, set(weighed) - {check.code for check in checks if check.weighed})),
        answers=answers_in(inputs),
    )


def _answer(check: Check, blank: Outcome, inputs: Inputs, earlier: Mapping[str, Outcome]) -> Outcome:
    for code in check.requires:
        if (unmet := _unmet(earlier[code])) is not None:
            return _skipped(blank, *unmet)
    lacking = _lacking(check, inputs)
    if lacking is not None:
        return _skipped(blank, str(lacking), _blame(lacking, inputs))
    try:
        answer = check.run(inputs)
        if isinstance(answer, NotAsked):
            return _skipped(blank, answer.cause, Blame.NONE)
        return _measured(check, blank, answer, name_rows(answer.findings, inputs))
    except (Absent, Unreadable) as refusal:
        return _skipped(blank, str(refusal), _blame(refusal, inputs))
    except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 - the other checks are still asked
        return replace(blank, status=Status.CRASHED, of=0.0, left_out=blank.of, cause=_cause_of(error), blame=Blame.US)


def _lacking(check: Check, inputs: Inputs) -> Absent | Unreadable | None:
    """Return why something a check needs can't be had; what was not given comes before what the bundle lacks."""
    refusals: list[Absent | Unreadable] = []
    for need in check.needs:
        try:
            getattr(inputs, need)
        except (Absent, Unreadable) as refusal:
            refusals.append(refusal)
    return min(refusals, key=lambda refusal: _blame(refusal, inputs) is Blame.BUNDLE, default=None)


def _measured(check: Check, blank: Outcome, answer: Measured, findings: tuple[Finding, ...]) -> Outcome:
    measure = _share(answer.measure)
    return replace(
        blank,
        status=Status.PASSED if measure >= check.threshold else Status.FAILED,
        measure=measure,
        interval=(_share(answer.interval[0]), _share(answer.interval[1])) if answer.interval else None,
        points=points_of(measure, blank.of),
        summary=answer.summary,
        findings=findings,
    )


def _shorten(outcome: Outcome, *, most: int) -> Outcome:
    """Return an outcome with at most that many findings; 0 keeps them all."""
    if not most or len(outcome.findings) <= most:
        return outcome
    return replace(outcome, findings=outcome.findings[:most], unshown=len(outcome.findings) - most)


def _share(number: float) -> float:
    """Return a share rounded so that the order in which numbers were added up does not show."""
    share = round(float(number), DECIMALS)
    if not 0 <= share <= 1:
        raise ValueError("A measure lies between 0 and 1.")
    return share


def _unmet(required: Outcome) -> tuple[str, Blame] | None:
    """Return why a check makes no sense after the outcome of one it requires, or None."""
    if required.status is Status.FAILED and required.measure == 0:
        return f"{required.code} failed: {required.summary}", Blame.BUNDLE
    if required.status is Status.SKIPPED:
        return f"{required.code} was skipped: {required.cause}", required.blame or Blame.NONE
    if required.status is Status.CRASHED:
        return f"{required.code} crashed.", Blame.US
    return None


def _skipped(blank: Outcome, cause: str, blame: Blame) -> Outcome:
    of = blank.of if blame is Blame.BUNDLE else 0.0
    left_out = blank.of if blame in {Blame.INPUTS, Blame.US} else 0.0
    return replace(blank, status=Status.SKIPPED, of=of, left_out=left_out, cause=cause, blame=blame)


def _blame(refusal: Absent | Unreadable, inputs: Inputs) -> Blame:
    if isinstance(refusal, Absent):
        return Blame.BUNDLE if refusal.from_bundle else Blame.INPUTS
    return Blame.INPUTS if refusal.file in inputs.given else Blame.BUNDLE


def _cause_of(error: BaseException) -> str:
    """Name an error and the line it came from, without its message, which may hold a candidate's data or a secret."""
    lines = [(frame.f_globals.get("__name__", "?"), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [place for place in lines if place[0].startswith("grader.")]
    module, line = ours[-1]
    return f"{type(error).__name__} in {module}, line {line}. This is a fault of the gate and costs no points."


def _blank(check: Check, weighed: Mapping[str, tuple[str, float]]) -> Outcome:
    criterion, of = weighed.get(check.code, (None, 0.0)) if check.weighed else (None, 0.0)
    return Outcome(
        code=check.code,
        family=check.family,
        title=check.title,
        status=Status.SKIPPED,
        visibility=check.visibility,
        criterion=criterion,
        of=of,
    )


def _asked(checks: Sequence[Check], only: Collection[str]) -> list[Check]:
    """Return the checks to ask: all, or those named with what they require, in the order of the catalogue."""
    named = {check.code for check in checks if not only or check.code in only or check.family in only}
    for check in reversed(checks):
        if check.code in named:
            named.update(check.requires)
    return [check for check in checks if check.code in named]


def _is_shown(outcome: Outcome, only: Collection[str]) -> bool:
    return not only or outcome.code in only or outcome.family in only


def _rubric(inputs: Inputs, checks: Sequence[Check]) -> Rubric:
    try:
        return inputs.rubric
    except (Absent, Unreadable):
        return usual_rubric((check.code, check.family) for check in checks if check.weighed)


def _not_scored(inputs: Inputs) -> str | None:
    """Say why there is no score: without these parts no number would mean anything."""
    for part in VITAL:
        try:
            getattr(inputs, part)
        except Unreadable as refusal:
            return f"Not scored, for it can't be read. {refusal}"
        except Absent as refusal:
            if refusal.from_bundle:
                return f"Not scored. {refusal}"
    return None


def _unread(inputs: Inputs, audience: Visibility, strangers: Collection[str]) -> Iterator[Finding]:
    """Yield what could not be read, each refusal once, in a fixed order."""
    refusals: dict[str, Finding] = {}
    parts = ("bundle", *VITAL, *OTHERS, *(() if _unseen_inputs(audience) else HIDDEN_INPUTS))
    for part in parts:
        try:
            getattr(inputs, part)
        except Unreadable as refusal:
            refusals.setdefault(str(refusal), found(refusal))
        except Absent:
            continue
    yield from refusals.values()
    known = {str(finding) for finding in refusals.values()}
    yield from (problem for problem in _problems(inputs) if str(problem) not in known)
    if strangers:
        yield Finding(
            severity=Severity.NOTE,
            message=f"The rubric weighs {', '.join(sorted(strangers))}, which this version of the gate does not have, "
            "or never weighs.",
            fix="Grade with the version of the gate the rubric was written for, and leave out what is never weighed.",
            place=Place(file=RUBRIC),
            count=len(strangers),
        )


def _problems(inputs: Inputs) -> tuple[Finding, ...]:
    try:
        return inputs.bundle.problems
    except Unreadable:
        return ()


def _unseen_inputs(audience: Visibility) -> Collection[str]:
    return () if audience is Visibility.REVIEWERS else HIDDEN_INPUTS
