"""Two parts of a sample held against each other: rows and groups in both, and how far they are apart in time."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from grader.measures.near import Near


@dataclass(frozen=True, kw_only=True)
class Order:
    """How well two parts are apart in an order.

    ``misplaced`` are the rows on the wrong side of ``boundary``: first-part values at or after it, second-part values
    before it. Values that can't be ordered are in neither.
    """

    boundary: str
    misplaced: pl.Series


def shared(keys: pl.Series, first: pl.Series, second: pl.Series) -> pl.Series:
    """Return the rows of the ``second`` part (a mask) whose key also occurs in the ``first``."""
    common = keys.filter(first).unique()
    return (keys.is_in(common.implode()) & second).fill_null(value=False).arg_true()


def nearly_shared(near: Near, first: pl.Series, second: pl.Series) -> pl.Series:
    """Return the rows of the ``second`` part (a mask) that say nearly what one of the ``first`` says."""
    leading = near.first.unique(maintain_order=True)
    rows, group = pl.concat([leading, near.rows]), pl.concat([leading, near.first])
    trained = group.filter(first.gather(rows)).unique()
    return rows.filter(group.is_in(trained.implode()) & second.gather(rows)).sort()


def ordered(values: pl.Series, first: pl.Series, second: pl.Series, *, boundary: str | None = None) -> Order:
    """Return the rows on the wrong side of ``boundary``; without one, of the value that puts fewest there.

    ``values`` are texts whose order is that of time (ISO 8601); both masks may leave rows out.
    """
    cut = boundary if boundary is not None else _best_boundary(values, first, second)
    wrong = (first & (values >= cut)) | (second & (values < cut))
    return Order(boundary=cut, misplaced=wrong.fill_null(value=False).arg_true())


def _best_boundary(values: pl.Series, first: pl.Series, second: pl.Series) -> str:
    table = pl.DataFrame({"value": values, "first": first, "second": second}).drop_nulls("value")
    steps = table.group_by("value").agg(pl.col("first").sum(), pl.col("second").sum()).sort("value")
    late = pl.col("first").sum() - pl.col("first").cum_sum() + pl.col("first")
    early = pl.col("second").cum_sum() - pl.col("second")
    costs = steps.select("value", cost=late.cast(pl.Int64) + early.cast(pl.Int64))
    best = costs.sort("cost", "value").head(1)
    return str(best["value"][0]) if best.height else ""
