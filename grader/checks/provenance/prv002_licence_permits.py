"""PRV002: the terms of every dataset that was fetched permit what the brief wants of it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.brief import Brief
from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.checks.unfetched import unfetched
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.licences import Terms, Wish, evaluate
from grader.trail import Licence

ASKED = ("use_case", "region", "retention_days")


@check("PRV002", Family.PROVENANCE, needs=("brief", "trail"))
def PRV002(inputs: Inputs) -> Measured:
    """Every licence permits this use.

    Asks, for each dataset that was fetched, whether its terms permit what the brief describes: the use case, the
    region, how long the data is kept, and the opt-outs of the people behind it. It also asks whether the licence was
    obtained for that same use: terms read for one purpose say nothing about another.

    Why: a licence for research does not cover a product, and a model trained on data that forbids training has to be
    thrown away with everything built on it.

    Measured: 1, halved by every licence put to use whose terms refuse a clause or whose offer asked for something
    else than the brief says, read from the trail; buying more that is allowed doesn't make up for it. If nothing was
    fetched, nothing permits the use of the rows, and the measure is 0. The clauses are answered by the same evaluator
    that answers offers.

    Threshold: 1, every licence; the brief and the terms leave no room between allowed and not.

    Fix: put the brief's use case, region and retention into each offer, read the refused clauses, and leave out
    datasets that refuse one.
    """
    held = inputs.trail.put_to_use
    if not held:
        return unfetched("that the rows may be put to this use", inputs.trail)
    findings = {licence.name: tuple(_refusals(licence, inputs.brief)) for licence in held}
    permitted = sum(not refusals for refusals in findings.values())
    return Measured(
        measure=halved(len(held) - permitted),
        summary=f"{permitted} of {len(held)} licences put to use permit what the brief asks.",
        findings=tuple(finding for refusals in findings.values() for finding in refusals),
    )


def _refusals(licence: Licence, brief: Brief) -> Iterator[Finding]:
    wish = Wish(use_case=brief.use_case, region=brief.region, retention_days=brief.retention_days)
    for clause in evaluate(Terms.parse(licence.terms), wish):
        if not clause.allowed:
            yield Finding(
                severity=Severity.ERROR,
                message=f"{licence.listing} does not permit this use ({clause.name}): {clause.reason}",
                fix="Leave the dataset out of the sample and of the training, and say so in the data card.",
                place=Place(entries=(licence.issued.sequence,)),
            )
    yield from _asked_for_another(licence, brief)


def _asked_for_another(licence: Licence, brief: Brief) -> Iterator[Finding]:
    if licence.offer is None:
        return
    for name in ASKED:
        asked, wanted = licence.offer.facts[name], getattr(brief, name)
        enough = asked >= wanted if name == "retention_days" else asked == wanted
        if not enough:
            yield Finding(
                severity=Severity.ERROR,
                message=f"The offer for {licence.listing} asked for {name} {asked}, and the brief says {wanted}.",
                fix="Make the offer for what the brief describes.",
                place=Place(entries=(licence.offer.sequence, licence.issued.sequence)),
            )
