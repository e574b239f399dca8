"""PIP003 holds the model manifest against its signature, the lineage, the trail and the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.pipeline.pip003_model_manifest import PIP003
from grader.digests import canonical
from tests.grader.evidence import Market, make_model, source_of
from tests.grader.factories import HandedIn, hand_in, make_csv, make_rows

SOURCE = source_of(Market().license(make_csv(make_rows())))


def ask(case: HandedIn) -> Measured:
    measured = PIP003.run(case.inputs())
    assert isinstance(measured, Measured)
    return measured


def ask_of(tmp_path: Path, model: dict[str, Any]) -> Measured:
    return ask(hand_in(tmp_path, files={"model.json": canonical(model)}))


def test_it_passes_a_manifest_that_is_signed_and_true(tmp_path: Path) -> None:
    assert ask(hand_in(tmp_path)).measure == 1


def test_it_refuses_a_manifest_changed_after_signing(tmp_path: Path) -> None:
    measured = ask_of(tmp_path, {**make_model(SOURCE), "metrics": {"roc_auc": 0.99}})
    assert measured.measure == 0.75
    assert measured.findings[0].place.pointer == "/signature"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"licence_jti": "jti-9"}, "with a licence that stands nowhere in the trail"),
        ({"listing": "weather"}, "with the licence of wildlife-strikes@1"),
        ({"digest": "sha256:" + "0" * 64}, "with a digest that its licence does not cover"),
        ({"attestation": "attestations/none.json"}, "with an attestation that is not in the bundle"),
    ],
    ids=["licence", "listing", "digest", "attestation"],
)
def test_it_says_what_is_untrue_of_a_dataset(tmp_path: Path, changed: dict[str, Any], fault: str) -> None:
    measured = ask_of(tmp_path, make_model({**SOURCE, **changed}))
    wrong = [finding for finding in measured.findings if finding.place.pointer == "/datasets/0"]
    assert fault in wrong[0].message
    assert bool(wrong[0].place.entries) == ("nowhere in the trail" not in fault)
    assert measured.measure < 1


def test_it_names_a_dataset_that_was_used_and_left_out(tmp_path: Path) -> None:
    market = Market()
    other = market.license(b"x\n1\n", listing="weather")
    market.grant(other)
    model = make_model(source_of(other))
    measured = ask(hand_in(tmp_path, market=market, files={"model.json": canonical(model)}))
    assert measured.measure == 0.75
    assert "wildlife-strikes@1, which the manifest does not name" in measured.findings[0].message
    assert [market.entries[entry - 1]["kind"] for entry in measured.findings[0].place.entries] == ["bytes.served"]


def test_a_dataset_whose_artefact_was_fetched_is_named_by_what_was_licensed(tmp_path: Path) -> None:
    market = Market()
    licence, artefact = market.license(make_csv(make_rows())), make_csv(make_rows(20))
    market.transform(licence, artefact)
    market.transform(licence, make_csv(make_rows(30)))
    case = hand_in(tmp_path, data={"data/sample.csv": artefact})
    measured = PIP003.run(case.inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    assert (measured.measure, measured.summary[-9:]) == (1, "1 in all.")


def test_a_dataset_may_be_named_by_the_samples_fingerprint(tmp_path: Path) -> None:
    case = hand_in(tmp_path)
    named = {name: value for name, value in SOURCE.items() if name != "digest"}
    model = make_model({**named, "fingerprint": case.inputs().manifest.fingerprint})
    (case.bundle / "model.json").write_bytes(canonical(model))
    assert ask(case).measure == 1


def test_a_fingerprint_of_another_sample_is_untrue(tmp_path: Path) -> None:
    named = {name: value for name, value in SOURCE.items() if name != "digest"}
    measured = ask_of(tmp_path, make_model({**named, "fingerprint": "sha256:" + "0" * 64}))
    assert "by a fingerprint that is not that of this sample" in measured.findings[0].message


@pytest.mark.parametrize(
    ("training", "fault"),
    [
        ({"features": ["species", "wing_span"]}, "names features that are no columns: wing_span"),
        ({"features": ["species", "damage"]}, "names the label among the features"),
        ({"features": ["species", "cost_repairs"]}, "known only after the outcome: cost_repairs"),
        ({"rows": 10_000}, "was trained on 10,000 rows, and the sample has 240"),
    ],
    ids=["strange feature", "label", "late", "rows"],
)
def test_it_says_when_the_training_does_not_fit_the_sample(
    tmp_path: Path, training: dict[str, Any], fault: str
) -> None:
    model = make_model(SOURCE, training={**make_model(SOURCE)["training"], **training})
    measured = ask_of(tmp_path, model)
    assert measured.measure == 0.75
    assert fault in " ".join(finding.message for finding in measured.findings)


def test_a_sample_without_an_origin_leaves_nothing_to_name(tmp_path: Path) -> None:
    measured = ask(hand_in(tmp_path, rows=make_rows(150, seed=3), files={"lineage.jsonl": b"\n"}))
    assert measured.measure == 0.75
    assert "goes back to no fetched dataset" in measured.findings[0].message
