"""`assay init`: a bundle to begin with, or the starter kit."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from grader.brief import Brief
from grader.commands.manifest import Stated, refresh_manifest
from grader.errors import Unreadable
from grader.exits import Exit
from grader.skeleton import skeleton

KIT = Path(__file__).parents[2] / "starterkit"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc", ".env", ".venv")
NEXT = """Wrote a bundle to {folder}. What is yours to do:
  put your rows into data/, and say in schema.json what a row is;
  write DATACARD.md, answers.md, lineage.jsonl and model.json;
  run `assay manifest {folder}` after every change, with --license-token, --source-uri and your claims;
  run `assay check {folder} --brief brief.json --rubric rubric.json --trail trail.json`.
"""
NEXT_KIT = "Wrote the starter kit to {folder}. Its README says how to run it.\n"


def run(arguments: argparse.Namespace) -> int:
    """Write the files and say what to do next; raise Unreadable rather than write over anything."""
    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unreadable("There is something there already.", file=str(folder), remedy="Name a new or empty folder.")
    if arguments.kit:
        return _write_kit(folder)
    brief = Brief.parse(arguments.brief.read_bytes()) if arguments.brief else None
    for name, content in skeleton(brief).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    refresh_manifest(folder, _stated(folder, brief))
    sys.stdout.write(NEXT.format(folder=folder))
    return Exit.PASSED


def _stated(folder: Path, brief: Brief | None) -> Stated:
    """Return claims so modest that they can't be wrong, for the candidate to raise."""
    return Stated(
        dataset_id=folder.resolve().name.replace(" ", "-"),
        source_uri="https://example.org/where-the-data-came-from",
        accuracy=0.0,
        label_coverage=0.0,
        key=brief.key if brief else ("id",),
        label=brief.label.column if brief else "label",
        split=brief.split.column if brief else None,
    )


def _write_kit(folder: Path) -> int:
    if not KIT.is_dir():
        raise Unreadable(
            "The starter kit does not come with this installation.",
            remedy="Download it from the attempt's page, where it is set up for your attempt.",
        )
    shutil.copytree(KIT, folder, ignore=LEFT_BEHIND, dirs_exist_ok=True)
    sys.stdout.write(NEXT_KIT.format(folder=folder))
    return Exit.PASSED
