"""PRV004: genuine attestations cover every dataset that was fetched, digest for digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.attestation import NotGenuine, verify_access
from grader.check import Family, Measured, check
from grader.checks.unfetched import unfetched
from grader.errors import Absent, Unreadable
from grader.finding import Finding, Place, Severity
from grader.formats import read_json
from grader.inputs import Inputs
from grader.manifest import NAME
from grader.trail import Fetched

LARGEST = 128 << 10
PUT_IT_IN = (
    "Save the attestation that came with the grant of access, unchanged, under attestations/ and list it in the "
    "manifest's attestations."
)


@check("PRV004", Family.PROVENANCE, needs=("bundle", "keys", "manifest", "trail"))
def PRV004(inputs: Inputs) -> Measured:
    """Attestations are genuine and match what was fetched.

    Asks whether the attestations that the manifest lists are signed by the market, speak of this attempt, and name
    the digest of bytes that the market served, and whether every dataset that was fetched whole has one. An artefact of
    the edge is attested by what came with the access to its source.

    Why: the attestation ties bytes to a licence, an attempt and a moment. With it, anyone holding the market's public
    keys can check offline that the rows began where the data card says.

    Measured: datasets attested, over datasets fetched whole plus attestations that prove nothing. If nothing was
    fetched, the measure is 0. Envelopes are DSSE, statements in-toto v1.

    Threshold: 1, every dataset and no false paper.

    Fix: put the attestation that came with each grant of access into the bundle, unchanged.
    """
    fetched = {got.source: got for got in inputs.trail.fetched.values() if got.whole}
    attested: set[str] = set()
    findings: list[Finding] = []
    for place, envelope in _envelopes(inputs):
        try:
            attested.add(_judge(envelope, inputs))
        except (NotGenuine, Unreadable, Absent) as error:
            reason = error.reason if isinstance(error, NotGenuine) else error.sentence
            findings.append(_finding(f"This attestation proves nothing. {reason}", place))
    asked = len(fetched) + len(findings)
    findings += [_unattested(got) for digest, got in fetched.items() if digest not in attested]
    if not inputs.trail.fetched:
        findings += unfetched("which bytes an attestation could speak of", inputs.trail).findings
    proven = len(attested & fetched.keys())
    return Measured(
        measure=proven / asked if asked else 0.0,
        summary=f"{proven} of {len(fetched)} datasets fetched have a genuine attestation.",
        findings=tuple(findings),
    )


def _envelopes(inputs: Inputs) -> Iterator[tuple[Place, Any]]:
    for index, entry in enumerate(inputs.manifest.attestations):
        if isinstance(entry, str):
            yield Place(file=entry), entry
        else:
            yield Place(file=NAME, pointer=f"/attestations/{index}"), entry


def _judge(envelope: Any, inputs: Inputs) -> str:
    """Return the digest that the envelope attests; raise NotGenuine with the reason when it attests nothing."""
    if isinstance(envelope, str):
        envelope = read_json(inputs.bundle.read(envelope, most=LARGEST), file=envelope)
    access = verify_access(envelope, inputs.keys, attempt=inputs.trail.attempt)
    if inputs.trail.licence_with(jti=access.jti) is None:
        raise NotGenuine("The licence it names stands nowhere in the trail.")
    if access.digest not in {got.source for got in inputs.trail.fetched.values()}:
        raise NotGenuine("The market served no bytes with the digest it names.")
    return access.digest


def _unattested(got: Fetched) -> Finding:
    message = f"{got.listing}@{got.revision} was fetched, and no attestation names its bytes."
    return _finding(message, Place(entries=got.entries))


def _finding(message: str, place: Place) -> Finding:
    return Finding(severity=Severity.ERROR, message=message, fix=PUT_IT_IN, place=place)
