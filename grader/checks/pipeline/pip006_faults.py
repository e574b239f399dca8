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
    - A signed URL that had expired, or whose key was replaced: it asked for access again and fetched the file, or
      fetched all of it under another licence of the same dataset.
    - A revoked licence: nothing was fetched under it any more, and access or bytes were refused for it at most three
      times in all, so that learning of it and running the pipeline once more cost nothing.
    - A dataset whose columns changed: the licensed revision was kept to, or what changed was read over the API (card,
      history or export) before the new revision was licensed. Leaving the dataset out is in order, too.

    A webhook sent twice or held back is not asked about: what a receiver makes of it leaves no trace in the market.

    Why: real markets fail, and a pipeline that breaks, or makes things worse, is not done.

    Measured: the share of the faults met that were handled, each fault once, however many requests met it. Which
    request meets which fault is the same for everyone of a cohort. A fault that was never met is not asked about, nor
    is anything where no fault was played. What came back is the next request for the same thing, as the market saw it.

    Threshold: 1, every fault. A pause is measured by the market's clock, from its answer to the request that came back.

    Fix: wait as long as Retry-After says, pause longer each time on 502, 503 and 504, resume with Range and If-Range,
    ask for access again when a signed URL is refused, stop when a licence is revoked, and look at the card again when
    an offer is for another revision than the one you read.
    """
    judged = [reaction for reaction in reactions_in(inputs.trail.entries) if reaction.handled is not None]
    if not judged:
        return NotAsked(cause="The market played no faults that a pipeline's answer can be told of.")
    missed = [reaction for reaction in judged if not reaction.handled]
    handled = len(judged) - len(missed)
    return Measured(
        measure=handled / len(judged),
        summary=f"{handled} of {len(judged)} faults were handled.",
        findings=tuple(_finding(reaction) for reaction in missed),
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
    Kind.COLUMNS: "a change of columns",
}
AGAIN = "When a signed URL is refused, ask for access again and fetch with the new one."
FIXES: Mapping[Kind, str] = {
    Kind.BUSY: "Wait as many seconds as Retry-After says, then send the same request again.",
    Kind.DOWN: "Send the same request again after a pause that grows with every try.",
    Kind.CUT: "Compare size and digest, and fetch what is missing with Range and If-Range.",
    Kind.EXPIRED: AGAIN,
    Kind.ROTATED: AGAIN,
    Kind.REVOKED: "Leave the dataset out once access is refused as licence_revoked.",
    Kind.COLUMNS: "Compare the offer's revision with that of the card you read; read the card again where they differ.",
}
