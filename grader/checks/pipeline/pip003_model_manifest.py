"""PIP003: the model manifest is signed, names every dataset that was used, and agrees with the trail and the sample."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from grader.attestation import NotGenuine
from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.finding import SHOWN_ROWS, Finding, Place, Severity
from grader.inputs import Inputs
from grader.model_manifest import NAME, Source, fault_in, verify_model
from grader.tables import sample_files
from grader.trail import Fetched


@check("PIP003", Family.PIPELINE, needs=("brief", "bundle", "lineage", "manifest", "model", "sample", "trail"))
def PIP003(inputs: Inputs) -> Measured:
    """The model manifest is complete, signed, and names every dataset used.

    Asks four things of `model.json`: is it signed by the key it names, unchanged since; does it name every fetched
    dataset that the lineage says the sample was made of; does each dataset it names agree with the trail (listing,
    revision, digest, licence) and point to an attestation in the bundle; and could it have been trained on this
    sample (features that are columns, not the label and not known only after the outcome; no more rows than there are).

    Why: it is the one paper that says which data went into which model. If a licence is revoked, it is what tells
    which models have to go.

    Measured: the mean of the four. The second and the third are halved by every dataset that is left out or named
    wrongly, and 0 when none is right: naming more that are right doesn't make up for one.

    Threshold: 1. The signature is a compact JWS (Ed25519) over the digest of the canonical document.

    Fix: write the manifest at the end of training from what was really read, and sign it last.
    """
    unsigned, training = list(_unsigned(inputs)), list(_training_faults(inputs))
    used = _used(inputs)
    unnamed = list(_unnamed(inputs, used))
    wrong = [
        _finding(fault, f"/datasets/{index}", _issued(inputs, source.licence_jti))
        for index, source in enumerate(inputs.model.sources)
        if (fault := _fault(source, inputs))
    ]
    measures = (
        not unsigned,
        halved(len(unnamed)) if len(unnamed) < len(used) else 0.0,
        halved(len(wrong)) if len(wrong) < len(inputs.model.sources) else 0.0,
        not training,
    )
    findings = (*unsigned, *unnamed, *wrong, *training)
    return Measured(
        measure=sum(measures) / len(measures),
        summary=f"Faults in the model manifest: {len(findings)}."
        if findings
        else f"The model manifest is signed and names every dataset used, {len(used)} in all.",
        findings=findings,
    )


def _unsigned(inputs: Inputs) -> Iterator[Finding]:
    try:
        verify_model(inputs.model)
    except NotGenuine as error:
        yield _finding(f"The manifest's signature proves nothing. {error.reason}", "/signature")


def _used(inputs: Inputs) -> Collection[Fetched]:
    """Return the fetched datasets that the sample was made of, each once, whatever was made of it at the edge."""
    fetched = inputs.trail.fetched
    sample = [inputs.bundle.digest_of(name) for name in sample_files(inputs.bundle)]
    used = sorted(inputs.lineage.roots(sample, origins=fetched) & fetched.keys())
    return {fetched[digest].source: fetched[digest] for digest in used}.values()


def _issued(inputs: Inputs, jti: str) -> tuple[int, ...]:
    """Return the entry of the trail that tells of a licence, if one does."""
    licence = inputs.trail.licence_with(jti=jti)
    return (licence.issued.sequence,) if licence else ()


def _unnamed(inputs: Inputs, used: Collection[Fetched]) -> Iterator[Finding]:
    licences = [inputs.trail.licence_with(jti=source.licence_jti) for source in inputs.model.sources]
    named = {licence.digest for licence in licences if licence} | {source.digest for source in inputs.model.sources}
    if not used:
        served = tuple(entry.sequence for entry in inputs.trail.served)[:SHOWN_ROWS]
        message = "The lineage of the sample goes back to no fetched dataset that it could name."
        yield _finding(message, "/datasets", served)
    for got in used:
        if got.source not in named:
            message = f"The model was made with {got.listing}@{got.revision}, which the manifest does not name."
            yield _finding(message, "/datasets", got.entries)


def _fault(source: Source, inputs: Inputs) -> str:
    """Return what is wrong with one dataset that the manifest names, or nothing."""
    named = f"{source.listing}@{source.revision}"
    if fault := fault_in(source, inputs.trail.licence_with(jti=source.licence_jti)):
        return fault
    if source.digest is None and source.fingerprint != inputs.manifest.fingerprint:
        return f"{named} is named by a fingerprint that is not that of this sample."
    if not inputs.bundle.has(source.attestation):
        return f"{named} is named with an attestation that is not in the bundle."
    return ""


def _training_faults(inputs: Inputs) -> Iterator[Finding]:
    training, sample = inputs.model.training, inputs.sample
    strange = [feature for feature in training.features if feature not in sample.columns]
    if strange:
        yield _finding(f"It names features that are no columns: {', '.join(strange)[:200]}.", "/training/features")
    if inputs.brief.label.column in training.features:
        yield _finding("It names the label among the features.", "/training/features")
    late = {column.name for column in inputs.brief.columns if column.known_after_outcome} & {*training.features}
    if late:
        message = f"It names features that are known only after the outcome: {', '.join(sorted(late))[:200]}."
        yield _finding(message, "/training/features")
    if training.rows > sample.rows:
        message = f"It was trained on {training.rows:,} rows, and the sample has {sample.rows:,}."
        yield _finding(message, "/training/rows")


def _finding(message: str, pointer: str, entries: tuple[int, ...] = ()) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix="Write the manifest from what the training read, and sign it again.",
        place=Place(file=NAME, pointer=pointer, entries=entries),
    )
