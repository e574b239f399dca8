"""The files of the starter kit: the reference pipeline, and the gate that it installs, so that its checks are ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

MADE_BY_TOOLS = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"})


@cache
def kit_files() -> Mapping[str, bytes]:
    """Return what every kit holds, by name; the gate stands in ``gate/``, ready for pip."""
    kit, root = Path(settings.KIT_DIR), Path(settings.BASE_DIR)
    files = {path.relative_to(kit).as_posix(): path for path in _written(kit)}
    files |= {f"gate/{path.relative_to(root).as_posix()}": path for path in _written(root / "grader")}
    files["gate/pyproject.toml"] = root / "pyproject.toml"
    return {name: path.read_bytes() for name, path in files.items()}


def _written(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that people wrote."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not MADE_BY_TOOLS.intersection(path.relative_to(folder).parts):
            yield path
