"""PIP007: the pipeline's code, logs and artefacts hold no live secret."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap

from grader.bundle import Bundle
from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.measures.leaks import Leak, find_leaks
from grader.tables import sample_files


@check("PIP007", Family.PIPELINE, needs=("bundle",))
def PIP007(inputs: Inputs) -> Measured:
    """No secret stands in code, logs or artefacts.

    Looks through every file of the bundle but the sample's own (which QUA016 reads) for what looks like a live
    secret: sandbox client secrets (`hsx_…`, proven by their checksum), private keys in PEM or as a JSON Web Key,
    bearer tokens, passwords in addresses, and the published key formats of well-known services.

    Why: a bundle is copied, stored and read by others. A secret in it is no longer one.

    Measured: 1 when nothing is found, 0 when anything is: one leak is enough to undo the rest. Text that says it is
    an example or a placeholder is passed over. The secret itself is never repeated, here or in a log.

    Threshold: 1. Formats are those that the services publish for secret scanners. The licence token, the model's
    signature and receipts are proofs, not secrets, and belong in the bundle.

    Fix: revoke the secret first, since it must be taken for known; then read it from the environment, and hand in
    again.
    """
    owned = set(sample_files(inputs.bundle))
    searched = [name for name in inputs.bundle.names if name not in owned]
    findings = tuple(_finding(name, leak) for name in searched for leak in _leaks(inputs.bundle, name))
    return Measured(
        measure=0.0 if findings else 1.0,
        summary=f"Secrets found in {len(searched)} files: {len(findings)}."
        if findings
        else f"No secret was found in {len(searched)} files.",
        findings=findings,
    )


def _leaks(bundle: Bundle, name: str) -> tuple[Leak, ...]:
    if not bundle.size(name):
        return ()
    with bundle.open(name) as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as view:
        return find_leaks(view)


def _finding(name: str, leak: Leak) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=f"Line {leak.line} of {name} holds what looks like {leak.kind}.",
        fix="Revoke it where it was issued, read it from the environment instead, and hand in again.",
        place=Place(file=name),
    )
