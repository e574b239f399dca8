"""PRV001: every dataset that was fetched is under a licence that can be named, and that the brief allows."""

from __future__ import annotations

from grader.brief import Brief
from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.checks.unfetched import unfetched
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.licences import UnknownLicence, read_expression
from grader.trail import Licence

PICK_ANOTHER = "Leave the dataset out and choose one whose licence the brief allows: each card states it."


@check("PRV001", Family.PROVENANCE, needs=("brief", "trail"))
def PRV001(inputs: Inputs) -> Measured:
    """Every licence is known.

    Asks whether each dataset that was fetched is under a licence with a name: an SPDX identifier or one that begins
    with `LicenseRef-`, and whether that licence is one the brief allows.

    Why: data under a licence nobody can name is data nobody can check, and whoever buys the model inherits the risk.

    Measured: 1, halved by every licence put to use that can't be named or isn't allowed, read from the trail; fetching
    more that is allowed doesn't make up for it. Where an expression offers a choice (OR), one side has to be allowed;
    where it joins (AND), both. If nothing was fetched, nothing says where the rows come from, and the measure is 0.

    Threshold: 1, every licence. Names are those of the SPDX licence list.

    Fix: read the licence on a dataset's card before making an offer, and leave out what the brief does not allow.
    """
    held = inputs.trail.put_to_use
    if not held:
        return unfetched("under what licence the rows may be used", inputs.trail)
    findings = tuple(finding for licence in held if (finding := _judge(licence, inputs.brief)))
    known = len(held) - len(findings)
    return Measured(
        measure=halved(len(findings)),
        summary=f"{known} of {len(held)} licences put to use are known and allowed.",
        findings=findings,
    )


def _judge(licence: Licence, brief: Brief) -> Finding | None:
    named = str(licence.terms.get("licence", ""))
    try:
        expression = read_expression(named)
    except UnknownLicence as error:
        return _refused(licence, f"The licence of {licence.listing} can't be named: {error}")
    if expression.met_by(lambda identifier: identifier in brief.allowed_licences):
        return None
    allowed = ", ".join(brief.allowed_licences)
    return _refused(
        licence, f"{licence.listing} is under {expression.text}, which is none of those the brief allows ({allowed})."
    )


def _refused(licence: Licence, message: str) -> Finding:
    return Finding(
        severity=Severity.ERROR, message=message, fix=PICK_ANOTHER, place=Place(entries=(licence.issued.sequence,))
    )
