"""PIP005: the training of the model was reported, once for every dataset that it used."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Licence, Usage

TRAINING = "fine_tune"
TWICE = 0.5


@check("PIP005", Family.PIPELINE, needs=("model", "trail"))
def PIP005(inputs: Inputs) -> Measured:
    """Usage is reported once and completely.

    Asks, for every dataset the model manifest names, whether the trail holds exactly one usage event of kind
    `fine_tune` for that model under that dataset's licence, and whether uses were reported under licences of datasets
    that the manifest does not name.

    Why: creators are paid by reported use. A use left out is not paid, and one reported twice is charged twice.

    Measured: over the datasets named and the licences reported on without being named: 1 for one reported once, 0.5
    for one reported more than once, 0 for one not reported or not named. Sending one event id again is how a retry
    is made safe; the market counts it once, and so does this check.

    Threshold: 1. The trail is the market's own record, so a receipt is not needed to be believed.

    Fix: report one `fine_tune` event per dataset when training ends, with an id that stays the same if you retry.
    """
    model, trail = inputs.model, inputs.trail
    licences = {source.licence_jti: trail.licence_with(jti=source.licence_jti) for source in model.sources}
    reported = [use for use in trail.usage if use.kind == TRAINING and use.model == model.name]
    answers = [_judge(licence, reported) for licence in licences.values()]
    named = {licence.name for licence in licences.values() if licence}
    answers += [_unnamed(use) for use in {use.licence: use for use in trail.usage if use.licence not in named}.values()]
    once = sum(measure == 1.0 for measure, _ in answers)
    return Measured(
        measure=sum(measure for measure, _ in answers) / len(answers),
        summary=f"{once} of {len(answers)} datasets were reported as used exactly once.",
        findings=tuple(finding for _, finding in answers if finding),
    )


def _judge(licence: Licence | None, reported: list[Usage]) -> tuple[float, Finding | None]:
    if licence is None:
        return 0.0, _finding("The manifest names a dataset under a licence that the trail does not know.", ())
    uses = [use for use in reported if use.licence == licence.name]
    if len(uses) == 1:
        return 1.0, None
    if not uses:
        return 0.0, _finding(f"The use of {licence.listing} for training was not reported.", (licence.issued.sequence,))
    entries = tuple(use.entry for use in uses)
    return TWICE, _finding(f"The use of {licence.listing} for one training was reported {len(uses)} times.", entries)


def _unnamed(use: Usage) -> tuple[float, Finding]:
    return 0.0, _finding(f"A use of {use.listing} was reported, and the model manifest does not name it.", (use.entry,))


def _finding(message: str, entries: tuple[int, ...]) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix="Report one fine_tune event per dataset of the model, under its licence and the model's name.",
        place=Place(entries=entries),
    )
