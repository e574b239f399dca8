"""PIP005: the training of the model was reported, for every dataset that it used, and no training twice."""

from __future__ import annotations

from collections import Counter

from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Licence, Usage

TRAINING = "fine_tune"
TWICE = 0.5

Dataset = tuple[str, int]
"""A listing, and the number of its revision."""


@check("PIP005", Family.PIPELINE, needs=("model", "trail"))
def PIP005(inputs: Inputs) -> Measured:
    """Usage is reported once and completely.

    Asks, for every dataset the model manifest names, whether the trail holds a usage event of kind `fine_tune` for
    that model under a licence of that dataset; whether one training was reported twice, under two event ids; and
    whether training of that model was reported on datasets that the manifest does not name. Reports for other models,
    earlier ones among them, and of other kinds of use are as welcome as they are true: they cost nothing.

    Why: creators are paid by reported use. A use left out is not paid, and one reported twice is charged twice.

    Measured: over the datasets named and those reported on without being named: 1 for one reported, 0.5 for one with a
    training reported twice, 0 for one not reported or not named. A dataset is a listing in one revision, whichever of
    its licences is named or reported under. Two events are one training when they agree in time, quantity and feature;
    training anew is another use, and reporting it is right. Sending one event id again is how a retry is made safe: the
    market counts it once, and so does this check.

    Threshold: 1. The trail is the market's own record, so a receipt is not needed to be believed.

    Fix: report one `fine_tune` event per dataset when training ends, with an id that stays the same if you retry.
    """
    model, trail = inputs.model, inputs.trail
    licences = {source.licence_jti: trail.licence_with(jti=source.licence_jti) for source in model.sources}
    named = {_dataset(licence): licence for licence in licences.values() if licence}
    datasets = {name: _dataset(licence) for name, licence in trail.licences.items()}
    reported: dict[Dataset | None, list[Usage]] = {}
    for use in trail.usage:
        if use.kind == TRAINING and use.model == model.name:
            reported.setdefault(datasets.get(use.licence), []).append(use)
    answers = [
        *(_unknown() for licence in licences.values() if licence is None),
        *(_judge(licence, reported.get(dataset, [])) for dataset, licence in named.items()),
        *(_unnamed(uses[0]) for dataset, uses in reported.items() if dataset not in named),
    ]
    once = sum(measure == 1.0 for measure, _ in answers)
    return Measured(
        measure=sum(measure for measure, _ in answers) / len(answers),
        summary=f"{once} of {len(answers)} datasets were reported as used, no use of them twice.",
        findings=tuple(finding for _, finding in answers if finding),
    )


def _dataset(licence: Licence) -> Dataset:
    return licence.listing, licence.revision


def _judge(licence: Licence, uses: list[Usage]) -> tuple[float, Finding | None]:
    if not uses:
        return 0.0, _finding(f"The use of {licence.listing} for training was not reported.", (licence.issued.sequence,))
    trainings = Counter(_training(use) for use in uses)
    entries = tuple(use.entry for use in uses if trainings[_training(use)] > 1)
    if not entries:
        return 1.0, None
    return TWICE, _finding(f"The use of {licence.listing} for one training was reported more than once.", entries)


def _training(use: Usage) -> tuple[str, int, str]:
    return use.occurred_at, use.quantity, use.feature


def _unknown() -> tuple[float, Finding]:
    return 0.0, _finding("The manifest names a dataset under a licence that the trail does not know.", ())


def _unnamed(use: Usage) -> tuple[float, Finding]:
    return 0.0, _finding(f"A use of {use.listing} was reported, and the model manifest does not name it.", (use.entry,))


def _finding(message: str, entries: tuple[int, ...]) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix="Report one fine_tune event per dataset of the model, under a licence of it and the model's name.",
        place=Place(entries=entries),
    )
