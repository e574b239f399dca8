"""Planting an attempt's own variant of its exercise listing, in a child process.

The child does nothing but read the clean files and the plan and write the variant and its answer key; it is given no
secret but the two seeds, and the web process never loads what it loads.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hiring.lib import storage

SECONDS = 60
MOST_BYTES = 1 << 30


class PlantingFailed(Exception):
    """The child could not plant; its message is for operators."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A variant and its answer key, both in storage."""

    data: storage.Stored
    rows: int
    answer_key: storage.Stored


def seed_of(cohort_seed: bytes, invitation: str) -> bytes:
    """Return the seed of one invitation's world: 32 bytes that nobody can guess from another's."""
    return hmac.digest(cohort_seed, f"world of {invitation}".encode(), hashlib.sha256)


def watermarks_seed_of(cohort_seed: bytes) -> bytes:
    """Return the secret that sets rows of a cohort's exercise apart, by which its variants are told from each other."""
    return hmac.digest(cohort_seed, b"watermarks", hashlib.sha256)


def plant(*, plan: Mapping[str, Any], clean: str, reference: str | None, seed: bytes, cohort: bytes) -> Planted:
    """Plant what ``plan`` says into the listing whose clean bytes have digest ``clean``, and store what comes out.

    ``reference`` is the digest of the rows that candidates can look up clean; ``cohort`` is what ``watermarks_seed_of``
    gave. The same arguments store the same bytes.
    """
    with tempfile.TemporaryDirectory(prefix="planting-") as name:
        folder = Path(name)
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        said = _run(folder, clean=clean, reference=reference, secrets=(seed, cohort))
        return Planted(
            data=_store(folder / said["data"]["file"], said["data"]["digest"]),
            rows=said["data"]["rows"],
            answer_key=_store(folder / said["answer_key"]["file"], said["answer_key"]["digest"]),
        )


def _run(folder: Path, *, clean: str, reference: str | None, secrets: tuple[bytes, bytes]) -> dict[str, Any]:
    with ExitStack() as files:
        listing = files.enter_context(storage.as_file(clean))
        command = [sys.executable, "-m", "grader.planting", str(listing)]
        command += ["--plan", str(folder / "plan.json"), "--output", str(folder)]
        if reference:
            command += ["--reference", str(files.enter_context(storage.as_file(reference)))]
        return _ask(command, secrets)


def _ask(command: list[str], secrets: tuple[bytes, bytes]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            command,
            input="\n".join(one.hex() for one in secrets),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={"PATH": "", "PYTHONHASHSEED": "0"},
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise PlantingFailed(f"The child ended with {error.returncode}: {error.stderr.strip()}") from error
    except subprocess.TimeoutExpired as error:
        raise PlantingFailed(f"The child took more than {SECONDS} seconds.") from error
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _store(path: Path, digest: str) -> storage.Stored:
    with path.open("rb") as file:
        stored = storage.put(file, most=MOST_BYTES)
    if stored.digest != digest:
        raise PlantingFailed(f"{path.name} is not what was announced.")
    return stored
