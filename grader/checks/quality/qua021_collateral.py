"""QUA021: what was good in the exercise's dataset is as it was."""

from __future__ import annotations

from collections.abc import Iterator

from grader.answer_key import AnswerKey
from grader.check import Family, Measured, Visibility, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.grades import wilson
from grader.measures.repairs import Collateral, collateral_of


@check(
    "QUA021",
    Family.QUALITY,
    requires=("QUA018",),
    needs=("brief", "sample", "answer_key"),
    visibility=Visibility.REVIEWERS,
    threshold=0.9,
)
def QUA021(inputs: Inputs) -> Measured:
    """Good cells are left alone.

    Asks of every cell that nothing was planted into whether it is in the sample as it was in the attempt's own dataset.

    Why: a clean-up that changes what was right does more harm than the defects did, and nobody sees it.

    Measured: the defects planted, divided by themselves plus the good cells changed: 1 with none, a half when as many
    good cells were changed as defects planted. A cell is unchanged when it holds the same text, number or day, or what
    the key calls as good. Filling a gap that the clean table has changes it: a value nobody reported is invented.
    Columns that the sample leaves out cost nothing here. Good rows may be left out as long as the brief's least number
    of rows could still be reached; each one beyond that counts like a changed cell, and so does each row that the key
    does not know, so that rows from elsewhere can't make up for those left out. Rows that had a defect are QUA020's.
    The interval is Wilson's, at 90 %.

    Threshold: 0.9, one good cell changed for nine defects. Reviewers alone see it, since it needs the answer key.

    Fix: change a cell only for a reason that holds for this cell, and leave a gap where nobody knows.
    """
    key, sample = inputs.answer_key, inputs.sample
    found = collateral_of(sample.raw, key)
    planted, changed = max(1, len(key.defects)), sum(len(rows) for rows in found.damaged.values())
    lost = _lost_beyond_spare(found, key, inputs.brief.minimum_rows)
    harm = changed + lost + len(found.unknown)
    return Measured(
        measure=planted / (planted + harm),
        interval=wilson(planted, planted + harm),
        summary=f"Good cells changed: {changed:,} of {found.cells:,}; good rows lost: {len(found.lost):,}; "
        f"rows from elsewhere: {len(found.unknown):,}.",
        findings=(*findings_of(sample, list(_sightings(found))), *_lost(found, lost)),
    )


def _lost_beyond_spare(found: Collateral, key: AnswerKey, least: int) -> int:
    spare = max(0, key.clean.rows - len(key.left_out) - least)
    return max(0, len(found.lost) - spare)


def _sightings(found: Collateral) -> Iterator[Sighting]:
    for column, rows in found.damaged.items():
        yield Sighting(
            rows=rows,
            column=column,
            message=f"{count_of(len(rows), 'good cell')} of {column} changed.",
            fix="Keep the value the dataset has, or the gap.",
        )
    if len(found.unknown):
        yield Sighting(
            rows=found.unknown,
            message=f"The answer key knows nothing of {count_of(len(found.unknown), 'row')}.",
            fix="Build the sample from the exercise's dataset alone, and keep its keys as they are.",
        )


def _lost(found: Collateral, beyond: int) -> Iterator[Finding]:
    if found.lost:
        yield Finding(
            severity=Severity.ERROR if beyond else Severity.NOTE,
            message=f"{count_of(len(found.lost), 'good row')} left out, {beyond:,} more than the brief allows.",
            fix="Keep rows that nothing is wrong with.",
            count=len(found.lost),
        )
