"""PIP004: the licence came before the bytes, and nothing was fetched once it was gone."""

from __future__ import annotations

from grader.check import Family, Measured, NotAsked, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Entry, Trail


@check("PIP004", Family.PIPELINE, needs=("trail",))
def PIP004(inputs: Inputs) -> Measured | NotAsked:
    """A licence was in force whenever data was fetched.

    Asks of every request for data in the trail whether a licence for it had been issued before and had neither
    expired nor been revoked; and whether the pipeline stopped asking once it had been told that a licence was gone.

    Why: fetching first and licensing later is taking. A pipeline that goes on asking after a revocation would go on
    using the data too.

    Measured: the share of requests that were in order. The first request refused after a revocation is how a pipeline
    learns of it, and counts as in order; later ones do not.

    Threshold: 1, every request, in the order of the trail.

    Fix: look at the licence before each fetch, and drop the dataset when access is refused for good.
    """
    trail = inputs.trail
    served = trail.of_kind("bytes.served")
    stubborn = _stubborn(trail)
    asked = len(served) + len(stubborn)
    if not asked:
        return NotAsked(cause="The trail shows no request for data.")
    uncovered = [entry for entry in served if not _covered(trail, entry)]
    wrong = len(uncovered) + len(stubborn)
    return Measured(
        measure=1 - wrong / asked,
        summary=f"{asked - wrong} of {asked} requests for data had a licence in force.",
        findings=(
            *_findings(uncovered, "bytes were fetched without a licence in force"),
            *_findings(stubborn, "access was asked for again after the licence had been revoked"),
        ),
    )


def _covered(trail: Trail, entry: Entry) -> bool:
    licence = trail.licences.get(entry.facts["licence"])
    return licence is not None and licence.covers(entry)


def _stubborn(trail: Trail) -> list[Entry]:
    """Return the requests that were refused after a revocation which an earlier refusal had told of."""
    told: set[str] = set()
    stubborn = []
    for entry in trail.of_kind("access.refused", "bytes.refused"):
        licence = trail.licences.get(str(entry.facts.get("licence")))
        if licence is None or licence.revoked is None or entry.sequence < licence.revoked.sequence:
            continue
        if licence.name in told:
            stubborn.append(entry)
        told.add(licence.name)
    return stubborn


def _findings(entries: list[Entry], what: str) -> list[Finding]:
    if not entries:
        return []
    return [
        Finding(
            severity=Severity.ERROR,
            message=f"{len(entries)} times {what}.",
            fix="Check that the licence is in force before each request, and stop when it is not.",
            place=Place(entries=tuple(entry.sequence for entry in entries)),
            count=len(entries),
        )
    ]
