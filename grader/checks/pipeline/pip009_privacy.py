"""PIP009: a model made of data that demand differential privacy says how private its training was."""

from __future__ import annotations

from grader.check import Family, Measured, NotAsked, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.licences import Terms, privacy_clause
from grader.model_manifest import NAME, ModelManifest
from grader.trail import Licence, Trail

TRAINING = "fine_tune"


@check("PIP009", Family.PIPELINE, needs=("model", "trail"))
def PIP009(inputs: Inputs) -> Measured | NotAsked:
    """Private training is stated where a licence demands it.

    Asks of every licence that the model was made under, and whose terms demand differentially private training,
    whether `model.json` states the epsilon and delta of its training, each no more than the terms allow.

    Why: such data are lent on the promise that nobody can be found again in the model. A model that says nothing of it
    breaks that promise, and can't be told from one that kept it.

    Measured: 1 when every demand is met, and 0 otherwise: a model has one statement, and the strictest of its licences
    judges it, however many others it would do for. A licence counts that the manifest names or under
    which the training of this model was reported; leaving it out of both is for PIP003 and PIP005 to find. Not asked
    when no licence demands it. The statement is the candidate's word: nothing here can look into the training.

    Threshold: 1, every licence. The limits are those of the terms, read from the trail by the evaluator that answers
    offers.

    Fix: train with an optimiser that is differentially private and write its epsilon and delta into the manifest's
    `privacy`, or leave the dataset out.
    """
    model = inputs.model
    demanding = [licence for licence in _made_under(model, inputs.trail) if Terms.parse(licence.terms).requires_privacy]
    if not demanding:
        return NotAsked(cause="No licence that the model was made under demands differentially private training.")
    findings = tuple(finding for licence in demanding if (finding := _judge(licence, model)))
    met = len(demanding) - len(findings)
    return Measured(
        measure=0.0 if findings else 1.0,
        summary=f"{met} of {len(demanding)} licences that demand private training have it stated.",
        findings=findings,
    )


def _made_under(model: ModelManifest, trail: Trail) -> list[Licence]:
    """Return the licences that the manifest names or that training was reported under, in the order of the trail."""
    named = {source.licence_jti for source in model.sources}
    reported = {use.licence for use in trail.usage if use.kind == TRAINING and use.model == model.name}
    return [each for each in trail.licences.values() if each.jti in named or each.name in reported]


def _judge(licence: Licence, model: ModelManifest) -> Finding | None:
    stated = model.privacy
    clause = privacy_clause(Terms.parse(licence.terms), model.stated_privacy)
    if clause.allowed:
        return None
    private = stated.differentially_private
    said = f"epsilon {stated.epsilon:g} and delta {stated.delta:g}" if private else "no such training"
    return Finding(
        severity=Severity.ERROR,
        message=f"The terms of {licence.listing} are not met: {clause.reason} The manifest states {said}.",
        fix="State the epsilon and delta of the training, within what the terms allow, or leave the dataset out.",
        place=Place(file=NAME, pointer="/privacy", entries=(licence.issued.sequence,)),
    )
