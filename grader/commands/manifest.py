"""`assay manifest`: writes the facts of a bundle into its manifest, and says what only its maker knows."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.brief import Brief
from grader.digests import Json, fingerprint_of
from grader.errors import Unreadable
from grader.exits import Exit
from grader.formats import read_json
from grader.inputs import Inputs
from grader.manifest import NAME, manifest_faults

ORDER = (
    "version",
    "dataset_id",
    "license_token",
    "fingerprint",
    "schema_hash",
    "quality_metrics",
    "source_uri",
    "files",
    "key",
    "label",
    "split",
    "attestations",
)
ATTESTATIONS = "attestations/"


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What only the maker of a bundle knows; None keeps what the manifest says already."""

    dataset_id: str | None = None
    license_token: str | None = None
    source_uri: str | None = None
    accuracy: float | None = None
    label_coverage: float | None = None
    key: tuple[str, ...] | None = None
    label: str | None = None
    split: str | None = None


def run(arguments: argparse.Namespace) -> int:
    """Write the manifest; return 1 and list what is missing while something is."""
    brief = Brief.parse(arguments.brief.read_bytes()) if arguments.brief else None
    token: Path | None = arguments.license_token
    written = refresh_manifest(
        arguments.folder,
        Stated(
            dataset_id=arguments.dataset_id,
            license_token=token.read_text(encoding="utf-8").strip() if token else None,
            source_uri=arguments.source_uri,
            accuracy=arguments.accuracy,
            label_coverage=arguments.label_coverage,
            key=tuple(arguments.key) if arguments.key else (brief.key if brief else None),
            label=arguments.label or (brief.label.column if brief else None),
            split=arguments.split or (brief.split.column if brief else None),
        ),
    )
    faults = manifest_faults(written)
    sys.stdout.write(f"Wrote {arguments.folder / NAME}.\n")
    sys.stdout.writelines(f"Yours to fill in: {fault.place}: {fault.sentence}\n" for fault in faults)
    return Exit.FINDINGS if faults else Exit.PASSED


def refresh_manifest(folder: Path, stated: Stated) -> bytes:
    """Write ``manifest.json`` of the facts, of what is stated, and of what it held before; return its bytes.

    Raises Unreadable when the sample or the schema can't be read, for then there are no facts.
    """
    if not folder.is_dir():
        raise Unreadable("It is not a folder.", file=str(folder), remedy="Name the folder of the bundle.")
    known = _known(folder / NAME)
    document = {**known, **_facts(Inputs.of(folder)), **_changes(stated, known)}
    named = {name: document[name] for name in ORDER if name in document}
    data = json.dumps({**named, **document}, indent=2, ensure_ascii=False).encode() + b"\n"
    (folder / NAME).write_bytes(data)
    return data


def _known(path: Path) -> dict[str, Json]:
    """Return what an earlier manifest says; it may be unfinished, but not unreadable."""
    if not path.exists():
        return {}
    document = read_json(path.read_bytes(), file=NAME)
    if not isinstance(document, dict):
        raise Unreadable("It is not a JSON object.", file=NAME, remedy="Remove it, and it is written anew.")
    return document


def _facts(inputs: Inputs) -> dict[str, Json]:
    bundle = inputs.bundle
    digests = {part.file: bundle.digest_of(part.file).removeprefix("sha256:") for part in inputs.sample.parts}
    files: list[Json] = [
        {
            "path": part.file,
            "sha256": digests[part.file],
            "bytes": bundle.size(part.file),
            "rows": part.rows,
            "format": part.format,
        }
        for part in inputs.sample.parts
    ]
    facts: dict[str, Json] = {
        "version": 1,
        "fingerprint": fingerprint_of(digests.items()),
        "schema_hash": inputs.schema.digest,
        "files": files,
    }
    attested: list[Json] = [name for name in bundle.names if name.startswith(ATTESTATIONS)]
    return {**facts, "attestations": attested} if attested else facts


def _changes(stated: Stated, known: dict[str, Json]) -> dict[str, Json]:
    claimed = known.get("quality_metrics", {})
    metrics = {**claimed} if isinstance(claimed, dict) else {}
    metrics |= {name: value for name in ("accuracy", "label_coverage") if (value := getattr(stated, name)) is not None}
    plain: dict[str, Json] = {
        name: value
        for name in ("dataset_id", "license_token", "source_uri", "label", "split")
        if (value := getattr(stated, name)) is not None
    }
    plain |= {"key": list(stated.key)} if stated.key is not None else {}
    return {"license_token": known.get("license_token"), **plain, "quality_metrics": metrics}
