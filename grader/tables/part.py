"""One file of the sample, read whole: what is written in it, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from grader.digests import Json
from grader.finding import Finding

Document = dict[str, Json]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file's rows.

    ``raw`` holds every cell as text, null where it is empty; ``frame`` the same cells typed by the schema, null where
    they don't fit; ``documents`` yields the rows that a mask keeps (all of them for None) as the JSON objects the
    schema is about; ``notes`` tell of what is unusual in the bytes yet readable. Where an empty cell can be more than
    one thing, ``plain`` marks the rows in which each is null.
    """

    file: str
    format: str
    raw: pl.DataFrame
    frame: pl.DataFrame
    documents: Callable[[pl.Series | None], Iterator[Document]]
    plain: pl.Series | None = None
    notes: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.raw.height
