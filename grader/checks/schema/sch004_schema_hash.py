"""SCH004: the schema hash is that of the schema handed in."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME


@check("SCH004", Family.SCHEMA, requires=("SCH001",), needs=("manifest", "schema"))
def SCH004(inputs: Inputs) -> Measured:
    """The schema hash is right.

    Asks whether `schema_hash` is the SHA-256 of the canonical form (RFC 8785) of `schema.json`, so that layout and the
    order of names don't matter.

    Why: whoever consumes the data builds on the schema. The hash tells them at once that it is still the same one.

    Measured: 1 or 0.

    Threshold: 1.

    Fix: run `assay manifest` after the last change to the schema.
    """
    actual = inputs.schema.digest
    if inputs.manifest.schema_hash == actual:
        return Measured(measure=1.0, summary="The schema hash is that of the schema handed in.")
    finding = Finding(
        severity=Severity.ERROR,
        message=f"The schema hash is that of another schema. The schema handed in gives {actual}.",
        fix="Run `assay manifest` after the last change to the schema.",
        place=Place(file=NAME, pointer="/schema_hash"),
    )
    return Measured(measure=0.0, summary="The schema hash is that of another schema.", findings=(finding,))
