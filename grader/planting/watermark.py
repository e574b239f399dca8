"""Laying a watermark: which rows one variant leaves out, before anything is planted into the others."""

from __future__ import annotations

from grader.planting.plan import Planting
from grader.planting.table import Key, Table, key_of
from grader.watermark import Watermark, left_out_by, shuffled, watermark_seed


def lay_watermark(
    table: Table, planting: Planting, *, seed: bytes, cohort: bytes, reference: frozenset[Key]
) -> Watermark | None:
    """Return the watermark of ``seed`` among all those of ``cohort``, or None where the plan wants none.

    The cohort's secret chooses twice as many rows as a variant leaves out, from each value of the plan's column in
    proportion; the seed leaves out half of them.
    """
    wanted = planting.watermark
    if wanted is None:
        return None
    alike: dict[str, list[Key]] = {}
    for key, value in sorted(_open_to(table, planting, wanted.alike, reference).items()):
        alike.setdefault(value, []).append(key)
    drawn = shuffled([keys for _, keys in sorted(alike.items())], watermark_seed(cohort))
    groups = tuple(tuple(sorted(keys[: 2 * round(wanted.share * len(keys))])) for keys in drawn)
    return Watermark(groups=groups, left_out=tuple(sorted(left_out_by(watermark_seed(seed), groups))))


def _open_to(table: Table, planting: Planting, column: str, reference: frozenset[Key]) -> dict[Key, str]:
    """Return the value in ``column`` of each row that may be left out, by key.

    Rows of the reference may not, for they could be put back, nor those with a defect of their own, for each variant is
    to have as many of these.
    """
    stray = {(rule.column, value) for rule in planting.natural for value in rule.values}
    rows = {key_of(row, planting.key): row for row in table.rows}
    return {key: row[column] for key, row in rows.items() if key not in reference and stray.isdisjoint(row.items())}
