"""How much one column alone tells of the label: learnt on half of the rows, tried on the other half."""

from __future__ import annotations

import polars as pl

MOST_ROWS = 100_000


def given_away(values: pl.Series, labels: pl.Series) -> float:
    """Return which share of a blind guesser's mistakes ``values`` alone would avoid, from 0 to 1; text or numbers.

    Every other row teaches the usual label of each value, the rows between are guessed, and the other way round. An
    unseen number is guessed like the nearest one, any other unseen value like the most frequent label; so a name of
    the row gives nothing away. Rows without a label (null) are left out, and of many rows every so many are taken.
    """
    every = -(-len(labels) // MOST_ROWS) or 1
    table = pl.DataFrame({"value": values, "label": labels}).drop_nulls("label").gather_every(every)
    votes = table["label"].value_counts(name="votes").sort("votes", "label", descending=[True, False])
    if votes.height < 2:
        return 0.0
    usual, blind = str(votes["label"][0]), table.height - int(votes["votes"][0])
    halves = table.with_columns(half=pl.int_range(table.height) % 2)
    return max(0.0, 1 - sum(_mistakes(halves, half, usual) for half in (0, 1)) / blind)


def _mistakes(table: pl.DataFrame, half: int, usual: str) -> int:
    """Return how many rows outside of ``half`` are guessed wrong from those in it."""
    votes = table.filter(pl.col("half") == half).group_by("value", "label").agg(votes=pl.len())
    leading = votes.sort("votes", "label", descending=[True, False]).group_by("value", maintain_order=True)
    taught = leading.agg(guess=pl.col("label").first())
    tried = table.filter(pl.col("half") != half)
    if table["value"].dtype == pl.Float64:
        known = tried.sort("value").join_asof(taught.drop_nulls().sort("value"), on="value", strategy="nearest")
    else:
        known = tried.join(taught, on="value", how="left", nulls_equal=True)
    return known.filter(pl.col("label") != pl.col("guess").fill_null(usual)).height
