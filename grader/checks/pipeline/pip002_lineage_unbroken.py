"""PIP002: from the model back to the bytes the market served, no step of the lineage is missing."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.check import Family, Measured, check
from grader.finding import SHOWN_ROWS, Finding, Place, Severity
from grader.inputs import Inputs
from grader.lineage import NAME, Lineage, Stage
from grader.pipeline import FOLDER
from grader.tables import sample_files

MODEL_QUESTIONS = 2
SAY_IT = "Let each stage write down the digest of every file it read and wrote, when it did so."


@check("PIP002", Family.PIPELINE, requires=("PIP001",), needs=("bundle", "lineage", "model", "trail"))
def PIP002(inputs: Inputs) -> Measured:
    """The lineage is unbroken from the fetched bytes to the model.

    Asks of every file of the sample whether some stage made it, and whether everything it was made of goes back to
    bytes that the market served in full, artefacts of its edge among them, or to files of the pipeline folder; and of
    the model, whether a stage made it and whether that stage's inputs go back to the sample.

    Why: rows without an origin can't be licensed, corrected or withdrawn, and a model whose training data can't be
    named can't be either.

    Measured: half for the sample (each file of it by its bytes: made by a stage, traced wholly), half for the model
    (made by a stage, taught by this sample). Everything is compared by digest; the model's artefact by the name in
    `model.json`.

    The steps between are the candidate's word: nothing here proves that a stage made its output of its inputs. Proven
    are the two ends, the bytes that the trail shows as fetched and the files that lie in the bundle.

    Threshold: 1, no gap. Digests of the bundle's files are taken here, those of fetched bytes from the trail.

    Fix: declare each stage's inputs and outputs with their digests, copies and downloads too.
    """
    files = {name: inputs.bundle.digest_of(name) for name in sample_files(inputs.bundle)}
    fetched = frozenset(digest for digest, got in inputs.trail.fetched.items() if got.whole)
    code = frozenset(inputs.bundle.digest_of(name) for name in inputs.bundle.names if name.startswith(FOLDER))
    gaps = {name: _sample_gaps(inputs.lineage, digest, fetched, code) for name, digest in files.items()}
    served = tuple(entry.sequence for entry in inputs.trail.served)[:SHOWN_ROWS]
    findings = [_finding(f"{name} {gap}", name, entries=served) for name, found in gaps.items() for gap in found]
    of_model = _model_gaps(inputs.lineage, inputs.model.name, frozenset(files.values()))
    findings += [_finding(f"The model {inputs.model.name} {gap}", NAME) for gap in of_model]
    sizes = {name: inputs.bundle.size(name) for name in files}
    traced = sum(sizes[name] * (1 - len(found) / 2) for name, found in gaps.items()) / max(sum(sizes.values()), 1)
    return Measured(
        measure=(traced + 1 - len(of_model) / MODEL_QUESTIONS) / 2,
        summary=f"Gaps between the fetched bytes and the model: {len(findings)}."
        if findings
        else "The lineage leads from the fetched bytes to the model without a gap.",
        findings=tuple(findings),
    )


def _sample_gaps(lineage: Lineage, digest: str, fetched: frozenset[str], code: frozenset[str]) -> list[str]:
    """Return what is missing between a file of the sample and the bytes it began as: at most two gaps."""
    if digest not in lineage.makers and digest not in fetched:
        return ["was made by no declared stage: none gives its digest.", "can't be traced to bytes that were fetched."]
    roots = lineage.roots([digest], origins=fetched)
    if not roots & fetched:
        return ["can't be traced to bytes that were fetched."]
    strange = roots - fetched - code
    if strange:
        return [f"was also made of {len(strange)} inputs that no stage made and the market did not serve."]
    return []


def _model_gaps(lineage: Lineage, model: str, sample: frozenset[str]) -> list[str]:
    trained = _makers_of_model(lineage, model)
    if not trained:
        return ["is the output of no declared stage.", "can't be traced to the sample."]
    taken = [source.digest for stage in trained for source in stage.inputs if source.digest]
    return [] if lineage.ancestors(taken) & sample else ["was not trained on this sample: no input goes back to it."]


def _makers_of_model(lineage: Lineage, model: str) -> tuple[Stage, ...]:
    return tuple(
        stage
        for stage in lineage.stages
        if any(model in {output.name, PurePosixPath(output.name).stem} for output in stage.outputs)
    )


def _finding(message: str, file: str, *, entries: tuple[int, ...] = ()) -> Finding:
    return Finding(severity=Severity.ERROR, message=message, fix=SAY_IT, place=Place(file=file, entries=entries))
