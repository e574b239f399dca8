"""PIP004: the licence came before the bytes, and nothing was fetched once it was gone."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.checks.unfetched import unfetched
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Entry, Trail

REVOKED = "licence_revoked"


@check("PIP004", Family.PIPELINE, needs=("trail",))
def PIP004(inputs: Inputs) -> Measured:
    """A licence was in force whenever data was fetched.

    Asks of every fetch in the trail whether a licence for it had been issued before and had neither expired nor been
    revoked.

    Why: fetching first and licensing later is taking, and so is fetching what was withdrawn.

    Measured: 1, halved by every licence under which bytes were fetched while it was not in force; 0 if no fetch had one
    in force, or nothing was fetched. Fetching more that is in order doesn't make up for it. A refused request took
    nothing, and costs nothing: trying is not using. One that was refused after a revocation is how a pipeline learns of
    it. Those after it, for access or for bytes, are noted for a reader, who may ask whether the data would have been
    used.

    Threshold: 1, every fetch, in the order of the trail.

    Fix: look at the licence before each fetch, and drop the dataset when access is refused for good.
    """
    trail = inputs.trail
    served = trail.served
    stubborn = _stubborn(trail)
    if not served:
        return unfetched("that a licence came before the data", trail)
    uncovered = [entry for entry in served if not _covered(trail, entry)]
    covered = len(served) - len(uncovered)
    broken = {entry.facts["licence"] for entry in uncovered}
    return Measured(
        measure=halved(len(broken)) if covered else 0.0,
        summary=f"{covered} of {len(served)} fetches had a licence in force.",
        findings=(
            *_findings(uncovered, "bytes were fetched without a licence in force", Severity.ERROR),
            *_findings(stubborn, "data was asked for again after the licence had been revoked", Severity.NOTE),
        ),
    )


def _covered(trail: Trail, entry: Entry) -> bool:
    licence = trail.licences.get(entry.facts["licence"])
    return licence is not None and licence.covers(entry)


def _stubborn(trail: Trail) -> list[Entry]:
    """Return the requests refused for the revocation of a licence which an earlier refusal had told of."""
    told: set[str] = set()
    stubborn = []
    for entry in trail.of_kind("access.refused", "bytes.refused"):
        licence = entry.facts.get("licence")
        if licence and entry.facts["reason"] == REVOKED:
            stubborn += [entry] if licence in told else []
            told.add(licence)
    return stubborn


def _findings(entries: list[Entry], what: str, severity: Severity) -> list[Finding]:
    if not entries:
        return []
    return [
        Finding(
            severity=severity,
            message=f"{len(entries)} times {what}.",
            fix="Check that the licence is in force before each request, and stop when it is not.",
            place=Place(entries=tuple(entry.sequence for entry in entries)),
            count=len(entries),
        )
    ]
