"""`assay list`: every check, in the order in which a report tells them."""

from __future__ import annotations

import argparse
import json
import sys

from grader.contents import Entry, read_contents
from grader.exits import Exit
from grader.families import Visibility

WHO = {
    Visibility.PUBLIC: "everyone",
    Visibility.AFTER_DEADLINE: "everyone after the deadline",
    Visibility.REVIEWERS: "reviewers",
}
SEEN = {
    Visibility.PUBLIC: "",
    Visibility.AFTER_DEADLINE: "  (seen after the deadline)",
    Visibility.REVIEWERS: "  (seen by reviewers)",
}


def run(arguments: argparse.Namespace) -> int:
    """Print the checks and return 0."""
    entries = read_contents()
    sys.stdout.write(FORMATS[arguments.format](entries))
    return Exit.PASSED


def _text(entries: tuple[Entry, ...]) -> str:
    lines, family = [], None
    for entry in entries:
        if entry.family is not family:
            lines += ["", entry.family.title()] if family else [entry.family.title()]
            family = entry.family
        lines.append(f"  {entry.code}  {entry.title}{SEEN[entry.visibility]}")
    return "\n".join(
        [*lines, "", "`assay explain CODE` says what a check asks, how it measures, and how to pass it.", ""]
    )


def table(entries: tuple[Entry, ...]) -> str:
    """Return the catalogue as a Markdown table, as the documentation carries it."""
    rows = [
        f"| {one.code} | {one.title} | {', '.join(one.needs)} | {one.threshold:g} | {WHO[one.visibility]} |"
        for one in entries
    ]
    head = ["| code | title | needs | passes at | seen by |", "|---|---|---|---:|---|"]
    return "\n".join([*head, *rows, ""])


def _json(entries: tuple[Entry, ...]) -> str:
    listed = [
        {"code": one.code, "family": one.family, "title": one.title, "visibility": one.visibility} for one in entries
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": _text, "json": _json, "markdown": table}
