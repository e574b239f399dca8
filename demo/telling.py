"""What the demonstration says: how it gets on, a table of scores, and where to look."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


class Teller:
    """Says what happens, with the seconds since it began."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return round(time.monotonic() - self.began, 1)

    def say(self, sentence: str) -> None:
        """Print one line of progress."""
        self.console.print(f"{self.seconds:5.1f} s  {sentence}", markup=False, soft_wrap=True)

    def show_scores(self, scores: Sequence[Mapping[str, Any]]) -> None:
        """Print what each candidate came to, and what cost the most."""
        table = Table("candidate", "way of working", "score", "what cost the most", title_justify="left")
        for each in scores:
            score = each["state"] if each["score"] is None else f"{each['score']:.1f}"
            table.add_row(each["name"], each["diligence"].replace("_", " "), score, "\n".join(each["reasons"]))
        self.console.print(table)

    def show_addresses(self, address: str, sign_ins: Mapping[str, str], logs: object) -> None:
        """Print where to go, with links that sign in."""
        self.console.print(f"Assay runs at {address}/ and its API is described at {address}/api/docs/.", markup=False)
        for who, link in sign_ins.items():
            self.console.print(f"  sign in as {who:9}  {link}", markup=False, soft_wrap=True)
        self.console.print(f"Logs are in {logs}.", markup=False, soft_wrap=True)
