"""PIP005: the training of the model was reported, for every dataset that it used, and no training twice."""

from __future__ import annotations

from collections import Counter

from grader.check import Family, Measured, check
from grader.checks.halved import halved
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.trail import Licence, Usage

TRAINING = "fine_tune"

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

    Measured: 1, halved by every dataset that is named and not reported, or reported and not named, and once more when a
    training was reported twice; 0 when the use of none was reported. Reporting more that is in order doesn't make up
    for it. A dataset is a listing in one revision, whichever of
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
    wrong = [
        *(_unknown() for licence in licences.values() if licence is None),
        *(_unreported(licence) for dataset, licence in named.items() if dataset not in reported),
        *(_unnamed(uses[0]) for dataset, uses in reported.items() if dataset not in named),
    ]
    twice = [finding for dataset, uses in reported.items() if dataset in named and (finding := _repeated(uses))]
    sound = len(named.keys() & reported.keys())
    return Measured(
        measure=halved(len(wrong) + bool(twice)) if sound else 0.0,
        summary=f"{sound - len(twice)} of {sound + len(wrong)} datasets were reported as used, no use of them twice.",
        findings=(*wrong, *twice),
    )


def _dataset(licence: Licence) -> Dataset:
    return licence.listing, licence.revision


def _unreported(licence: Licence) -> Finding:
    return _finding(f"The use of {licence.listing} for training was not reported.", (licence.issued.sequence,))


def _repeated(uses: list[Usage]) -> Finding | None:
    trainings = Counter(_training(use) for use in uses)
    entries = tuple(use.entry for use in uses if trainings[_training(use)] > 1)
    if not entries:
        return None
    return _finding(f"The use of {uses[0].listing} for one training was reported more than once.", entries)


def _training(use: Usage) -> tuple[str, int, str]:
    return use.occurred_at, use.quantity, use.feature


def _unknown() -> Finding:
    return _finding("The manifest names a dataset under a licence that the trail does not know.", ())


def _unnamed(use: Usage) -> Finding:
    return _finding(f"A use of {use.listing} was reported, and the model manifest does not name it.", (use.entry,))


def _finding(message: str, entries: tuple[int, ...]) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix="Report one fine_tune event per dataset of the model, under a licence of it and the model's name.",
        place=Place(entries=entries),
    )
