"""How long answers take, counted by every web process in a file of its own and added up when somebody asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from prometheus_client import Histogram, Metric, values
from prometheus_client.multiprocess import MultiProcessCollector

FILES: Final = "histogram_*.db"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

values.ValueClass = values.MultiProcessValue()
ANSWERS = Histogram(
    "assay_request_seconds",
    "How long requests took until their answer began, by the name of their address.",
    ("route", "method", "status"),
    buckets=SECONDS,
    registry=None,
)


def note_answer(request: HttpRequest, *, status: int, seconds: float) -> None:
    """Count an answer. What strangers may write freely, a path or a method, never names a series."""
    match = request.resolver_match
    ANSWERS.labels(
        route=match.view_name if match else "unmatched",
        method=request.method if request.method in METHODS else "other",
        status=f"{status // 100}xx",
    ).observe(seconds)


def answers_noted() -> Iterator[Metric]:
    """Yield what all web processes of this machine counted."""
    yield from MultiProcessCollector(None).collect()


def begin_counting(folder: Path) -> None:
    """Count in ``folder``, beside the other web processes; where none of those that did lives, all begin again at zero.

    While one lives the others' counts stay: a sum that falls reads as a new beginning of all.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # where the library looks
    folder.mkdir(parents=True, exist_ok=True)
    files = list(folder.glob(FILES))
    if not any(_lives(int(file.stem.partition("_")[2])) for file in files):
        for file in files:
            file.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
