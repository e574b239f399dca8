"""`assay rows`: holds the rows of one file to a schema, and prints a line of JSON for everything that is wrong."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from grader.digests import Json
from grader.exits import Exit
from grader.limits import DEFAULT
from grader.rows import Failure, failures
from grader.schema import read_schema
from grader.tables import read_part


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong, row by row; return 1 when something is."""
    path: Path = arguments.data
    schema = read_schema(arguments.schema.read_bytes())
    code = Exit.PASSED
    for failure in failures(read_part(path, path.name, schema, DEFAULT), schema):
        code = Exit.FINDINGS
        sys.stdout.write(json.dumps(_line(failure), ensure_ascii=False) + "\n")
    return code


def _line(failure: Failure) -> dict[str, Json]:
    """Return a failure as it is printed, its row counted from 1 without the header."""
    return {
        "row": failure.row + 1,
        "path": failure.path,
        "keyword": failure.keyword,
        "message": failure.message,
    }
