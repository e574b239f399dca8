"""A report as Markdown, for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.answer import Answer
from grader.finding import Finding
from grader.render.plain import WORDS, begun, clean, points, reason, score_line, seen, sentence, tally, where
from grader.render.together import Gathered, gather
from grader.report import Outcome, Report

SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&@:/])")


def render_markdown(report: Report) -> str:
    """Return the report as Markdown; what came from the bundle is escaped, so that it can't link, mention or format."""
    lines = [f"**Score: {_escaped(score_line(report))}** ({_escaped(tally(report))})", ""]
    alone, gathered = gather(report)
    lines += ["| check | asks | outcome | points |", "|---|---|---|---:|", *map(_row, alone), ""]
    if gathered:
        lines += ["### Not asked", "", *map(_group, gathered), ""]
    for outcome in alone:
        if outcome.findings:
            lines += [f"### {outcome.code} {_escaped(outcome.title)}", "", _escaped(reason(outcome)), ""]
            lines += [*map(_item, outcome.findings), *_unshown(outcome), ""]
    if report.unread:
        lines += ["### Could not be read, or was left out", "", *map(_item, report.unread), ""]
    if report.answers:
        lines += ["### In the candidate's own words", "", *map(_reply, report.answers), ""]
    lines += [f"assay {_escaped(report.grader)}, over:", ""]
    lines += [f"- {name}: `{digest}`" for name, digest in report.inputs.items()]
    return "\n".join(lines) + "\n"


def _row(outcome: Outcome) -> str:
    return f"| {outcome.code} | {_escaped(outcome.title)} | {WORDS[outcome.status]} | {points(outcome)} |"


def _group(group: Gathered) -> str:
    return f"- **{_escaped(group.said)}.** {_escaped(group.cause)} ({group.codes})"


def _item(finding: Finding) -> str:
    place, values = where(finding.place, finding.count), seen(finding.place)
    told = f"**{finding.severity}** {_escaped(place)}: " if place else f"**{finding.severity}** "
    shown = f" Seen: {_escaped(values)}." if values else ""
    return f"- {told}{_escaped(sentence(finding))}{shown} *{_escaped(clean(finding.fix))}*"


def _reply(answer: Answer) -> str:
    return f"- **{_escaped(answer.id or answer.question)}**: {_escaped(begun(answer))}"


def _unshown(outcome: Outcome) -> Iterator[str]:
    if outcome.unshown:
        yield f"- {outcome.unshown:,} more findings"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", clean(text))
