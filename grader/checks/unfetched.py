"""What the checks of licences and access say of a trail that shows nothing fetched: doing less than asked costs."""

from __future__ import annotations

from grader.check import Measured
from grader.finding import SHOWN_ROWS, Finding, Place, Severity
from grader.trail import Trail

WITHOUT_BYTES = ("licence.issued", "access.granted", "access.refused", "bytes.refused")


def unfetched(question: str, trail: Trail) -> Measured:
    """Return a measure of 0, since a sample without a fetch has no origin that ``question`` could be asked of.

    The finding cites the first of what was licensed, granted and refused instead.
    """
    instead = tuple(entry.sequence for entry in trail.of_kind(*WITHOUT_BYTES))
    finding = Finding(
        severity=Severity.ERROR,
        message=f"The trail shows no dataset fetched, so nothing says {question}.",
        fix="Take a licence for the exercise's dataset, fetch it and build the sample from it.",
        place=Place(entries=instead[:SHOWN_ROWS]),
    )
    return Measured(measure=0.0, summary="Nothing was fetched under any licence.", findings=(finding,))
