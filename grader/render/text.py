"""A report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from grader.answer import Answer
from grader.finding import Finding, Severity
from grader.render.plain import begun, clean, number, points, reason, score_line, seen, sentence, tally, where
from grader.render.together import Gathered, gather
from grader.report import Blame, Outcome, Report, Status
from grader.scoring import worths_of

WIDTH = 110
MOST_TO_MEND = 5
SCORE = "Score  "
INDENT = " " * 11
MARKS = {
    Status.PASSED: ("✓", "32"),
    Status.FAILED: ("✗", "31"),
    Status.SKIPPED: ("–", "33"),
    Status.CRASHED: ("!", "35"),
    Status.HIDDEN: ("·", "2"),
}
COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render_text(report: Report, *, colour: bool) -> str:
    """Return the report as lines; ``colour`` adds ANSI colours, and nothing else."""
    paint = _Paint(colour)
    score = wrap(score_line(report), WIDTH, initial_indent=SCORE, subsequent_indent=" " * len(SCORE))
    lines = [*(paint(line, "1") for line in score), " " * len(SCORE) + tally(report)]
    family = None
    alone, gathered = gather(report)
    for outcome in alone:
        if outcome.family != family:
            lines += ["", paint(outcome.family.title(), "1")]
            family = outcome.family
        lines += _outcome(outcome, paint)
    if gathered:
        lines += ["", paint("Not asked", "1"), *(line for group in gathered for line in _gathered(group, paint))]
    if report.unread:
        lines += ["", paint("Could not be read, or was left out", "1")]
        lines += [line for finding in report.unread for line in _finding(finding, paint)]
    if report.answers:
        lines += ["", paint("In the candidate's own words", "1")]
        lines += [line for answer in report.answers for line in _reply(answer)]
    if costliest := _costliest(alone, report):
        lines += ["", f"{paint('Mend first', '1')}  {paint('points of 100 lost', '2')}", *costliest]
    lines += ["", f"assay {report.grader}", *(f"{name:<11}{digest}" for name, digest in report.inputs.items())]
    return "\n".join(lines) + "\n"


def _costliest(outcomes: Sequence[Outcome], report: Report) -> list[str]:
    """Return what costs most of all that the candidate can mend, a line each."""
    worths = worths_of(report.criteria)
    losses = [
        (worths.get(outcome.criterion or "", 0.0) * (outcome.of - outcome.points), outcome)
        for outcome in outcomes
        if outcome.status is Status.FAILED or outcome.blame is Blame.BUNDLE
    ]
    told = sorted((one for one in losses if number(one[0]) != "0"), key=lambda one: -one[0])[:MOST_TO_MEND]
    return [f"{number(lost):>5}  {outcome.code}   {outcome.title}" for lost, outcome in told]


def _outcome(outcome: Outcome, paint: _Paint) -> Iterator[str]:
    mark, colour = MARKS[outcome.status]
    yield f"{paint(mark, colour)} {outcome.code}   {outcome.title}  {paint(points(outcome), '2')}".rstrip()
    if outcome.status is Status.PASSED and not outcome.findings:
        return
    yield from _indented(reason(outcome))
    for finding in outcome.findings:
        yield from _finding(finding, paint)
    if outcome.unshown:
        yield f"{INDENT}{outcome.unshown:,} more findings; --max-findings 0 shows all."


def _gathered(group: Gathered, paint: _Paint) -> Iterator[str]:
    mark, colour = MARKS[Status.SKIPPED]
    yield f"{paint(mark, colour)} {group.said}"
    yield from _indented(clean(group.cause))
    yield from _indented(group.codes)


def _finding(finding: Finding, paint: _Paint) -> Iterator[str]:
    place = where(finding.place, finding.count)
    head = f"{finding.severity}: {place}" if place else f"{finding.severity}"
    yield from (paint(line, COLOURS[finding.severity]) for line in _indented(head, deeper="- "))
    yield from _indented(sentence(finding), deeper="  ")
    if values := seen(finding.place):
        yield from _indented(f"Seen: {values}", deeper="  ")
    yield from _indented(f"Fix: {clean(finding.fix)}", deeper="  ")


def _reply(answer: Answer) -> Iterator[str]:
    yield from _indented(f"{clean(answer.id or answer.question)}: {begun(answer)}")


def _indented(text: str, *, deeper: str = "") -> Iterator[str]:
    first = INDENT + deeper
    yield from wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


class _Paint:
    """Wraps text in ANSI colours, or leaves it as it is."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
