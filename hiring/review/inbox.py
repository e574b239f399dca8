"""The inbox's rows as people read them: who, how sure, where strong and weak, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hiring.decisions.kinds import Kind
from hiring.decisions.queries.inbox import Inboxed, Waits
from hiring.lib.leases import FAILED

DECIDED = {Kind.ADVANCE: "good", Kind.HOLD: "warn", Kind.DECLINE: "mute"}
STRONG = 0.5


@dataclass(frozen=True, kw_only=True)
class Row:
    """One attempt in the inbox; ``ties_with`` names the row above when their ranges overlap, ``newer`` later work."""

    attempt: Inboxed
    strongest: str
    weakest: str
    state: str
    tone: str
    ties_with: str
    newer: str


def share(criterion: dict[str, Any]) -> float:
    """Return the part of its points a criterion earned."""
    return float(criterion["points"]) / float(criterion["of"])


def ends_of(attempt: Inboxed) -> tuple[str, str]:
    """Return the titles of the strongest and the weakest criterion of what was scored; dashes where there is none.

    A criterion that earned less than half its points is nobody's strength.
    """
    criteria: Iterable[dict[str, Any]] = (attempt.criteria or ()) if attempt.score is not None else ()
    weighed = sorted((c for c in criteria if c["of"]), key=share)
    if len(weighed) < 2 or share(weighed[0]) == share(weighed[-1]):
        return "–", "–"
    return weighed[-1]["title"] if share(weighed[-1]) >= STRONG else "–", weighed[0]["title"]


def overlap(one: Inboxed, other: Inboxed) -> bool:
    """Say whether two scores' ranges overlap, so that the order between them means nothing."""
    bounds = (one.score_low, one.score_high, other.score_low, other.score_high)
    if any(bound is None for bound in bounds):
        return False
    return bool(one.score_low <= other.score_high and other.score_low <= one.score_high)  # type: ignore[operator]


def newer_words(attempt: Inboxed) -> str:
    """Say what became of work that was handed in after what counts; nothing where none was."""
    if attempt.newest_number == attempt.submission_number:
        return ""
    return "a newer one failed, our side" if attempt.newest_state == FAILED else "a newer one is being graded"


def state_of(attempt: Inboxed) -> tuple[str, str]:
    """Return the words for where an attempt stands, and their tone; work newer than the last decision is said to be."""
    newer = attempt.decided_number is not None and (attempt.submission_number or 0) > attempt.decided_number
    if attempt.waits in (Waits.HELD, Waits.DECIDED):
        kind = Kind(str(attempt.decided))
        return f"{kind.done}, new work since" if newer else kind.done, DECIDED[kind]
    if attempt.waits == Waits.WAITING and newer:
        return f"new work since {attempt.decided}", "mute"
    return Waits(attempt.waits).label, "bad" if attempt.waits == Waits.OURS else "mute"


def rows_of(attempts: Sequence[Inboxed], *, by_score: bool) -> list[Row]:
    """Return the rows of one page; ties are named only where the order is by score."""
    rows = []
    above: Inboxed | None = None
    for attempt in attempts:
        strongest, weakest = ends_of(attempt)
        state, tone = state_of(attempt)
        tie = above.pseudonym if by_score and above is not None and overlap(above, attempt) else ""
        rows.append(
            Row(
                attempt=attempt,
                strongest=strongest,
                weakest=weakest,
                state=state,
                tone=tone,
                ties_with=tie,
                newer=newer_words(attempt),
            )
        )
        above = attempt
    return rows
