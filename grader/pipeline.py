"""The pipeline as handed in: what `pipeline/run.json` declares, and the code beside it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.formats import read_format

FOLDER = "pipeline/"
NAME = "pipeline/run.json"


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """The command that runs it, what it reads and gives, and the names of all files in its folder."""

    command: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    files: tuple[str, ...]


def read_pipeline(data: bytes, *, files: tuple[str, ...]) -> Pipeline:
    """Return what ``run.json`` declares; raise Unreadable with its first fault."""
    document = read_format("run.v1", data, file=NAME)
    return Pipeline(
        command=tuple(document["command"]),
        inputs=tuple(document["inputs"]),
        outputs=tuple(document["outputs"]),
        files=files,
    )
