"""The starter kit as one zip: the reference pipeline, the gate, and the settings of one attempt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDER = "assay-kit"
CONFIGURED = ("config.json", "brief.json", "rubric.json")
GATE = ("pyproject.toml", "README.md")
SAME_TIME = (1980, 1, 1, 0, 0, 0)
MODE = 0o644 << 16


def starter_kit(*, base_url: str, client_id: str, attempt: str, brief: bytes, rubric: bytes) -> bytes:
    """Return the kit of one attempt; the same arguments always give the same bytes. It never holds the secret."""
    config = {"base_url": base_url, "client_id": client_id, "attempt": attempt}
    configured = (json.dumps(config, indent=2).encode() + b"\n", brief, rubric)
    return zipped({**files_of_the_kit(settings.BASE_DIR), **dict(zip(CONFIGURED, configured, strict=True))})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{FOLDER}/{name}", SAME_TIME)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, MODE
            archive.writestr(member, content)
    return packed.getvalue()


@cache
def files_of_the_kit(root: Path) -> Mapping[str, bytes]:
    """Return what every kit holds: the pipeline, and the gate to install beside it, so that its checks are ours."""
    kit = {path.relative_to(root / "starterkit").as_posix(): path for path in sources(root / "starterkit")}
    gate = {f"gate/{path.relative_to(root).as_posix()}": path for path in sources(root / "grader")}
    gate |= {f"gate/{name}": root / name for name in GATE}
    return {name: path.read_bytes() for name, path in {**kit, **gate}.items()}


def sources(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that people wrote."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
