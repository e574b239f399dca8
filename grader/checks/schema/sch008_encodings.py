"""SCH008: the files are in the encoding and format they seem to be in."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check import Family, Measured, check
from grader.errors import Unreadable
from grader.finding import Finding, Place, Severity, found
from grader.inputs import Inputs
from grader.tables import FOLDER, sample_files
from grader.tables.part import Part

ODD = 0.5
COSTS = {Severity.ERROR: 1.0, Severity.WARNING: ODD, Severity.NOTE: 0.0}
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@check("SCH008", Family.SCHEMA, needs=("bundle",))
def SCH008(inputs: Inputs) -> Measured:
    """Encodings and formats are honest.

    Asks of every file under `data/` whether it is what its name says: CSV with commas, JSON Lines or Parquet; and
    whether its text is strict UTF-8 without NUL, its lines end alike, its quotes close, every row has as many cells as
    the header, and every name in the header and in each JSON object stands once.

    Why: where bytes can be read in two ways, two readers will. One shifts ragged rows, one drops them, one keeps the
    first of two equal names and another the last, and nobody is told.

    Measured: the share of files that are honest. A file that mixes line endings or is named by no known format counts
    half; a byte-order mark is noted and costs nothing. 0 when a file of the sample can't be read.

    Threshold: 1, every file.

    Fix: write the files with an ordinary writer in UTF-8, and look at the byte or row the finding names.
    """
    try:
        parts = inputs.sample.parts
    except Unreadable as refusal:
        if not (refusal.file or "").startswith(FOLDER):
            raise
        return Measured(measure=0.0, summary=f"The sample can't be read. {refusal}", findings=(found(refusal),))
    findings = [*inputs.sample.notes, *_strangers(inputs), *(note for part in parts for note in _separators(part))]
    names = [name for name in inputs.bundle.names if name.startswith(FOLDER)]
    costs = {
        name: max((COSTS[one.severity] for one in findings if one.place.file == name), default=0) for name in names
    }
    return Measured(
        measure=1 - sum(costs.values()) / len(names),
        summary=f"{sum(cost == 0 for cost in costs.values())} of {len(names)} files are what they seem.",
        findings=tuple(findings),
    )


def _strangers(inputs: Inputs) -> Iterator[Finding]:
    """Yield the files under data/ that are in no format the gate reads."""
    read = set(sample_files(inputs.bundle))
    for name in inputs.bundle.names:
        if name.startswith(FOLDER) and name not in read:
            yield Finding(
                severity=Severity.WARNING,
                message="Its name ends like none of the formats that are read, so it is no part of the sample.",
                fix="Name it .csv, .jsonl or .parquet, or keep it outside of data/.",
                place=Place(file=name),
            )


def _separators(part: Part) -> Iterator[Finding]:
    """Yield a finding when a CSV of one column looks as if its cells were parted by something else than commas."""
    if part.format != "csv" or part.raw.width > 1:
        return
    for separator, called in OTHER_SEPARATORS.items():
        if separator in part.raw.columns[0]:
            yield Finding(
                severity=Severity.ERROR,
                message=f"Its cells seem to be parted by {called}; read with commas it has one column.",
                fix="Write it with commas.",
                place=Place(file=part.file),
            )
