"""PIP001: the lineage declares every stage the brief asks for, with what it took and gave."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.lineage import NAME, Dataset, Lineage

BARE = 0.5


@check("PIP001", Family.PIPELINE, needs=("brief", "lineage"))
def PIP001(inputs: Inputs) -> Measured:
    """Every stage is declared.

    Asks whether `lineage.jsonl` holds a completed run event for each stage the brief names, and whether each event
    says what the stage took and what it gave, by digest.

    Why: a pipeline that can't be told step by step can't be repeated, and an error in its result can't be traced to
    the step that made it.

    Measured: the mean over the stages asked for: 1 for one that is declared with digests on both sides, 0.5 for one
    that is declared without, 0 for one that is missing. Names are compared without regard to case, and further
    stages of your own do no harm.

    Threshold: 1, every stage. Events are OpenLineage 2-0-2; digests stand in the facet `assay_digest`.

    Fix: write one COMPLETE event when a stage ends, with the digest of every file it read and wrote.
    """
    asked = inputs.brief.stages
    answers = [_judge(inputs.lineage, stage) for stage in asked]
    declared = sum(measure == 1.0 for measure, _ in answers)
    return Measured(
        measure=sum(measure for measure, _ in answers) / len(asked),
        summary=f"{declared} of {len(asked)} stages are declared with what they took and gave.",
        findings=tuple(finding for _, finding in answers if finding),
    )


def _judge(lineage: Lineage, name: str) -> tuple[float, Finding | None]:
    runs = lineage.named(name)
    if not runs:
        return 0.0, _finding(
            f"The stage {name} is not declared.", f"Write a COMPLETE event for the job {name}.", line=None
        )
    if any(_has_digest(run.inputs) and _has_digest(run.outputs) for run in runs):
        return 1.0, None
    message = f"The stage {name} does not say by digest what it took and gave."
    return BARE, _finding(message, "Give each input and output the facet assay_digest.", line=runs[0].line)


def _has_digest(datasets: tuple[Dataset, ...]) -> bool:
    return any(dataset.digest for dataset in datasets)


def _finding(message: str, fix: str, *, line: int | None) -> Finding:
    where = f" (line {line})" if line else ""
    return Finding(severity=Severity.ERROR, message=message + where, fix=fix, place=Place(file=NAME))
