"""`assay list`: every check, in the order in which a report tells them."""

from __future__ import annotations

import argparse
import json
import sys

from grader.contents import Entry, read_contents
from grader.families import Visibility

SEEN = {
    Visibility.PUBLIC: "",
    Visibility.AFTER_DEADLINE: "  (seen after the deadline)",
    Visibility.REVIEWERS: "  (seen by reviewers)",
}


def run(arguments: argparse.Namespace) -> int:
    """Print the checks and return 0."""
    entries = read_contents()
    sys.stdout.write(_json(entries) if arguments.format == "json" else _text(entries))
    return 0


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


def _json(entries: tuple[Entry, ...]) -> str:
    listed = [
        {"code": one.code, "family": one.family, "title": one.title, "visibility": one.visibility} for one in entries
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"
