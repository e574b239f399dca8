"""What a confined command sees of this machine: the interpreter, its libraries, the gate, and a fixed environment."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

# The interpreter itself and not the environment's link to it, which may lead through folders that are not shown.
PYTHON = os.path.realpath(sys.executable)

GATE = Path(__file__).resolve().parents[2] / "grader"
LIBRARIES = tuple(dict.fromkeys(Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")))
NEUTRAL = "/assay"

ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/bin:/bin",
    "USER": "sandbox",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "SOURCE_DATE_EPOCH": "315532800",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
}


def environment(*, home: str, libraries: Sequence[str]) -> dict[str, str]:
    """Return the whole environment of a confined command; nothing of the worker's own is in it."""
    return {**ENVIRONMENT, "HOME": home, "TMPDIR": home, "PYTHONPATH": os.pathsep.join(libraries)}


def shown_libraries() -> dict[str, Path]:
    """Return where inside the interpreter's libraries and the gate appear, and where they are outside."""
    places = {f"{NEUTRAL}/libraries/{index}": path for index, path in enumerate(LIBRARIES)}
    return {f"{NEUTRAL}/gate/grader": GATE, **places}


def shown_paths() -> list[str]:
    """Return the PYTHONPATH inside."""
    return [f"{NEUTRAL}/gate", *(place for place in shown_libraries() if "/libraries/" in place)]


def own_paths() -> list[str]:
    """Return the same PYTHONPATH for a child that sees the files where they are."""
    return [str(GATE.parent), *map(str, LIBRARIES)]


def interpreter_folder() -> Path | None:
    """Return the interpreter's folder, or None when it is part of the system's own."""
    folder = Path(sys.base_prefix).resolve()
    return None if folder.is_relative_to("/usr") else folder
