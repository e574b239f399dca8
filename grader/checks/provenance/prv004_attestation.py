"""PRV004: genuine attestations cover every dataset of which bytes were served, digest for digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from grader.attestation import NotGenuine, verify_access
from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.checks.unfetched import unfetched
from grader.errors import Absent, Unreadable
from grader.finding import Finding, Place, Severity
from grader.formats import read_json
from grader.inputs import Inputs
from grader.manifest import NAME
from grader.trail import Entry, Fetched

LARGEST = 128 << 10
PUT_IT_IN = (
    "Save the attestation that came with the grant of access, unchanged, under attestations/ and list it in the "
    "manifest's attestations."
)


@check("PRV004", Family.PROVENANCE, needs=("bundle", "keys", "manifest", "trail"))
def PRV004(inputs: Inputs) -> Measured:
    """Attestations are genuine and match what was fetched.

    Asks whether the attestations that the manifest lists are signed by the market, speak of this attempt, and name
    access that stands in the trail; and whether every dataset of which bytes were served, in part or whole, has one. An
    artefact of the edge is attested by what came with the access to its source.

    Why: the attestation ties bytes to a licence, an attempt and a moment. With it, anyone holding the market's public
    keys can check offline that the rows began where the data card says.

    Measured: 1, halved by every dataset fetched that has none and by every attestation that proves nothing; 0 when no
    dataset fetched has one, or nothing was fetched. One of access that was granted and not used is true, and noted.
    Envelopes are DSSE, statements in-toto v1.

    Threshold: 1, every dataset and no false paper.

    Fix: put the attestation that came with each grant of access into the bundle, unchanged.
    """
    fetched = {got.source: got for got in inputs.trail.fetched.values()}
    if not fetched:
        return unfetched("which bytes an attestation could speak of", inputs.trail)
    grants = {entry.facts["grant"]: entry for entry in inputs.trail.of_kind("access.granted")}
    attested: set[str] = set()
    false: list[Finding] = []
    unused: list[Finding] = []
    for place, envelope in _envelopes(inputs):
        try:
            granted = _judge(envelope, inputs, grants)
        except (NotGenuine, Unreadable, Absent) as error:
            reason = error.reason if isinstance(error, NotGenuine) else error.sentence
            false.append(_finding(f"This attestation proves nothing. {reason}", place))
        else:
            attested.add(granted.facts["digest"])
            unused += [] if granted.facts["digest"] in fetched else [_unused(granted, place)]
    missing = [_unattested(got) for digest, got in fetched.items() if digest not in attested]
    proven = len(fetched) - len(missing)
    return Measured(
        measure=halved(len(missing) + len(false)) if proven else 0.0,
        summary=f"{proven} of {len(fetched)} datasets fetched have a genuine attestation.",
        findings=(*false, *missing, *unused),
    )


def _envelopes(inputs: Inputs) -> Iterator[tuple[Place, Any]]:
    for index, entry in enumerate(inputs.manifest.attestations):
        if isinstance(entry, str):
            yield Place(file=entry), entry
        else:
            yield Place(file=NAME, pointer=f"/attestations/{index}"), entry


def _judge(envelope: Any, inputs: Inputs, grants: Mapping[str, Entry]) -> Entry:
    """Return the grant of access that the envelope attests; raise NotGenuine with the reason when it attests none."""
    if isinstance(envelope, str):
        envelope = read_json(inputs.bundle.read(envelope, most=LARGEST), file=envelope)
    access = verify_access(envelope, inputs.keys, attempt=inputs.trail.attempt)
    licence = inputs.trail.licence_with(jti=access.jti)
    if licence is None:
        raise NotGenuine("The licence it names stands nowhere in the trail.")
    granted = grants.get(access.grant)
    if granted is None or (licence.name, access.digest) != (granted.facts["licence"], granted.facts["digest"]):
        raise NotGenuine("The access it attests stands nowhere in the trail.")
    return granted


def _unattested(got: Fetched) -> Finding:
    message = f"{got.listing}@{got.revision} was fetched, and no attestation names its bytes."
    return _finding(message, Place(entries=got.entries))


def _unused(granted: Entry, place: Place) -> Finding:
    named = f"{granted.facts['listing']}@{granted.facts['revision']}"
    return Finding(
        severity=Severity.NOTE,
        message=f"It attests access to {named}, of which nothing was fetched; it is true and costs nothing.",
        fix="Leave it in, or keep to the attestations of what was fetched.",
        place=replace(place, entries=(granted.sequence,)),
    )


def _finding(message: str, place: Place) -> Finding:
    return Finding(severity=Severity.ERROR, message=message, fix=PUT_IT_IN, place=place)
