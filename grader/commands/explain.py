"""`assay explain CODE`: what a check asks and why, how it measures, and how to pass it."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from grader.contents import Entry, read_contents
from grader.errors import Unreadable
from grader.exits import Exit
from grader.families import Visibility

SEEN = {
    Visibility.PUBLIC: "Everyone sees its outcome.",
    Visibility.AFTER_DEADLINE: "Its outcome is hidden until the deadline.",
    Visibility.REVIEWERS: "Its outcome is seen by reviewers only.",
}


def run(arguments: argparse.Namespace) -> int:
    """Print the explanation and return 0; raise Unreadable for a code that no check has."""
    code = arguments.code.upper()
    entries = {entry.code: entry for entry in read_contents()}
    if code not in entries:
        close = get_close_matches(code, entries, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise Unreadable(f"No check is called {arguments.code[:40]}.{meant}", remedy="See `assay list`.")
    sys.stdout.write(explanation(entries[code]))
    return Exit.PASSED


def explanation(entry: Entry) -> str:
    """Return what there is to say of a check, as plain text."""
    facts = [f"Passes at {entry.threshold:g}.", SEEN[entry.visibility]]
    if entry.needs:
        facts.append(f"Needs: {', '.join(entry.needs)}.")
    if entry.requires:
        facts.append(f"Asked only when these did not fail outright: {', '.join(entry.requires)}.")
    return f"{entry.code} ({entry.family}): {entry.title}\n\n{entry.doc}\n\n{' '.join(facts)}\n"
