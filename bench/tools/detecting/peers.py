"""The peers' own environment, made in .cache from requirements/peers.lock, so that none of them is ever in ours."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.tools.processes import ROOT
from run import find_uv, need

HOME = ROOT / ".cache" / "peers"
PYTHON = HOME / "bin" / "python"
LOCK = ROOT / "requirements" / "peers.lock"
STAMP = HOME / "requirements.sha256"


def ask_peer(script: Path, *arguments: str | Path) -> Any:
    """Return what a script prints as JSON when the peers' Python runs it."""
    _sync()
    told = subprocess.run([PYTHON, script, *arguments], capture_output=True, check=False)
    if told.returncode:
        raise RuntimeError(f"{script.name} ended with {told.returncode}: {told.stderr.decode()[-2000:]}")
    return json.loads(told.stdout)


def _sync() -> None:
    """Make the environment hold exactly what is locked; return at once when it does."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Setting up the peers' environment; the first time this takes some minutes.", file=sys.stderr, flush=True)
    uv = find_uv()
    need("make .cache/peers", uv, "venv", "--quiet", "--clear", "--python", sys.executable, HOME)
    need("install the peers", uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK)
    STAMP.write_text(wanted)
