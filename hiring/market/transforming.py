"""Passing a file through steps in a confined child: hostile bytes in, an artefact and one JSON document out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from grader.exits import Exit
from grader.strict import decode
from hiring.confine import PYTHON, Completed, Limits, confine
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.exports.described import EXTENSIONS
from hiring.market.models import Transform
from hiring.market.serving import file_of

MIB = 1024 * 1024
MOST_BYTES = 512 * MIB
LONGEST_SECONDS = 120
LONGEST_SENTENCE = 600
MEDIA_TYPES = {extension: media_type for media_type, extension in EXTENSIONS.items()}
LIMITS = Limits(wall_seconds=LONGEST_SECONDS, cpu_seconds=LONGEST_SECONDS, output=MOST_BYTES)
TOO_MUCH = {
    "wall": f"more than {LONGEST_SECONDS} seconds",
    "cpu": f"more than {LONGEST_SECONDS} seconds of computing",
    "memory": f"more than {LIMITS.memory // MIB:,} MiB of memory",
    "output": f"more than {MOST_BYTES // MIB} MiB in the artefact",
}


class TransformFailed(Exception):
    """The child gave nothing that can be believed; the message is for operators."""


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """What came out: the stored bytes, how they are written, and the counts of rows."""

    stored: storage.Stored
    format: str
    rows_in: int
    rows_out: int
    set_aside: int
    redacted: int
    failures: list[dict[str, Any]]


def transform_bytes(transform: Transform) -> Artefact:
    """Pass the bytes of a transform through its steps, and store what comes out.

    Refuses, for good, what the steps can't be done with or takes too much. The same steps make the same of the same.
    """
    revision = transform.grant.licence.revision
    name = file_of(revision).name
    format_ = EXTENSIONS[revision.media_type]
    plan = {"format": format_, "columns": revision.card["columns"], "steps": transform.steps}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="edge-")))
        folder.chmod(0o755)
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        artefact = held.enter_context(tempfile.TemporaryFile())
        source = held.enter_context(storage.as_file(revision.digest))
        ended = confine(
            [PYTHON, "-m", "grader.edge", name, "--plan", "plan.json"],
            readable={name: source, "plan.json": folder / "plan.json"},
            work_size=MIB,
            limits=LIMITS,
            what="data",
            into=artefact,
        )
        return _artefact(ended, artefact, format_of(transform.steps, format_))


def format_of(steps: list[Mapping[str, Any]], source: str) -> str:
    """Return the format that is written in the end."""
    return next((step["to"] for step in reversed(steps) if step["kind"] == "convert"), source)


def _artefact(ended: Completed, written: BinaryIO, format_: str) -> Artefact:
    if ended.killed_by is not None:
        raise Refused(
            "transform_too_large",
            f"It took {TOO_MUCH[ended.killed_by]}, which is the limit. Take a sample first, or fewer steps.",
            status=422,
        )
    said = _said(ended)
    written.seek(0)
    stored = storage.put(written, most=MOST_BYTES)
    return Artefact(stored=stored, format=format_, **said)


def _said(ended: Completed) -> dict[str, Any]:
    """Return the child's counts; raise what it refused, and believe nothing that is not of this form."""
    try:
        said = decode(ended.stderr)
    except ValueError as problem:
        raise TransformFailed(f"The child ended with {ended.exit_code} and said nothing of use.") from problem
    refused = said.get("refused") if isinstance(said, dict) else None
    if ended.exit_code == Exit.NOT_READ and isinstance(refused, str):
        raise Refused("transform_refused", _plain(refused), status=422)
    counts = ("rows_in", "rows_out", "set_aside", "redacted")
    if ended.exit_code != Exit.PASSED or not isinstance(said, dict) or set(said) != {*counts, "failures"}:
        raise TransformFailed(f"The child ended with {ended.exit_code} and no counts.")
    if not all(type(said[name]) is int for name in counts) or not isinstance(said["failures"], list):
        raise TransformFailed("The child's counts are none.")
    return said


def _plain(sentence: str) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in sentence)
    return text if len(text) <= LONGEST_SENTENCE else f"{text[: LONGEST_SENTENCE - 1]}…"
