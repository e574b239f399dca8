"""How much one column alone tells of the label: learnt on half of the rows, tried on the other half."""

from __future__ import annotations

import polars as pl

from grader.measures.cells import Kind, counted, kind_of, number

BINS = 50


def given_away(cells: pl.Series, labels: pl.Series) -> float:
    """Return which share of a blind guesser's mistakes ``cells`` alone would avoid, from 0 to 1.

    Every other row teaches the usual label of each value (numbers in fifty equally full bins), the rows between are
    guessed, and the other way round; an unseen value is guessed like the whole. So a column of distinct values, which
    merely names the rows, gives nothing away. Rows without a label (null) are left out.
    """
    table = pl.DataFrame({"value": _valued(cells), "label": labels}).drop_nulls("label")
    halves = table.with_row_index("row").with_columns(half=pl.col("row") % 2)
    usual = halves["label"].mode().sort().head(1)
    blind = table.filter(pl.col("label") != usual.first()).height
    if not blind:
        return 0.0
    mistakes = sum(_mistakes(halves, half, fallback=str(usual.first())) for half in (0, 1))
    return max(0.0, 1 - mistakes / blind)


def _mistakes(table: pl.DataFrame, half: int, *, fallback: str) -> int:
    taught = table.filter(pl.col("half") == half).group_by("value", "label").agg(votes=pl.len())
    guesses = taught.sort("votes", "label", descending=[True, False]).group_by("value", maintain_order=True).first()
    tried = table.filter(pl.col("half") != half).join(guesses, on="value", how="left", nulls_equal=True)
    return tried.filter(pl.col("label") != pl.col("label_right").fill_null(fallback)).height


def _valued(cells: pl.Series) -> pl.Series:
    """Return cells as categories: themselves, or the bin of a number where there are many different ones."""
    if kind_of(counted(cells)) is not Kind.NUMBER or cells.n_unique() <= BINS:
        return cells
    numbers = cells.to_frame("cell").select(number(pl.col("cell")))["cell"]
    ranks = numbers.rank("min")
    return (ranks * BINS / (len(numbers) + 1)).floor().cast(pl.Int32, strict=False).cast(pl.String)
