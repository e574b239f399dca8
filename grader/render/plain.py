"""Parts of a report as plain sentences, safe to show wherever text is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import floor
from textwrap import shorten

from grader.answer import Answer
from grader.finding import Finding, Place
from grader.render.standing import stands_on
from grader.report import Outcome, Report, Status
from grader.scoring import DECIMALS

BEGINNING = 200
EMPTY = "(empty)"
BESIDE = "\u00a0·\u00a0"
WORDS = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.SKIPPED: "skipped",
    Status.CRASHED: "crashed, our fault",
    Status.HIDDEN: "hidden",
}


def clean(text: str) -> str:
    """Return text on one line without control characters, which a stranger's data may hold to deceive a terminal."""
    return "".join(
        " " if letter in "\n\r\t" else "�" if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} else letter
        for letter in text
    )


def number(value: float) -> str:
    """Return points or a score without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def given(points: float) -> str:
    """Return points that were given, cut rather than rounded so that not quite all never reads as all."""
    return number(floor(round(points * 100, DECIMALS)) / 100)


def points(outcome: Outcome) -> str:
    """Return the points of an outcome of those it could bring, or that the rubric gives it none."""
    if outcome.criterion is None:
        return "not weighed by the rubric"
    return f"{given(outcome.points)} of {number(outcome.of)}" if outcome.of else ""


def where(place: Place, count: int) -> str:
    """Return a place as words: file, column, rows, pointer, entries of the trail."""
    parts = [clean(place.file)] if place.file else []
    parts += [f"at {clean(place.pointer)}"] if place.pointer else []
    parts += [f"column {clean(place.column)}"] if place.column else []
    parts += [_counted("row", _rows(place), count)] if place.rows else []
    parts += (
        [_counted("trail entry", place.entries, len(place.entries), plural="trail entries")] if place.entries else []
    )
    return ", ".join(parts)


def seen(place: Place) -> str:
    """Return the distinct values seen at a place."""
    return ", ".join(f"“{clean(value)}”" if value else EMPTY for value in dict.fromkeys(place.values))


def sentence(finding: Finding) -> str:
    """Return a finding's message with the limit it broke."""
    limit = f" The limit is {finding.limit}." if finding.limit else ""
    return f"{clean(finding.message)}{limit}"


def begun(answer: Answer) -> str:
    """Return the beginning of a reply on one line, or that there is none to show."""
    if answer.withheld or not answer.reply:
        return clean(answer.withheld or "Not answered.")
    return shorten(clean(answer.reply), BEGINNING, placeholder=" …")


def reason(outcome: Outcome) -> str:
    """Return why an outcome is as it is."""
    return clean(outcome.summary or outcome.cause)


def score_line(report: Report) -> str:
    """Return the score with its interval, what it stands on and what passes, or why there is none."""
    score = report.score
    if score is None:
        return clean(report.not_scored or "")
    interval = f" ({number(score.low)} to {number(score.high)})" if score.low < score.high else ""
    basis = f", {said}" if (said := stands_on(report)) else ""
    return f"{number(score.value)} of 100{interval}{basis}; {number(score.pass_mark)} passes"


def tally(report: Report) -> str:
    """Return how many checks ended in which way."""
    counts = {status: sum(one.status is status for one in report.outcomes) for status in Status}
    return ", ".join(f"{count} {WORDS[status]}" for status, count in counts.items() if count)


def _rows(place: Place) -> list[str]:
    """Return the rows of a place, each with its key where that is known; its columns are named once."""
    if not place.keys:
        return [str(row) for row in place.rows]
    keys = [[clean(cell) or EMPTY for cell in cells] for cells in place.keys]
    keys[0] = [f"{clean(name)} {cell}" for name, cell in zip(place.key, keys[0], strict=True)]
    return [BESIDE.join([str(row), *cells]) for row, cells in zip(place.rows, keys, strict=True)]


def _counted(noun: str, numbers: Sequence[int | str], count: int, *, plural: str | None = None) -> str:
    listed = ", ".join(str(each) for each in numbers)
    more = f" and {count - len(numbers):,} more" if count > len(numbers) else ""
    return f"{noun if count == 1 else plural or noun + 's'} {listed}{more}"
