"""`assay check BUNDLE`: the gate, and its report in the form asked for."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from typing import IO

import polars as pl

from grader.catalogue import CHECKS
from grader.check import Check
from grader.errors import Unreadable
from grader.exits import Exit
from grader.families import Family, Visibility
from grader.finding import Severity
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.render.junit import render_junit
from grader.render.markdown import render_markdown
from grader.render.sarif import render_sarif
from grader.render.text import render_text
from grader.report import Blame, Report, Status, to_json

RENDERERS: Mapping[str, Callable[[Report], bytes]] = {
    "json": to_json,
    "sarif": render_sarif,
    "junit": render_junit,
    "markdown": lambda report: render_markdown(report).encode(),
    "text": lambda report: render_text(report, colour=False).encode(),
}


def run(arguments: argparse.Namespace) -> int:
    """Check the bundle, write the report and return the exit code."""
    _start_polars()
    inputs = Inputs.of(
        arguments.bundle,
        brief=arguments.brief,
        rubric=arguments.rubric,
        trail=arguments.trail,
        answer_key=arguments.answer_key,
        watermarks=arguments.watermarks,
    )
    progress = _Progress(sys.stderr)
    report = run_gate(
        inputs,
        audience=Visibility(arguments.audience),
        only=_only(arguments.only),
        most_findings=arguments.max_findings,
        tell=progress.tell,
    )
    progress.end()
    _write(report, arguments)
    return exit_code(report)


def exit_code(report: Report) -> Exit:
    """Return what a report says to a script: 3 before 2 before 1 before 0."""
    if any(one.status is Status.CRASHED for one in report.outcomes):
        return Exit.OUR_FAULT
    if any(finding.severity is Severity.ERROR for finding in report.unread):
        return Exit.NOT_READ
    if any(one.status is Status.FAILED or one.blame is Blame.BUNDLE for one in report.outcomes):
        return Exit.FINDINGS
    return Exit.PASSED


def _start_polars() -> None:
    """Have Polars start its threads while nothing is at stake: where it can't, no file may be blamed for it."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(b"column\ncell\n")
        file.flush()
        pl.read_csv(file.name)


def _write(report: Report, arguments: argparse.Namespace) -> None:
    if arguments.output is not None:
        arguments.output.write_bytes(RENDERERS[arguments.format](report))
    elif arguments.format == "text":
        sys.stdout.write(render_text(report, colour=_wants_colour(sys.stdout)))
    else:
        sys.stdout.buffer.write(RENDERERS[arguments.format](report))


def _only(words: Collection[str]) -> frozenset[str]:
    """Return codes in capitals and families in small letters; raise Unreadable for a word that is neither."""
    codes = {check.code for check in CHECKS}
    found = {word: word.upper() if word.upper() in codes else word.lower() for word in words}
    for word, meant in found.items():
        if meant not in codes | set(Family):
            raise Unreadable(f"No check or family is called {word[:40]}.", remedy="See `assay list`.")
    return frozenset(found.values())


def _wants_colour(stream: IO[str]) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class _Progress:
    """One line that says which check is being asked, on a terminal; nothing in a pipe."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.shown = stream.isatty()
        self.asked = 0

    def tell(self, check: Check) -> None:
        self.asked += 1
        if self.shown:
            self.stream.write(f"\r\x1b[K{self.asked} of {len(CHECKS)}: {check.code} {check.title}")
            self.stream.flush()

    def end(self) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
