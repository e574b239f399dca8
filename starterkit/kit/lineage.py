"""Writes down what each stage took and gave, by digest, as OpenLineage run events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from kit.home import Home, digest_of

FILE = "work/lineage.jsonl"
PRODUCER = "urn:assay:starterkit"
EVENT = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACET = "urn:assay:facet:digest:v1"


def record(home: Home, stage: str, *, inputs: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Tell of a finished stage; telling of it again replaces what was told."""
    event = {
        "eventType": "COMPLETE",
        "eventTime": datetime.now(UTC).isoformat(),
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "run": {"runId": str(uuid4())},
        "job": {"namespace": home.settings.attempt, "name": stage},
        "inputs": [_dataset(home, path) for path in inputs],
        "outputs": [_dataset(home, path) for path in outputs],
    }
    path = home.path(FILE)
    told = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    kept = [each for each in told if each["job"]["name"] != stage]
    home.write(FILE, "".join(f"{json.dumps(each)}\n" for each in [*kept, event]))


def _dataset(home: Home, path: Path) -> dict[str, Any]:
    digest = {"_producer": PRODUCER, "_schemaURL": FACET, "digest": digest_of(path)}
    name = path.relative_to(home.root).as_posix()
    return {"namespace": home.settings.attempt, "name": name, "facets": {"assay_digest": digest}}
