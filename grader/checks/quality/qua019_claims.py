"""QUA019: what the manifest claims of the labels is what the sample shows."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.columns import labels_of
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME
from grader.measures.grades import falling, wilson
from grader.measures.keys import row_keys

ROUNDING = 0.005
WORST = 0.1
RARE = 0.05
FEWEST = 30


@check("QUA019", Family.QUALITY, needs=("brief", "sample", "manifest"), threshold=0.9)
def QUA019(inputs: Inputs) -> Measured:
    """The claims of the manifest hold.

    Asks whether `quality_metrics` in the manifest claims more than the sample shows: more rows with a label than there
    are, or more right labels than records that were labelled twice allow.

    Why: whoever buys a dataset reads these two numbers first. Claiming less than is true harms nobody.

    Measured: for each claim, 1 up to what was measured, falling evenly to 0 where it is 0.1 too high; the smaller one
    counts. `label_coverage` is counted exactly, with 0.005 for rounding. `accuracy` is held against records that stand
    in the sample twice: rows alike in every column but key, split and label, where the brief's split names the columns
    that make one event. The share of them that agrees with most of its group can't be far from the share of right
    labels, and only a claim above the upper end of its 90 % interval (Wilson) is too high. Where the brief names none,
    where fewer than 30 rows have a twin, and where more than one row in twenty has one, so that rows are alike by
    chance rather than by repetition, nothing is said about accuracy.

    Threshold: 0.9, a hundredth too high.

    Fix: count again after the last change to the sample, and claim what you counted. An accuracy you can't support by
    labelling some rows twice is better claimed low.
    """
    claimed, labels = inputs.manifest.quality_metrics, labels_of(inputs.sample, inputs.brief)
    rows = inputs.sample.rows
    covered = 0.0 if labels is None or not rows else (rows - labels.null_count()) / rows
    findings = list(_too_high("label_coverage", claimed.label_coverage, covered, ROUNDING))
    measures = [falling(claimed.label_coverage - covered, allowed=ROUNDING, worst=WORST)]
    summary = f"label_coverage is claimed as {claimed.label_coverage:.3f} and counted as {covered:.3f}"
    if covered < claimed.label_coverage <= covered + ROUNDING:
        summary += f", which holds within {ROUNDING}"
    interval = None
    if labels is not None and (twins := _twins(inputs, labels)):
        agreeing, of = twins
        low, high = wilson(agreeing, of)
        findings += _too_high("accuracy", claimed.accuracy, high, 0.0)
        measures.append(falling(claimed.accuracy - high, worst=WORST))
        summary += f"; accuracy as {claimed.accuracy:.3f}, and {of} rows labelled twice show {low:.3f} to {high:.3f}"
        if low < claimed.accuracy <= high:
            summary += ", which does not contradict it"
        interval = _interval(claimed.accuracy, low, high, measures[0])
    return Measured(measure=min(measures), summary=f"{summary}.", findings=tuple(findings), interval=interval)


def _twins(inputs: Inputs, labels: pl.Series) -> tuple[int, int] | None:
    """Return how many rows with a twin agree with most of their group, out of how many; None where nothing tells."""
    brief, sample = inputs.brief, inputs.sample
    aside = {*brief.key, brief.split.column, brief.label.column}
    content = [asked.content for asked in inputs.columns if asked.name not in aside]
    if not content or not brief.split.groups or not set(brief.split.groups) <= set(sample.columns):
        return None
    table = pl.DataFrame({"key": row_keys(content), "label": labels}).drop_nulls("label")
    twins = table.filter(pl.col("key").is_duplicated())
    if not FEWEST <= twins.height <= RARE * sample.rows:
        return None
    votes = twins.group_by("key", "label").agg(votes=pl.len())
    return int(votes.group_by("key").agg(pl.col("votes").max())["votes"].sum()), twins.height


def _interval(claimed: float, low: float, high: float, other: float) -> tuple[float, float]:
    """Return the measures that the ends of the interval would give, the generous one last."""
    return min(other, falling(claimed - low, worst=WORST)), min(other, falling(claimed - high, worst=WORST))


def _too_high(name: str, claimed: float, shown: float, allowed: float) -> Iterator[Finding]:
    if claimed > shown + allowed:
        yield Finding(
            severity=Severity.ERROR,
            message=f"The manifest claims {name} {claimed:.3f}, and the sample shows {shown:.3f} at most.",
            fix=f"Claim at most {shown:.3f}, or mend the labels first.",
            place=Place(file=NAME, pointer=f"/quality_metrics/{name}"),
            limit=f"{shown:.3f}",
        )
