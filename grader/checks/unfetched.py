"""What the checks of licences and access say of a trail that shows nothing fetched: doing less than asked costs."""

from __future__ import annotations

from grader.check import Measured
from grader.finding import Finding, Severity


def unfetched(question: str) -> Measured:
    """Return a measure of 0, since a sample without a fetch has no origin that ``question`` could be asked of."""
    finding = Finding(
        severity=Severity.ERROR,
        message=f"The trail shows no dataset fetched, so nothing says {question}.",
        fix="Take a licence for the exercise's dataset, fetch it and build the sample from it.",
    )
    return Measured(measure=0.0, summary="Nothing was fetched under any licence.", findings=(finding,))
