"""SCH001: the manifest is there, is valid, and speaks of columns that exist."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check import Family, Measured, check
from grader.errors import Absent, Unreadable
from grader.finding import Finding, Place, Severity, found
from grader.inputs import Inputs
from grader.manifest import FORMAT, NAME, manifest_faults

UNKNOWN_COLUMNS = 0.5
WRITE_IT = "Run `assay manifest` in the bundle's folder: it writes what it can and says what is yours to fill in."


@check("SCH001", Family.SCHEMA, needs=("bundle",))
def SCH001(inputs: Inputs) -> Measured:
    """The manifest is valid.

    Asks whether `manifest.json` is in the bundle, is strict JSON (each name once, no NaN, no integer beyond 2^53 - 1),
    has the six names of the manifest standard and ours in the form that `manifest.v1` gives them, and whether the
    columns it names as key, label and split are columns of the schema.

    Why: everything that reads the bundle begins here. A manifest that two readers could understand in two ways is one
    that nobody can hold you to.

    Measured: 1 when all of it holds; 0.5 when the manifest is valid but names a column the schema does not; 0 when it
    is missing or invalid. Every fault is listed with its JSON pointer.

    Threshold: 1. The format is published as `manifest.v1.json`; docs/manifest.md explains it.

    Fix: run `assay manifest`, then fill in what only you know: the source address, the claims, the licence token.
    """
    if not inputs.bundle.has(NAME):
        return _invalid(_missing(inputs))
    faults = manifest_faults(inputs.bundle.read(NAME))
    if faults:
        return _invalid(*(_fault(fault) for fault in faults))
    unknown = tuple(_unknown_columns(inputs))
    if unknown:
        summary = "The manifest is valid, but names columns that the schema does not."
        return Measured(measure=UNKNOWN_COLUMNS, summary=summary, findings=unknown)
    return Measured(measure=1.0, summary=f"The manifest is valid by {FORMAT}.")


def _missing(inputs: Inputs) -> Finding:
    try:
        inputs.bundle.size(NAME)
    except Unreadable as refusal:
        return found(refusal)
    except Absent:
        pass
    nested = [name for name in inputs.bundle.names if name.endswith(f"/{NAME}")]
    elsewhere = f" There is one at {nested[0]}, and it has to lie at the top." if nested else ""
    return Finding(
        severity=Severity.ERROR,
        message=f"The bundle has no manifest.{elsewhere}",
        fix=WRITE_IT,
        place=Place(file=NAME),
    )


def _fault(fault: Unreadable) -> Finding:
    pointer = fault.place if fault.place and fault.place.startswith("/") else None
    return Finding(
        severity=Severity.ERROR,
        message=fault.sentence if pointer or not fault.place else f"{fault.sentence} (At {fault.place}.)",
        fix=fault.remedy,
        place=Place(file=NAME, pointer=pointer),
        limit=fault.limit,
    )


def _unknown_columns(inputs: Inputs) -> Iterator[Finding]:
    try:
        known = {column.name for column in inputs.schema.columns}
    except (Absent, Unreadable):
        return
    manifest = inputs.manifest
    named = [(f"/key/{place}", name) for place, name in enumerate(manifest.key)]
    named += [(f"/{what}", name) for what, name in (("label", manifest.label), ("split", manifest.split)) if name]
    for pointer, name in named:
        if name not in known:
            yield Finding(
                severity=Severity.ERROR,
                message=f"It names the column {name!r}, which the schema does not have.",
                fix="Name a column of schema.json, spelt as there.",
                place=Place(file=NAME, pointer=pointer),
            )


def _invalid(*findings: Finding) -> Measured:
    return Measured(measure=0.0, summary=findings[0].message, findings=findings)
