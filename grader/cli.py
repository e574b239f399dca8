"""The `assay` command: its words, and which command they call."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from traceback import format_tb

from grader import __version__
from grader.errors import Absent, Unreadable
from grader.exits import MEANING, Exit
from grader.families import Visibility

FORMATS = ("text", "json", "sarif", "junit", "markdown")


def run(words: Sequence[str]) -> int:
    """Call the command that ``words`` name and return its exit code; refusals go to standard error as sentences."""
    arguments = _parser().parse_args(words)
    try:
        code: int = import_module(f"grader.commands.{arguments.command}").run(arguments)
        sys.stdout.flush()
    except (Absent, Unreadable) as refusal:
        sys.stderr.write(f"assay: {refusal}\n")
        return Exit.NOT_READ
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OUR_FAULT
    except OSError as error:
        sys.stderr.write(f"assay: {error.filename}: {error.strerror}.\n")
        return Exit.NOT_READ
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - Python's own code for it, a panic's too, would read as "findings"
        sys.stderr.writelines(format_tb(error.__traceback__))
        sys.stderr.write(f"assay: {type(error).__name__}: a fault of ours. Please report it with the lines above.\n")
        return Exit.OUR_FAULT
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assay", description="Checks a bundle: schema, quality, provenance and pipeline.", epilog=MEANING
    )
    parser.add_argument("--version", action="version", version=f"assay {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_init(commands.add_parser("init", help="write a bundle to begin with"))
    _add_manifest(commands.add_parser("manifest", help="write or refresh a bundle's manifest"))
    _add_check(commands.add_parser("check", help="check a bundle", epilog=MEANING))
    _add_rows(commands.add_parser("rows", help="hold the rows of a file to a schema", epilog=MEANING))
    _add_list(commands.add_parser("list", help="list the checks"))
    _add_explain(commands.add_parser("explain", help="explain one check"))
    _add_verify(commands.add_parser("verify", help="verify something signed, offline"))
    return parser


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder to write; it may not hold anything yet")
    parser.add_argument("--brief", type=Path, metavar="FILE", help="shape schema and answers by this brief.json")
    parser.add_argument("--kit", action="store_true", help="write the starter kit, a whole pipeline, instead")


def _add_manifest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), help="the bundle (default: where you are)")
    parser.add_argument("--brief", type=Path, metavar="FILE", help="take key, label and split from this brief.json")
    parser.add_argument("--dataset-id", metavar="NAME")
    parser.add_argument("--license-token", metavar="FILE", type=Path, help="the file that holds the licence token")
    parser.add_argument("--source-uri", metavar="URI")
    parser.add_argument("--accuracy", type=float, metavar="SHARE", help="share of labels you claim are right")
    parser.add_argument("--label-coverage", type=float, metavar="SHARE", help="share of rows you claim are labelled")
    parser.add_argument("--key", nargs="+", metavar="COLUMN", help="the columns that name a row")
    parser.add_argument("--label", metavar="COLUMN")
    parser.add_argument("--split", metavar="COLUMN")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="a folder or a zip")
    for name in ("brief", "rubric", "trail"):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"the {name}.json of the attempt")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write the report (default: text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report here, not to standard output")
    parser.add_argument("--only", action="append", default=[], metavar="CODE|FAMILY", help="report on these; no score")
    parser.add_argument("--max-findings", type=int, default=20, metavar="N", help="findings per check, 0 for all")
    parser.add_argument("--answer-key", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--watermarks", type=Path, help=argparse.SUPPRESS)
    parser.add_argument(
        "--audience", choices=[one.value for one in Visibility], default="public", help=argparse.SUPPRESS
    )


def _add_rows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("schema", type=Path, help="a JSON Schema of one row")
    parser.add_argument("data", type=Path, help="a .csv, .jsonl or .parquet file")


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="such as SCH006")


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a receipt, attestation, licence, trail, manifest, report or export")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="a JWKS, or a brief.json that names the trusted keys")
