"""Doing less, or showing less of it, never raises the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings, strategies as st

from grader.gate import run_gate
from tests.grader.evidence import Licensed, Market
from tests.grader.factories import Row, hand_in, make_rows

PARTS = ("DATACARD.md", "lineage.jsonl", "model.json", "attestations/wildlife-strikes.json", "answers.md")
COLUMNS = ("airport", "species", "speed_knots", "damage", "split")
DEEDS = ("fetch", "report")
EVERYTHING = frozenset({*PARTS, *COLUMNS, *DEEDS})


@dataclass
class Idle(Market):
    """A market where some deeds were never done."""

    done: frozenset[str] = EVERYTHING

    def serve(self, licence: Licensed, *, first: int = 0, last: int | None = None) -> int:
        """Serve the bytes, if they were asked for."""
        return super().serve(licence, first=first, last=last) if "fetch" in self.done else 0

    def report_usage(
        self, licence: Licensed, *, model: str = "strike-damage", kind: str = "fine_tune", **facts: object
    ) -> int:
        """Take the report of a use, if it was made."""
        return super().report_usage(licence, model=model, kind=kind, **facts) if "report" in self.done else 0


def score_of(shown: frozenset[str], rows: Sequence[Row]) -> float:
    """Return the score of a bundle that shows this much, under a trail that does."""
    narrow = [{name: cell for name, cell in row.items() if name in shown or name not in COLUMNS} for row in rows]
    with TemporaryDirectory() as folder:
        missing = [name for name in PARTS if name not in shown]
        handed = hand_in(Path(folder), rows=narrow, missing=missing, market=Idle(done=shown))
        score = run_gate(handed.inputs()).score
    assert score is not None
    return score.value


def flawed(share: int) -> list[Row]:
    """Rows of which every so many hold something wrong."""
    wrong = {"speed_knots": 900, "damage": "B", "airport": "N/A"}
    return [{**row, **wrong} if at % share == 0 else row for at, row in enumerate(make_rows(120))]


@settings(max_examples=40, deadline=None)
@given(
    shown=st.frozensets(st.sampled_from(sorted(EVERYTHING))),
    taken=st.sampled_from(sorted({*PARTS, *DEEDS})),
    share=st.sampled_from([2, 9, 500]),
)
def test_taking_evidence_away_never_raises_the_score(shown: frozenset[str], taken: str, share: int) -> None:
    rows = flawed(share)
    assert score_of(shown - {taken}, rows) <= score_of(shown | {taken}, rows)


def test_a_bundle_that_fetched_nothing_is_far_below_one_that_did() -> None:
    rows = flawed(500)
    assert score_of(EVERYTHING - {"fetch"}, rows) < score_of(EVERYTHING, rows) - 15
