"""Stage clean: carry the exercise's records on as they were fetched, exact copies of whole records left out.

Nothing is mended here, because telling what is wrong and what is right is the work this exercise is about. Put it into
``clean``: the brief says what every column may hold, and README.md what to look for.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kit import lineage
from kit.home import Home


def run(home: Home) -> str:
    """Clean the exercise's dataset into work/clean.csv."""
    raw = home.raw(home.brief["exercise"]["listing"])
    fetched = read(raw)
    cleaned = clean(fetched)
    write(cleaned, home, "work/clean.csv")
    lineage.record(home, "preparation", inputs=[raw], outputs=[home.path("work/clean.csv")])
    return f"{len(cleaned):,} of {len(fetched):,} records are kept, their cells as they were fetched."


def clean(table: pd.DataFrame) -> pd.DataFrame:
    """Return each record once: a copy in every cell, the key among them, says nothing new."""
    return table.drop_duplicates(ignore_index=True)


def read(path: Path) -> pd.DataFrame:
    """Read a table as text: a reader that guesses types would turn the word None into a gap."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def write(table: pd.DataFrame, home: Home, name: str) -> None:
    """Write a table the same way every time."""
    table.to_csv(home.path(name), index=False, lineterminator="\n")
