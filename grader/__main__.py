"""Runs the `assay` command."""

from __future__ import annotations

import sys

from grader.cli import run


def main() -> None:
    """Run `assay` with the arguments it was called with, and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
