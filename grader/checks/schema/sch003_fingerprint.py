"""SCH003: the fingerprint is that of the files handed in."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.digests import fingerprint_of
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME
from grader.tables import sample_files


@check("SCH003", Family.SCHEMA, requires=("SCH001",), needs=("bundle", "manifest"))
def SCH003(inputs: Inputs) -> Measured:
    """The fingerprint is right.

    Asks whether `fingerprint` is the SHA-256 of the canonical list of the sample's files as they lie in the bundle.

    Why: the fingerprint is the dataset's one name. Attestations, model manifests and receipts point at it; when it is
    wrong they all point at something else.

    Measured: 1 or 0. The list is `[{"path", "sha256"}…]`, one entry per file, sorted by path, in the form of RFC 8785.

    Threshold: 1.

    Fix: run `assay manifest` after the last change to the sample.
    """
    stated = inputs.manifest.fingerprint
    files = [(name, inputs.bundle.digest_of(name).removeprefix("sha256:")) for name in sample_files(inputs.bundle)]
    actual = fingerprint_of(files)
    if stated == actual:
        return Measured(measure=1.0, summary="The fingerprint is that of the files handed in.")
    return Measured(
        measure=0.0, summary="The fingerprint is that of other files.", findings=(_finding(inputs, actual),)
    )


def _finding(inputs: Inputs, actual: str) -> Finding:
    listed = fingerprint_of((file.path, file.sha256) for file in inputs.manifest.files)
    why = (
        "The fingerprint fits the files as the manifest lists them, but they have changed since."
        if inputs.manifest.fingerprint == listed
        else "The fingerprint fits neither the files handed in nor those the manifest lists."
    )
    return Finding(
        severity=Severity.ERROR,
        message=f"{why} The files handed in give {actual}.",
        fix="Run `assay manifest` after the last change to the sample.",
        place=Place(file=NAME, pointer="/fingerprint"),
    )
