"""Repairs of a table of text that follow from the table itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

KNOTS_PER_KMH = 1 / 1.852
FASTEST, FASTEST_ROLLING = 350, 200
RARE, FREQUENT = 3, 20


def spell_out_codes(table: pd.DataFrame, column: str, codes: Mapping[str, str]) -> pd.DataFrame:
    """Write the word for a code."""
    return table.assign(**{column: table[column].replace(dict(codes))})


def to_knots(table: pd.DataFrame) -> pd.DataFrame:
    """Turn speeds that no aircraft reaches in knots from kilometres per hour into knots."""
    speed = pd.to_numeric(table["speed_knots"], errors="coerce")
    rolling = table["phase"].str.casefold() == "landing roll"
    too_fast = (speed > FASTEST) | (rolling & (speed > FASTEST_ROLLING))
    knots = (speed * KNOTS_PER_KMH).round().astype("Int64").astype("str")
    return table.assign(speed_knots=table["speed_knots"].mask(too_fast, knots))


def respell(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Spell a rare value like the frequent value that is one edit away from it, if there is just one."""
    counts = table[column].value_counts()
    frequent = [str(value) for value in counts[counts >= FREQUENT].index if value]
    meant = {}
    for rare in (str(value) for value in counts[counts <= RARE].index):
        near = [value for value in frequent if one_edit_apart(rare, value)]
        if len(near) == 1:
            meant[rare] = near[0]
    return table.assign(**{column: table[column].replace(meant)})


def one_edit_apart(one: str, other: str) -> bool:
    """Say whether a letter left out, put in, changed, or swapped with its neighbour makes one text of the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest = start + 1
    swapped = short[start : rest + 1] == long[start : rest + 1][::-1] and short[rest + 1 :] == long[rest + 1 :]
    return short[rest:] == long[rest:] or swapped


def agree(table: pd.DataFrame, determinant: Sequence[str], dependent: str) -> pd.DataFrame:
    """Give every record the value that most records with the same determinant have."""
    known = table[(table[[*determinant]] != "").all(axis="columns") & (table[dependent] != "")]
    most = known.groupby([*determinant])[dependent].agg(lambda cells: cells.value_counts().index[0])
    said = table[[*determinant]].merge(most.reset_index(), how="left", on=[*determinant])[dependent]
    return table.assign(**{dependent: said.set_axis(table.index).fillna(table[dependent])})


def merge_events(table: pd.DataFrame, event: Sequence[str]) -> pd.DataFrame:
    """Keep of several records of one event the one that says most, the first where they say the same."""
    filled = (table != "").sum(axis="columns") + ~table["species"].str.startswith("Unknown bird")
    whole = (table[[*event]] != "").all(axis="columns")
    order = table.assign(filled=filled).sort_values("filled", ascending=False, kind="stable")
    repeats = order.duplicated(subset=[*event], keep="first") & whole
    return table[~repeats.sort_index()]
