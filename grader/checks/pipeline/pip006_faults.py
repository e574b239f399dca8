"""PIP006: the pipeline coped with what its market got wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping

from grader.check import Family, Measured, NotAsked, check
from grader.faults import Kind
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.reactions import Reaction, reactions_in


@check("PIP006", Family.PIPELINE, needs=("trail",))
def PIP006(inputs: Inputs) -> Measured | NotAsked:
    """The faults of the market are handled.

    Asks of every fault that the market played to this attempt what the pipeline did about it:

    - 429: it came back, and not before Retry-After was over.
    - 503: it came back every time, with half a second between tries on average; asking faster hammers a market that is
      down already.
    - A connection cut half-way: in the end every byte of the file was fetched, the rest of it or all of it again.
    - A signed URL that had expired, or whose key was replaced: it asked for access again and fetched the file.
    - A revoked licence: nothing was fetched under it any more, and it was asked for, by access or by bytes, at most three
      times in all, so that learning of it and running the pipeline once more cost nothing.

    Why: real markets fail, and a pipeline that breaks, or makes things worse, is not done.

    Measured: the share of the faults met that were handled, each fault once, however many requests met it. Which
    request meets which fault is the same for everyone of a cohort. A fault that was never met is not asked about, nor
    is anything where no fault was played. What came back is the next request for the same thing, as the market saw it.

    Threshold: 1, every fault. A pause is measured by the market's clock, from its answer to the request that came back.

    Fix: wait as long as Retry-After says, pause longer each time on 502, 503 and 504, resume with Range and If-Range,
    ask for access again when a signed URL is refused, and stop when a licence is revoked.
    """
    reactions = reactions_in(inputs.trail.entries)
    if not reactions:
        return NotAsked(cause="The market played no faults.")
    handled = sum(reaction.handled for reaction in reactions)
    return Measured(
        measure=handled / len(reactions),
        summary=f"{handled} of {len(reactions)} faults were handled.",
        findings=tuple(_finding(reaction) for reaction in reactions if not reaction.handled),
    )


def _finding(reaction: Reaction) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=f"{reaction.fault}: after {MET[reaction.kind]} ({reaction.route}) the pipeline {reaction.said}.",
        fix=FIXES[reaction.kind],
        place=Place(entries=reaction.entries),
    )


MET: Mapping[Kind, str] = {
    Kind.BUSY: "a 429",
    Kind.DOWN: "a 503",
    Kind.CUT: "a connection cut half-way",
    Kind.EXPIRED: "a URL that had expired",
    Kind.ROTATED: "a URL whose key was replaced",
    Kind.REVOKED: "the revocation of a licence",
}
AGAIN = "When a signed URL is refused, ask for access again and fetch with the new one."
FIXES: Mapping[Kind, str] = {
    Kind.BUSY: "Wait as many seconds as Retry-After says, then send the same request again.",
    Kind.DOWN: "Send the same request again after a pause that grows with every try.",
    Kind.CUT: "Compare size and digest, and fetch what is missing with Range and If-Range.",
    Kind.EXPIRED: AGAIN,
    Kind.ROTATED: AGAIN,
    Kind.REVOKED: "Leave the dataset out once access is refused as licence_revoked.",
}
