"""What of the hundred points a score stands on, in words that stand beside it wherever it is read."""

from __future__ import annotations

from grader.report import Report, Status
from grader.scoring import WHOLE, Graded, Weight, stakes_of


def stands_on(report: Report) -> str:
    """Say on which part of the hundred points a report's score stands; nothing where it has none or is the whole."""
    if report.score is None or report.score.asked >= WHOLE:
        return ""
    asked, hidden = (f"{points:.1f}".removesuffix(".0") for points in (report.score.asked, hidden_points(report)))
    if hidden == "0":
        return f"on the {asked} of 100 points that could be asked"
    return (
        f"on the {asked} of 100 points you can see; {hidden} are hidden until a reviewer reads it, "
        "so the whole may be lower or higher"
    )


def hidden_points(report: Report) -> float:
    """Return how many of the hundred points hang on checks whose outcome a report doesn't show."""
    weights = [Weight(id=one.id, title=one.title, family=one.family, weight=one.weight) for one in report.criteria]
    graded = [
        Graded(criterion=one.criterion, measure=0.0, interval=None, of=one.of, left_out=one.left_out)
        for one in report.outcomes
    ]
    stakes = zip(report.outcomes, stakes_of(weights, graded), strict=True)
    return float(sum(stake.whole for outcome, stake in stakes if outcome.status is Status.HIDDEN))
