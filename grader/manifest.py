"""The manifest of a bundle: the machine's facts about the sample, parsed and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from grader.digests import Json
from grader.errors import Unreadable
from grader.formats import pointer_of, read_json, validator

NAME = "manifest.json"
FORMAT = "manifest.v1"

Envelope: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class QualityMetrics:
    """What the manifest claims of the labels, as shares from 0 to 1."""

    accuracy: float
    label_coverage: float


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """One file of the sample as the manifest lists it; ``sha256`` is the bare hexadecimal digest."""

    path: str
    sha256: str
    bytes: int
    rows: int
    format: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A manifest that is in format ``manifest.v1``; ``extra`` holds its ``x-…`` members."""

    dataset_id: str
    license_token: str | None
    fingerprint: str
    schema_hash: str
    quality_metrics: QualityMetrics
    source_uri: str
    files: tuple[ListedFile, ...]
    key: tuple[str, ...] = ()
    label: str | None = None
    split: str | None = None
    attestations: tuple[Envelope | str, ...] = ()
    extra: Mapping[str, Json] = field(default_factory=dict)


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest in ``data``; raise Unreadable with its first fault."""
    faults = manifest_faults(data)
    if faults:
        raise faults[0]
    return _built(read_json(data, file=NAME))


def manifest_faults(data: bytes) -> tuple[Unreadable, ...]:
    """Return everything that keeps ``data`` from being a manifest, in the order of its JSON pointers."""
    try:
        document = read_json(data, file=NAME)
    except Unreadable as error:
        return (error,)
    faults = sorted(
        (pointer_of(fault.instance_path), fault.message) for fault in validator(FORMAT).iter_errors(document)
    )
    return tuple(
        Unreadable(
            f"{message}.", file=NAME, place=place, remedy="Run `assay manifest` to write it anew, or mend it there."
        )
        for place, message in faults
    )


def write_manifest(manifest: Manifest) -> dict[str, Json]:
    """Return the document of a manifest, its members in the order of the standard."""
    return {
        "version": 1,
        "dataset_id": manifest.dataset_id,
        "license_token": manifest.license_token,
        "fingerprint": manifest.fingerprint,
        "schema_hash": manifest.schema_hash,
        "quality_metrics": {
            "accuracy": manifest.quality_metrics.accuracy,
            "label_coverage": manifest.quality_metrics.label_coverage,
        },
        "source_uri": manifest.source_uri,
        "files": [
            {"path": file.path, "sha256": file.sha256, "bytes": file.bytes, "rows": file.rows, "format": file.format}
            for file in manifest.files
        ],
        "key": list(manifest.key),
        "label": manifest.label,
        "split": manifest.split,
        "attestations": [entry if isinstance(entry, str) else dict(entry) for entry in manifest.attestations],
        **manifest.extra,
    }


def _built(document: Any) -> Manifest:
    return Manifest(
        dataset_id=document["dataset_id"],
        license_token=document["license_token"],
        fingerprint=document["fingerprint"],
        schema_hash=document["schema_hash"],
        quality_metrics=QualityMetrics(
            accuracy=document["quality_metrics"]["accuracy"],
            label_coverage=document["quality_metrics"]["label_coverage"],
        ),
        source_uri=document["source_uri"],
        files=tuple(
            ListedFile(**{name: entry[name] for name in ("path", "sha256", "bytes", "rows", "format")})
            for entry in document["files"]
        ),
        key=tuple(document.get("key", ())),
        label=document.get("label"),
        split=document.get("split"),
        attestations=tuple(document.get("attestations", ())),
        extra={name: value for name, value in document.items() if name.startswith("x-")},
    )
