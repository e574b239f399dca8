"""Names the rows that findings show by their key: a row's number says little once its file is sorted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.errors import Absent, Unreadable
from grader.finding import Finding
from grader.inputs import Inputs
from grader.tables import Sample, shown

MOST_COLUMNS = 4


def name_rows(findings: Sequence[Finding], inputs: Inputs) -> tuple[Finding, ...]:
    """Return findings with the key of every row they show, where there is a key that may be shown."""
    if not any(finding.place.rows for finding in findings):
        return tuple(findings)
    key = _key(inputs)
    return tuple(_named(finding, key, inputs.sample) for finding in findings) if key else tuple(findings)


def _key(inputs: Inputs) -> tuple[str, ...]:
    """Return the columns that name a row; none when one is missing or holds what must not be repeated."""
    try:
        key, columns = inputs.key, {column.name: column for column in inputs.columns}
    except (Absent, Unreadable):
        return ()
    fit = len(key) <= MOST_COLUMNS and all(name in columns and not columns[name].is_private for name in key)
    return key if fit else ()


def _named(finding: Finding, key: tuple[str, ...], sample: Sample) -> Finding:
    place = finding.place
    if not place.rows or key == (place.column,):
        return finding
    part = next(part for part in sample.parts if part.file == place.file)
    rows = part.raw.select(key)[[row - 1 for row in place.rows]].rows()
    keys = tuple(tuple(shown(cell) for cell in row) for row in rows)
    return replace(finding, place=replace(place, key=key, keys=keys))
